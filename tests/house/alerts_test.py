"""The alarms of docker/prometheus-alerts.yml: when each rings (alerts_test.yml,
by promtool), and that operators are told of each."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent


def alarms():
    rules = (ROOT / 'docker/prometheus-alerts.yml').read_text()
    return re.findall(r'alert: (\w+)', rules)


class Alarms(unittest.TestCase):

    def test_each_is_explained(self):
        page = (ROOT / 'docs/operating/metrics.md').read_text()
        self.assertEqual(sorted(alarms()),
                         sorted(re.findall(r'^\| `(Laurel\w+)`', page, re.M)))

    def test_each_rings_in_some_test(self):
        tests = (HERE / 'alerts_test.yml').read_text()
        rung = re.findall(r'alertname: (\w+)\s+exp_alerts:\n', tests)
        self.assertEqual(sorted(alarms()), sorted(set(rung)))

    def test_each_rings_when_it_should(self):
        if not shutil.which('promtool'):
            self.skipTest('no promtool: tools/install alarms')
        done = subprocess.run(
            ['promtool', 'test', 'rules', 'alerts_test.yml'], cwd=HERE,
            capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == '__main__':
    sys.exit(unittest.main())
