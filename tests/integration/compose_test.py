#!/usr/bin/env python3
"""docker-compose.yml without Docker: a broker of the version and with the
settings that it names takes laurel's command lines as they stand there, and
what Prometheus and Grafana are given fits what serve then answers. Images,
networks and volumes are not tried: there is no Docker where tests run.

    compose_test.py LAUREL
"""
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import kafka_broker

LAUREL = sys.argv.pop(1) if len(sys.argv) > 1 else 'laurel'
ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGE_PATHS = {'/usr/share/laurel/examples': ROOT / 'examples'}

try:
    import yaml
except ImportError as missing:
    print('skipped: %s (PyYAML)' % missing)
    sys.exit(77)

COMPOSE = yaml.safe_load((ROOT / 'docker-compose.yml').read_text())
SERVICES = COMPOSE['services']
VERSION = SERVICES['kafka']['image'].rsplit(':', 1)[1]


def here(text, places):
    """`text` with what is inside of containers replaced by what is here."""
    for there, local in places.items():
        text = text.replace(there, str(local))
    return text


def broker_properties(places):
    """As the image makes them of its environment: KAFKA_NODE_ID is node.id."""
    properties = {}
    for name, value in SERVICES['kafka']['environment'].items():
        if name.startswith('KAFKA_'):
            key = name[len('KAFKA_'):].lower().replace('_', '.')
            properties[key] = here(value, places)
    return properties


def binds():
    """(source, target) of all files and folders that are mounted."""
    for service in SERVICES.values():
        for volume in service.get('volumes', ()):
            if volume.startswith('.'):
                yield tuple(volume.split(':')[:2])


class Compose(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='laurel-compose-')
        inside, controller, outside = (
            kafka_broker.free_port() for _ in range(3))
        cls.log_dirs = cls.folder.name + '/broker/logs'
        places = {
            'kafka:9092': '127.0.0.1:%d' % inside,
            'kafka:9093': '127.0.0.1:%d' % controller,
            '://:9092': '://127.0.0.1:%d' % inside,
            '://:9093': '://127.0.0.1:%d' % controller,
            '://:9094': '://127.0.0.1:%d' % outside,
            'localhost:9094': 'localhost:%d' % outside,
            '/var/lib/kafka/data': cls.log_dirs,
        }
        cls.outside = 'kafka:localhost:%d' % outside
        cls.broker = kafka_broker.Broker(
            of=VERSION, directory=cls.folder.name + '/broker', port=inside,
            properties=broker_properties(places))
        cls.broker.start()
        cls.http = kafka_broker.free_port()
        cls.places = {
            'kafka:kafka:9092': 'kafka:' + cls.broker.address,
            '0.0.0.0:9464': '127.0.0.1:%d' % cls.http,
            '/var/lib/laurel': cls.folder.name + '/laurel',
            **IMAGE_PATHS,
        }

    @classmethod
    def tearDownClass(cls):
        cls.broker.kill()
        cls.folder.cleanup()

    def line_of(self, service):
        return [LAUREL] + [here(word, self.places)
                           for word in SERVICES[service]['command']]

    def run_line(self, words):
        done = subprocess.run(words, capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def publication(self):
        """The command that the file's head and kafka.md tell people."""
        text = (ROOT / 'docker-compose.yml').read_text()
        found = re.search(r'exec laurel laurel (program publish .*?)\n#\n',
                          text, re.S)
        words = found.group(1).replace('\\\n#', '').split()
        return [LAUREL] + [here(word, self.places) for word in words]

    def page(self, path):
        url = 'http://127.0.0.1:%d%s' % (self.http, path)
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()

    def test_it_decides_what_is_sent_from_outside(self):
        self.assertIn('4 partitions', self.run_line(self.line_of('topics')))
        self.assertIn('are there', self.run_line(self.line_of('topics')))
        self.run_line(self.publication())
        facts = ROOT / 'examples/ada.jsonl'
        self.run_line([LAUREL, 'publish', '--facts', str(facts), '--to',
                       self.outside])
        serve = subprocess.Popen(self.line_of('laurel'),
                                 stderr=subprocess.PIPE, text=True)
        try:
            self.wait_for(serve, 'ready: 4 partitions')
            self.until(self.ready)
            self.until(self.decided, len(facts.read_text().splitlines()))
            self.dashboard_asks_for_what_there_is(self.page('/metrics'))
        finally:
            serve.send_signal(signal.SIGTERM)
            serve.stderr.read()
            self.assertEqual(serve.wait(20), 0)
            serve.stderr.close()

    def wait_for(self, serve, text):
        for line in serve.stderr:
            if text in line:
                return
        self.fail('serve ended before "%s"' % text)

    def until(self, holds, *arguments):
        until = time.monotonic() + 30
        while not holds(*arguments):
            self.assertLess(time.monotonic(), until, holds)
            time.sleep(0.1)

    def ready(self):
        try:
            return self.page('/readyz') != ''
        except urllib.error.HTTPError:
            return False

    def decided(self, least):
        return least <= sum(float(line.rsplit(' ', 1)[1])
                            for line in self.page('/metrics').splitlines()
                            if line.startswith('laurel_facts_total'))

    def dashboard_asks_for_what_there_is(self, metrics):
        known = set(re.findall(r'^(laurel_\w+)', metrics, re.M))
        texts = [path.read_text() for path in
                 [*(ROOT / 'docker/grafana/dashboards').glob('*.json'),
                  ROOT / 'docker/prometheus-alerts.yml']]
        asked = set(re.findall(r'\blaurel_\w+', ' '.join(texts)))
        self.assertGreater(len(asked), 5)
        self.assertEqual(asked - known, set())

    def test_prometheus_asks_where_serve_answers(self):
        config = yaml.safe_load((ROOT / 'docker/prometheus.yml').read_text())
        targets = config['scrape_configs'][0]['static_configs'][0]['targets']
        command = SERVICES['laurel']['command']
        port = command[command.index('--http') + 1].rsplit(':', 1)[1]
        self.assertEqual(targets, ['laurel:' + port])
        mounted = dict((target, source) for source, target in binds())
        for file in config['rule_files']:
            self.assertIn('/etc/prometheus/' + file, mounted)

    def test_what_is_mounted_is_here(self):
        mounted = list(binds())
        self.assertGreater(len(mounted), 4)
        for source, _ in mounted:
            self.assertTrue((ROOT / source).exists(), source)

    def test_grafana_finds_its_dashboard_and_its_source(self):
        mounted = {target: ROOT / source for source, target in binds()}
        home = SERVICES['grafana']['environment'][
            'GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']
        folder, name = home.rsplit('/', 1)
        self.assertTrue((mounted[folder] / name).exists(), home)
        provider = yaml.safe_load(
            (ROOT / 'docker/grafana/dashboards.yml').read_text())
        self.assertEqual(provider['providers'][0]['options']['path'], folder)
        source = yaml.safe_load(
            (ROOT / 'docker/grafana/datasource.yml').read_text())
        dashboard = (mounted[folder] / name).read_text()
        uids = set(re.findall(r'"datasource":[^}]*"uid": *"(\w+)"', dashboard))
        self.assertEqual(uids, {source['datasources'][0]['uid']})
        self.assertTrue(json.loads(dashboard)['panels'])


if __name__ == '__main__':
    try:
        kafka_broker.artifacts(VERSION)
        unittest.main()
    except kafka_broker.Absent as absent:
        kafka_broker.skip(absent)
