#!/usr/bin/env python3
"""What runs out: memory, open files, and the patience of a slow disk.

Whatever the system refuses, the process goes on or ends with a sentence, and
the next one with enough of it decides the same as if nothing had happened.

    shortage_test.py LAUREL SLOW_DISK        the library that delays fsync
"""
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import till

LAUREL, SLOW_DISK = None, None
FACTS = 40_000
MB = 1 << 20


def facts(path, first, count):
    rng = random.Random(first)
    with open(path, 'w') as out:
        for number in range(first, first + count):
            out.write(till.fact(number, rng, {}) + '\n')
    return path


class Shortage(unittest.TestCase):

    def setUp(self):
        self.folder = self.enterContext(
            tempfile.TemporaryDirectory(prefix='laurel-shortage-'))
        self.data = self.folder + '/data'
        program = self.folder + '/till.yaml'
        with open(program, 'w') as out:
            out.write(till.PROGRAM)
        self.run_laurel('program', 'publish', program, '--to',
                        'embedded:' + self.data, '--partitions', '4')
        self.publish(0, FACTS)

    def try_laurel(self, *command, limits=(), **how):
        def lower():
            for which, soft, hard in limits:
                resource.setrlimit(which, (soft, hard))
        # Cores of the processes that are to die are of no use.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return subprocess.run([LAUREL, *command], capture_output=True,
                              text=True, timeout=300, preexec_fn=lower, **how)

    def run_laurel(self, *command, **how):
        done = self.try_laurel(*command, **how)
        self.assertEqual(0, done.returncode, done.stderr)
        return done

    def publish(self, first, count, **how):
        path = facts(self.folder + '/facts-%d.jsonl' % first, first, count)
        self.run_laurel('publish', '--facts', path, '--to',
                        'embedded:' + self.data, **how)

    def catch_up(self, **how):
        return self.try_laurel('serve', '--data', self.data,
                               '--until-caught-up', **how)

    def check(self, facts_sent):
        """All is decided once, and as a rebuild decides it."""
        done = self.catch_up()
        self.assertEqual(0, done.returncode, done.stderr)
        report = json.loads(
            self.run_laurel('verify', '--data', self.data, '--json').stdout)
        self.assertTrue(report['ok'], report)
        self.assertEqual(facts_sent + 4, int(report['facts']))  # publications

    def test_too_few_open_files(self):
        ends = []
        for most in (12, 20, 28, 36, 44, 60, 90):
            done = self.catch_up(
                limits=[(resource.RLIMIT_NOFILE, most, most)])
            ends.append(done.returncode)
            if done.returncode != 0:
                self.assertEqual(1, done.returncode, done.stderr)
                self.assertIn('Too many open files. Raise the limit of open '
                              'files (ulimit -n)', done.stderr)
                self.assertNotIn('Another process', done.stderr)
        self.assertEqual(1, ends[0])
        self.assertEqual(0, ends[-1])
        self.check(FACTS)

    def test_a_soft_limit_is_raised(self):
        done = self.catch_up(limits=[(resource.RLIMIT_NOFILE, 12, 1024)])
        self.assertEqual(0, done.returncode, done.stderr)

    def test_too_little_memory(self):
        ends, most = [], 200 * MB
        while len(ends) == 0 or ends[-1] != 0:
            done = self.catch_up(limits=[(resource.RLIMIT_AS, most, most)])
            ends.append(done.returncode)
            if done.returncode != 0:
                self.assertNotEqual('', done.stderr)
                print('  %d MB: exit %d: %s' % (
                    most // MB, done.returncode,
                    done.stderr.strip().splitlines()[-1][:100]))
            most = most * 5 // 4
            self.assertLess(most, 4000 * MB)
        self.assertGreater(len(ends), 1, 'it was never refused any')
        self.check(FACTS)

    def test_a_full_disk(self):
        """Nothing dies of it, and there being room again is enough."""
        full = self.folder + '/full'
        os.mkdir(full)
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=90m', 'laurel',
                           full], capture_output=True).returncode != 0:
            self.skipTest('no right to mount a small disk')
        self.addCleanup(subprocess.run, ['umount', '-l', full])
        shutil.move(self.data, full + '/data')
        self.data = full + '/data'
        room = os.statvfs(full)
        ballast = full + '/ballast'
        with open(ballast, 'wb') as out:
            out.write(bytes(room.f_bavail * room.f_bsize - 2 * MB))
        said = self.catch_up()
        self.assertEqual(1, said.returncode, said.stderr)
        self.assertIn('Make room on the disk', said.stderr)
        serve = subprocess.Popen(
            [LAUREL, 'serve', '--data', self.data],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(serve.kill)
        time.sleep(2)
        os.remove(ballast)
        time.sleep(8)
        serve.terminate()
        said = serve.communicate(timeout=60)[1]
        self.assertEqual(0, serve.returncode, said)
        self.assertIn('Make room on the disk', said)
        self.assertIn('ready: 4 partitions', said)
        self.check(FACTS)

    def test_a_slow_disk(self):
        slow = dict(os.environ, LD_PRELOAD=SLOW_DISK)
        serve = subprocess.Popen(
            [LAUREL, 'serve', '--data', self.data], env=slow,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(serve.kill)
        for batch in range(3):
            self.publish(FACTS + 100 * batch, 100, env=slow)
        serve.terminate()
        said = serve.communicate(timeout=60)[1]
        self.assertEqual(0, serve.returncode, said)
        self.check(FACTS + 300)


def main():
    global LAUREL, SLOW_DISK
    LAUREL, SLOW_DISK = (os.path.abspath(each) for each in sys.argv[1:3])
    del sys.argv[1:3]
    unittest.main(verbosity=2)


if __name__ == '__main__':
    main()
