#!/usr/bin/env python3
"""Kills `laurel serve` with SIGKILL at random moments while facts arrive.

Afterwards: every acknowledged fact is on the log and decided once, the state is
what a rebuild gives, and every balance is what this script, which shares no
code with laurel, works out from the facts it sent.

    kill_test.py LAUREL            20 kills, as in CI
    LAUREL_KILLS=200 kill_test.py LAUREL
    LAUREL_SEED=7 kill_test.py LAUREL
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

import till

CUSTOMERS = 300
PARTITIONS = 4


class Chain(threading.Thread):
    """The tills: publish batches until told to stop."""

    def __init__(self, laurel, directory, seed):
        super().__init__()
        self.laurel, self.directory = laurel, directory
        self.rng = random.Random(seed)
        self.expected, self.sent, self.failure = {}, 0, None
        self.enough = threading.Event()

    def run(self):
        path = os.path.join(self.directory, 'batch.jsonl')
        while not self.enough.is_set() and self.failure is None:
            lines = []
            for _ in range(self.rng.randrange(100, 3000)):
                lines.append(till.fact(self.sent + len(lines), self.rng,
                                       self.expected, CUSTOMERS, 0.2))
            with open(path, 'w') as out:
                out.write('\n'.join(lines) + '\n')
            done = subprocess.run(
                [self.laurel, 'publish', '--facts', path, '--to',
                 'embedded:' + self.directory + '/data'],
                capture_output=True, text=True)
            if done.returncode != 0:
                self.failure = done.stderr
            self.sent += len(lines)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit('%s\nexit %d\n%s%s' % (' '.join(command), done.returncode,
                                        done.stdout, done.stderr))
    return done.stdout


def kill_often(laurel, data, kills, rng):
    """Starts the engine and kills it, again and again."""
    died_alone = 0
    for _ in range(kills):
        serve = subprocess.Popen([laurel, 'serve', '--data', data],
                                 stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE)
        time.sleep(rng.choice([0.02, 0.1, 0.3, 0.6]) * (0.5 + rng.random()))
        if serve.poll() is not None:
            died_alone += 1
            print(serve.stderr.read().decode())
        serve.send_signal(signal.SIGKILL)
        serve.wait()
    return died_alone


def main():
    laurel = os.path.abspath(sys.argv[1])
    kills = int(os.environ.get('LAUREL_KILLS', '20'))
    seed = int(os.environ.get('LAUREL_SEED', '1'))
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix='laurel-kill-') as directory:
        data = directory + '/data'
        program = directory + '/kills.yaml'
        with open(program, 'w') as out:
            out.write(till.PROGRAM)
        run(laurel, 'program', 'publish', program, '--to', 'embedded:' + data,
            '--partitions', str(PARTITIONS))
        chain = Chain(laurel, directory, seed)
        chain.start()
        died_alone = kill_often(laurel, data, kills, rng)
        chain.enough.set()
        chain.join()
        assert chain.failure is None, chain.failure
        assert died_alone == 0, '%d engines stopped by themselves' % died_alone
        run(laurel, 'serve', '--data', data, '--until-caught-up')

        report = json.loads(run(laurel, 'verify', '--data', data, '--json'))
        wrong = 0
        for number in range(CUSTOMERS):
            customer = 'c-%d' % number
            if customer not in chain.expected:
                continue
            state = json.loads(run(laurel, 'customer', customer, '--data',
                                   data, '--json'))
            points = [b for b in state['balances'] if b['unit'] == 'points']
            if int(points[0]['available']) != chain.expected[customer]:
                wrong += 1
                print(customer, points, chain.expected[customer])
        assert wrong == 0, '%d balances are wrong' % wrong
        facts = int(report['facts'])
        # Beside the facts there is a publication on each partition, and ticks.
        assert facts >= chain.sent + PARTITIONS, (facts, chain.sent)
        print('seed %d: %d kills, %d facts acknowledged, all decided once, '
              '%d balances right, the view equals a rebuild'
              % (seed, kills, chain.sent, len(chain.expected)))


if __name__ == '__main__':
    main()
