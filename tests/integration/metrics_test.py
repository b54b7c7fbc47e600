#!/usr/bin/env python3
"""What operators ask a running engine: /healthz, /readyz, /metrics.

    metrics_test.py LAUREL
"""
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

LAUREL = sys.argv.pop(1)
FACT = ('{"id": "f-%d", "source": "pos", "customer_id": "c-%d", '
        '"payment_captured": {"payment_id": "p-%d", "lines": [{"kind": '
        '"SERVICE", "amount": {"currency": "CNY", "minor": 5000}}]}}\n')


class Metrics(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = os.path.join(self.folder.name, 'data')
        self.run_laurel('program', 'publish', 'examples/glow.yaml', '--to',
                        'embedded:' + self.data)
        path = os.path.join(self.folder.name, 'facts.jsonl')
        with open(path, 'w') as facts:
            for n in range(200):
                facts.write(FACT % (n, n % 7, n))
            facts.write(FACT % (0, 0, 0))  # a duplicate
        self.run_laurel('publish', '--facts', path, '--to',
                        'embedded:' + self.data)
        self.serve = subprocess.Popen(
            [LAUREL, 'serve', '--data', self.data, '--http', '127.0.0.1:0'],
            stderr=subprocess.PIPE, text=True)
        for line in self.serve.stderr:
            found = re.search(r'on port (\d+)', line)
            if found:
                self.port = int(found.group(1))
                break

    def tearDown(self):
        self.serve.send_signal(signal.SIGTERM)
        self.serve.stderr.read()
        self.assertEqual(self.serve.wait(20), 0)
        self.serve.stderr.close()
        self.folder.cleanup()

    def run_laurel(self, *args):
        done = subprocess.run([LAUREL, *args], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def ask(self, path, method='GET'):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, 10)
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def wait_for(self, path, wanted):
        text = ''
        for _ in range(200):
            status, text = self.ask(path)
            if status == 200 and wanted(text):
                return text
            time.sleep(0.05)
        self.fail('%s still says %s' % (path, text))

    def test_what_operators_ask(self):
        self.assertEqual(self.ask('/healthz'), (200, 'alive\n'))
        self.wait_for('/readyz', lambda text: text == 'ready\n')

        def total(text, series):
            return sum(float(value) for value in re.findall(
                '^' + series + r' (\S+)$', text, re.M))

        done = r'laurel_facts_total\{partition="\d+",outcome="accepted"\}'
        # 200 sales, and the program on each of four partitions.
        text = self.wait_for('/metrics', lambda t: total(t, done) == 204)
        self.assertEqual(total(text, done.replace('accepted', 'duplicate')), 1)
        self.assertEqual(total(text, r'laurel_lag_records\{[^}]*\}'), 0)
        self.assertGreaterEqual(
            total(text, r'laurel_derived_events_total\{[^}]*type='
                  '"units_earned"\\}'), 200)
        self.assertGreater(total(text, r'laurel_commit_seconds_count\{[^}]*\}'),
                           0)
        for line in text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? \S+)$')

        status, text = self.ask('/nothing')
        self.assertEqual(status, 404)
        self.assertIn('/metrics', text)
        self.assertEqual(self.ask('/metrics', 'DELETE')[0], 405)

        other = os.path.join(self.folder.name, 'other')
        taken = subprocess.run(
            [LAUREL, 'serve', '--data', other, '--http',
             '127.0.0.1:%d' % self.port], capture_output=True, text=True)
        self.assertNotEqual(taken.returncode, 0)
        self.assertIn('cannot listen on', taken.stderr)
        wrong = subprocess.run(
            [LAUREL, 'serve', '--data', other, '--http', 'localhost'],
            capture_output=True, text=True)
        self.assertNotEqual(wrong.returncode, 0)
        self.assertIn('is not an address', wrong.stderr)


if __name__ == '__main__':
    unittest.main(verbosity=2)
