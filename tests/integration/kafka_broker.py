#!/usr/bin/env python3
"""A real Apache Kafka broker, of one node, for tests and for tools/demo.

The artifacts come from Maven, once, into ~/.cache/laurel (LAUREL_CACHE); the
broker lives in a temporary directory and listens on 127.0.0.1 only.

    with Broker() as broker:              # 3.9.1, or what LAUREL_KAFKA_VERSION says
        run('laurel', 'topics', 'create', '--to', 'kafka:' + broker.address)
        broker.kill(); broker.start()     # the same disk

    kafka_broker.py COMMAND...            # runs it with LAUREL_KAFKA=host:port
    kafka_broker.py --serve PORT DIR      # until it is stopped

Exit status 77 and a reason where there is no Maven or no Java.
"""
import fcntl
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
VERSIONS = ('3.9.1', '4.1.0')
UP_SECONDS = 90

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>laurel.tests</groupId>
  <artifactId>broker</artifactId>
  <version>1</version>
  <dependencies>%s
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
"""
DEPENDENCY = """
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>%s</artifactId>
      <version>%s</version>
      <exclusions><exclusion>
        <groupId>org.slf4j</groupId>
        <artifactId>slf4j-reload4j</artifactId>
      </exclusion></exclusions>
    </dependency>"""


class Absent(Exception):
    """What is needed to start a broker is not on this machine."""


def version():
    return os.environ.get('LAUREL_KAFKA_VERSION', VERSIONS[0])


def cache():
    named = os.environ.get('LAUREL_CACHE')
    return pathlib.Path(named) if named else pathlib.Path.home() / '.cache/laurel'


def artifacts(of):
    """The folder with Kafka's jars; fetched if it is not there, by one process
    while others wait."""
    folder = cache() / ('kafka-' + of)
    if (folder / 'complete').exists():
        return folder / 'libs'
    if shutil.which('mvn') is None:
        raise Absent('no Maven (mvn) to fetch Apache Kafka %s with' % of)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / 'lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return fetch(folder, of)


def fetch(folder, of):
    if (folder / 'complete').exists():
        return folder / 'libs'
    needs = [DEPENDENCY % (name, of) for name in ('kafka_2.13', 'kafka-tools')]
    (folder / 'pom.xml').write_text(POM % ''.join(needs))
    done = subprocess.run(
        ['mvn', '-q', '-B', '-ntp', 'dependency:copy-dependencies',
         '-DoutputDirectory=libs'], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Absent('Maven could not fetch Apache Kafka %s: %s'
                     % (of, done.stdout.strip()[-400:]))
    (folder / 'complete').write_text('')
    return folder / 'libs'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Broker:
    """`properties`: of the server, beside and over those of this file."""

    def __init__(self, of=None, directory=None, port=None, properties=None,
                 jaas=None, quiet=True):
        if shutil.which('java') is None:
            raise Absent('no Java to run a broker with')
        self.version = of or version()
        self.libs = artifacts(self.version)
        self._own = None
        if directory is None:
            self._own = tempfile.TemporaryDirectory(prefix='laurel-kafka-')
            directory = self._own.name
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.port = port or free_port()
        self.address = '127.0.0.1:%d' % self.port
        self.jaas = jaas
        self.process = None
        self._controller = free_port()
        self._write(properties or {})
        self._format()

    def _write(self, more):
        properties = {
            'process.roles': 'broker,controller',
            'node.id': '1',
            'controller.quorum.voters': '1@127.0.0.1:%d' % self._controller,
            'listeners': 'PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d'
                         % (self.port, self._controller),
            'advertised.listeners': 'PLAINTEXT://' + self.address,
            'controller.listener.names': 'CONTROLLER',
            'listener.security.protocol.map':
                'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,'
                'SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL',
            'log.dirs': str(self.directory / 'logs'),
            'offsets.topic.replication.factor': '1',
            'offsets.topic.num.partitions': '4',
            'transaction.state.log.replication.factor': '1',
            'transaction.state.log.min.isr': '1',
            'transaction.state.log.num.partitions': '4',
            'group.initial.rebalance.delay.ms': '0',
            'auto.create.topics.enable': 'false',
            'log.retention.check.interval.ms': '1000',
        }
        properties.update(more)
        text = ''.join('%s=%s\n' % item for item in properties.items())
        (self.directory / 'server.properties').write_text(text)

    def java(self, main, *arguments, heap='512m', **how):
        command = ['java', '-Xmx' + heap, '-XX:+UseSerialGC',
                   '-XX:TieredStopAtLevel=%s' % how.pop('tier', '4'),
                   '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']
        if self.jaas:
            command.append('-Djava.security.auth.login.config=%s' % self.jaas)
        return command + ['-cp', str(self.libs) + '/*', main] + list(arguments)

    def _format(self):
        if (self.directory / 'logs' / 'meta.properties').exists():
            return
        subprocess.run(
            self.java('kafka.tools.StorageTool', 'format', '-t',
                      'AAAAAAAAQACAAAAAAAAAAQ', '-c',
                      str(self.directory / 'server.properties'), tier='1'),
            check=True, capture_output=True)

    def start(self):
        log = open(self.directory / 'broker.log', 'ab')
        self.process = subprocess.Popen(
            self.java('kafka.Kafka',
                      str(self.directory / 'server.properties')),
            stdout=log, stderr=log, cwd=self.directory)
        log.close()
        self._wait_until_up()
        return self

    def _wait_until_up(self):
        until = time.monotonic() + UP_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError('the broker did not start:\n' + self.log()[-3000:])

    def log(self):
        return (self.directory / 'broker.log').read_text(errors='replace')

    def kill(self):
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self):
        """SIGTERM, as an operator does it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def tool(self, main, *arguments):
        """Runs one of Kafka's own tools, such as
        org.apache.kafka.tools.TopicCommand; returns what it prints."""
        done = subprocess.run(
            self.java(main, *arguments, heap='256m', tier='1'),
            capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError('%s: %s%s' % (main, done.stdout, done.stderr))
        return done.stdout

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()
        if self._own is not None:
            self._own.cleanup()


def skip(reason):
    print('skipped: %s' % reason)
    sys.exit(SKIPPED)


def main():
    if sys.argv[1:2] == ['--serve']:
        broker = Broker(port=int(sys.argv[2]), directory=sys.argv[3])
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            broker.start()
            print('Apache Kafka %s at %s' % (broker.version, broker.address),
                  flush=True)
            broker.process.wait()
        finally:
            broker.stop()
        return
    with Broker() as broker:
        environment = dict(os.environ, LAUREL_KAFKA=broker.address)
        sys.exit(subprocess.run(sys.argv[1:], env=environment).returncode)


if __name__ == '__main__':
    try:
        main()
    except Absent as absent:
        skip(absent)
