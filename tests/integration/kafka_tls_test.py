#!/usr/bin/env python3
"""laurel and an Apache Kafka broker that speaks TLS, with certificates of an
authority of the test's own; what is said where they do not fit.

    kafka_tls_test.py LAUREL
"""
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

import kafka_broker
import till
from kafka_support import Log, Traffic

LAUREL = None
PASSWORD = 'right-secret'
# serve says so every 10 s.
DECIDES = '[1-9][0-9]* facts in 10 s'


class Authority:
    """Certificates by openssl, in a folder."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self._request(name)

    def path(self, name):
        return str(self.folder / name)

    def _request(self, name, *more, password=None):
        secret = (['-passout', 'pass:' + password] if password else ['-nodes'])
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
             'ec_paramgen_curve:prime256v1', '-days', '30', '-subj',
             '/CN=' + name, '-keyout', self.path(name + '.key'), '-out',
             self.path(name + '.pem'), *secret, *more],
            check=True, capture_output=True)

    def sign(self, name, *more, **how):
        self._request(name, '-CA', self.path(self.name + '.pem'), '-CAkey',
                      self.path(self.name + '.key'), *more, **how)


def store_of(authority, name):
    """Key and certificate in one file, as Kafka wants them."""
    path = authority.folder / (name + '.store')
    path.write_text(''.join((authority.folder / (name + end)).read_text()
                            for end in ('.key', '.pem')))
    return str(path)


class Tls(unittest.TestCase):
    """One broker with three doors: plain, TLS, and TLS that asks the client for
    a certificate, too."""

    written = 0  # settings files

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix='laurel-tls-')))
        cls.ours = Authority(cls.folder, 'ca')
        cls.ours.sign('broker', '-addext', 'subjectAltName=IP:127.0.0.1')
        cls.ours.sign('laurel', password=PASSWORD)
        Authority(cls.folder, 'stranger')
        ports = [kafka_broker.free_port() for _ in range(4)]
        plain, cls.tls, cls.mutual, controller = [
            '127.0.0.1:%d' % port for port in ports]
        listeners = 'PLAINTEXT://%s,TLS://%s,MUTUAL://%s' % (
            plain, cls.tls, cls.mutual)
        cls.broker = cls.enterClassContext(kafka_broker.Broker(
            port=ports[0], properties={
                'listeners': listeners + ',CONTROLLER://' + controller,
                'controller.quorum.voters': '1@' + controller,
                'advertised.listeners': listeners,
                'listener.security.protocol.map':
                    'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,'
                    'TLS:SSL,MUTUAL:SSL',
                'ssl.keystore.type': 'PEM',
                'ssl.keystore.location': store_of(cls.ours, 'broker'),
                'ssl.truststore.type': 'PEM',
                'ssl.truststore.location': cls.ours.path('ca.pem'),
                'listener.name.mutual.ssl.client.auth': 'required'}))

    def config(self, **more):
        """A settings file; None leaves a line out."""
        lines = {'security_protocol': 'SSL',
                 'ssl_ca_location': self.ours.path('ca.pem'), **more}
        Tls.written += 1
        path = self.folder / ('%d.properties' % Tls.written)
        path.write_text(''.join(
            '%s = %s\n' % (name.replace('_', '.'), value)
            for name, value in lines.items() if value is not None))
        return str(path)

    def client(self, **more):
        """What a client with a certificate of its own says beside."""
        return self.config(
            ssl_certificate_location=self.ours.path('laurel.pem'),
            ssl_key_location=self.ours.path('laurel.key'), **more)

    def test_tls(self):
        log = Log(LAUREL, self.broker, at='kafka:' + self.tls,
                  config=self.config())
        self.addCleanup(log.close)
        log.publish([till.fact(i, random.Random(i), {}) for i in range(100)])
        log.catch_up()
        report = log.verify()
        self.assertTrue(report['ok'], report)
        self.assertEqual(104, int(report['facts']))  # rules, too

    def test_mutual_tls_and_a_broker_that_is_restarted(self):
        secret = self.folder / 'password'
        secret.write_text(PASSWORD + '\n')
        log = Log(LAUREL, self.broker, at='kafka:' + self.mutual,
                  config=self.client(ssl_key_password='${file:%s}' % secret))
        self.addCleanup(log.close)
        traffic = Traffic(log, 1)
        engine = log.serve('--group', 'tls')
        self.addCleanup(engine.kill)
        engine.wait_for('ready: 4')
        self.broker.stop()
        self.broker.start()
        # Whether it notices depends on how long the broker was away.
        told = len(re.findall(DECIDES, engine.text()))
        engine.wait_for(DECIDES, times=told + 2)
        traffic.finish()
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        self.assertNotIn(PASSWORD, engine.text())
        report = log.verify()
        self.assertTrue(report['ok'], report)
        self.assertGreaterEqual(int(report['facts']), traffic.sent)

    @unittest.mock.patch.dict(os.environ, KEY_PASSWORD='wrong-secret')
    def test_refusals(self):
        """Each says what to do; those that waiting does not mend, at once."""
        port = self.tls.split(':')[1]
        theirs = self.ours.path('stranger.pem')
        cases = [  # address, settings, seconds it may take, status, sentence
            ('another authority', self.tls,
             self.config(ssl_ca_location=theirs), 5, 1,
             'must be signed by an authority of ssl.ca.location'),
            ('none', self.tls, self.config(ssl_ca_location=None), 5, 1,
             'must be signed by an authority of ssl.ca.location'),
            ('another name', 'localhost:' + port, self.config(), 5, 1,
             'name the host that it is reached by'),
            ('no certificate', self.mutual, self.config(), 5, 1,
             'ssl.certificate.location and ssl.key.location name one'),
            ('plain at TLS', self.tls,
             self.config(security_protocol='PLAINTEXT'), 15, 1,
             '--kafka-config says security.protocol = SSL or SASL_SSL'),
            ('TLS at plain', self.broker.address, self.config(), 15, 1,
             'if the listener speaks no TLS, security.protocol of'),
            ('no file', self.tls,
             self.config(ssl_ca_location='/nowhere.pem'), 5, 3,
             'is the file that the property names there'),
            ('wrong password', self.mutual,
             self.client(ssl_key_password='${env:KEY_PASSWORD}'), 5, 3,
             'is ssl.key.password that of the key?')]
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            asked = [pool.submit(self.ask, *case[1:3]) for case in cases]
        for (name, *_, most, status, sentence), done in zip(cases, asked):
            with self.subTest(name):
                done, took = done.result()
                print('\n  %s: %s (%.1f s)' % (name, done.stderr.strip(), took))
                self.assertEqual(status, done.returncode)
                self.assertIn(sentence, done.stderr)
                self.assertNotIn('-secret', done.stdout + done.stderr)
                self.assertLess(took, most)

    def ask(self, address, config):
        began = time.monotonic()
        done = subprocess.run(
            [LAUREL, 'topics', 'check', '--to', 'kafka:' + address,
             '--kafka-config', config], capture_output=True, text=True,
            timeout=60)
        return done, time.monotonic() - began


def main():
    global LAUREL
    LAUREL = os.path.abspath(sys.argv.pop(1))
    try:
        kafka_broker.Broker()
    except kafka_broker.Absent as absent:
        kafka_broker.skip(absent)
    unittest.main(verbosity=2)


if __name__ == '__main__':
    main()
