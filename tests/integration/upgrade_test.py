#!/usr/bin/env python3
"""Two versions of laurel that take a log over from each other, by hand:

    upgrade_test.py OLD NEW          two binaries; also on Kafka, if it is there
    upgrade_test.py OLD NEW Embedded

Each fact is decided once, by whoever had its partition then; what one has
decided is decided for the other; views of another format are refused with a
sentence; both agree on every balance.
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

import kafka_broker
import till
from kafka_support import Log, Traffic

OLD = NEW = None
FORMAT = r'the view has format \d+, this laurel reads format \d+'

# With a unit of which engines before 5 gave a sale more or less, by a fraction:
# where a limit and a multiplier meet.
PROGRAM = till.PROGRAM.replace('earn:', """\
  - {name: stamps, kind: points, expiry: none}
earn:
  - {name: s, on: payment_captured, unit: stamps, rate: {per: 1.00, give: 1}}
  - {name: bonus, on: payment_captured, unit: stamps, rate: {per: 1.00, give: 7},
     limit: {amount: 30, per: event}}
  - {name: double, on: payment_captured, unit: stamps, multiply: 2}""")


class Upgrade(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(
            tempfile.TemporaryDirectory(prefix='laurel-upgrade-')))
        self.rng, self.expected, self.sent = random.Random(1), {}, 0

    def facts(self, count):
        lines = [till.fact(self.sent + i, self.rng, self.expected)
                 for i in range(count)]
        self.sent += count
        return lines

    def tell(self, what, text):
        print('\n  %s:\n    %s' % (what, text.strip().replace('\n', '\n    ')),
              flush=True)

    def check_balances(self, ask):
        for customer in random.Random(2).sample(sorted(self.expected), 10):
            state = json.loads(ask(customer))
            points, = [b for b in state['balances'] if b['unit'] == 'points']
            self.assertEqual(self.expected[customer], int(points['available']))


class Embedded(Upgrade):

    def ask(self, binary, *command):
        return subprocess.run([binary, *command], capture_output=True,
                              text=True, timeout=120)

    def run_it(self, binary, *command):
        done = self.ask(binary, *command)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def publish(self, binary, count):
        path = self.folder / 'facts.jsonl'
        path.write_text('\n'.join(self.facts(count)) + '\n')
        self.run_it(binary, 'publish', '--facts', str(path), '--to', self.at)

    def take_over(self, binary, who):
        """The view is taken over, or, where its format is another one, refused;
        folded anew, all that the other has decided is in it."""
        serve = ['serve', '--data', self.data, '--until-caught-up']
        done = self.ask(binary, *serve)
        if done.returncode != 0:
            self.assertRegex(done.stderr, FORMAT)
            self.tell(who, done.stderr.splitlines()[-1])
            self.run_it(binary, 'rebuild', '--data', self.data)
            done = self.ask(binary, *serve)
        self.assertEqual(0, done.returncode, done.stderr)
        self.tell(who, done.stderr.splitlines()[-1])
        self.check_balances(lambda customer: self.ask(
            binary, 'customer', customer, '--data', self.data, '--json').stdout)

    def test_one_after_the_other(self):
        self.data = str(self.folder / 'data')
        self.at = 'embedded:' + self.data
        rules = self.folder / 'rules.yaml'
        rules.write_text(PROGRAM)
        self.run_it(OLD, 'program', 'publish', str(rules), '--to', self.at)
        self.publish(OLD, 1000)
        self.run_it(OLD, 'serve', '--data', self.data, '--until-caught-up')
        self.publish(OLD, 500)  # decided by the new one
        self.take_over(NEW, 'new')
        self.publish(NEW, 500)  # decided by the old one
        self.take_over(OLD, 'old')
        self.publish(OLD, 500)
        self.take_over(NEW, 'new again')
        verified = self.ask(NEW, 'verify', '--data', self.data)
        self.tell('new, verify', verified.stdout + verified.stderr)
        report = json.loads(self.ask(NEW, 'verify', '--data', self.data,
                                     '--json').stdout)
        # Beside sales: the rules on four partitions.
        self.assertEqual(self.sent + 4, int(report['facts']))
        self.assertFalse(report['view_differs'])


class Kafka(Upgrade):

    def test_side_by_side_in_a_group(self):
        """Each with a folder of its own; the old one leaves, then comes back."""
        try:
            broker = self.enterContext(kafka_broker.Broker())
        except kafka_broker.Absent as absent:
            self.skipTest(str(absent))
        log = Log(OLD, broker, program=PROGRAM)
        self.addCleanup(log.close)
        traffic = Traffic(log, 1)
        old = log.serve('--group', 'g', name='old').wait_for('ready: 4')
        time.sleep(3)
        log.laurel = NEW
        new = log.serve('--group', 'g', name='new').wait_for('ready: 2')
        time.sleep(5)
        self.assertEqual(0, old.stop(30), old.text()[-2000:])
        new.wait_for('ready: 4')
        time.sleep(3)
        log.laurel = OLD
        old = log.serve('--group', 'g', name='old').wait_for('ready: 2')
        time.sleep(3)
        traffic.finish()
        for engine in (old, new):
            self.assertEqual(0, engine.stop(30), engine.text()[-2000:])
        for binary, name in ((OLD, 'old'), (NEW, 'new')):
            log.laurel = binary
            log.catch_up(name)
            self.expected = traffic.expected
            self.check_balances(lambda customer: log.run(
                'customer', customer, *log.on(name), '--json'))
        report = log.verify('new')
        self.assertTrue(report['ok'], report)
        self.assertEqual(len(log.consume('facts')), int(report['facts']))
        ids = log.events()
        self.assertEqual(len(ids), len(set(ids)))
        log.laurel = NEW
        done = log.try_run('serve', *log.on('old'), '--until-caught-up')
        if done.returncode != 0:
            self.assertRegex(done.stderr, FORMAT)
        self.tell('new, on the view of the old one',
                  done.stderr.splitlines()[-1])
        self.tell('both', '%s facts, decided by turns; %d public events, each '
                  'once' % (report['facts'], len(ids)))


def main():
    global OLD, NEW
    OLD, NEW = (os.path.abspath(sys.argv.pop(1)) for _ in range(2))
    for name, binary in (('old', OLD), ('new', NEW)):
        print(name, subprocess.run([binary, '--version'], capture_output=True,
                                   text=True).stdout.strip(), flush=True)
    unittest.main(verbosity=2)


if __name__ == '__main__':
    main()
