"""What the tests on Kafka share: traffic, engines, and the oracle.

The oracle, after whatever was done to engines and broker:
  - `laurel verify`: the decisions, read committed, are what a pure fold of the
    facts gives, one decision a fact in its order, and the views are equal to a
    rebuild;
  - it has seen every fact that Kafka's own consumer sees;
  - every public event's id occurs once, as Kafka's own consumer sees it;
  - balances are what this script, which shares no code with laurel, works out.
"""
import collections
import json
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

import kafka_broker
import till


def venv_python():
    """A Python with confluent-kafka, made once. Absent: why there is none."""
    folder = kafka_broker.cache() / 'venv'
    python = folder / 'bin/python'
    probe = [str(python), '-c', 'import confluent_kafka']
    if python.exists() and subprocess.run(
            probe, capture_output=True).returncode == 0:
        return str(python)
    subprocess.run([sys.executable, '-m', 'venv', str(folder)], check=True,
                   capture_output=True)
    done = subprocess.run(
        [str(folder / 'bin/pip'), 'install', '-q', 'confluent-kafka'],
        capture_output=True, text=True)
    if done.returncode != 0:
        raise kafka_broker.Absent('confluent-kafka cannot be installed from '
                                  'PyPI')
    return str(python)


class Log:
    """A log on a broker, with topics of its own, and directories for views.
    laurel comes in at `at`, by the settings of `config`; the oracle at the
    broker's own address."""

    made = 0

    def __init__(self, laurel, broker, partitions=4, program=till.PROGRAM,
                 at=None, config=None):
        Log.made += 1
        self.laurel, self.broker = laurel, broker
        self.partitions = partitions
        self.prefix = 'log%d.' % Log.made
        self._folder = tempfile.TemporaryDirectory(prefix='laurel-test-')
        self.folder = pathlib.Path(self._folder.name)
        self.at = at or 'kafka:' + broker.address
        self.config = ['--kafka-config', config] if config else []
        self.run('topics', 'create', '--to', self.at, '--partitions',
                 str(partitions))
        if program is not None:
            self.publish_program(program)

    def close(self):
        self._folder.cleanup()

    def flags(self):
        return ['--topic-prefix', self.prefix, '--app', 'test', *self.config]

    def try_run(self, *command, timeout=120):
        return subprocess.run(
            [self.laurel, *command, *self.flags()], capture_output=True,
            text=True, timeout=timeout)

    def run(self, *command, timeout=120):
        done = self.try_run(*command, timeout=timeout)
        if done.returncode != 0:
            raise AssertionError('laurel %s\nexit %d\n%s%s' % (
                ' '.join(command), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def publish_program(self, program):
        path = self.write('program.yaml', program)
        return self.run('program', 'publish', path, '--to', self.at)

    def publish(self, lines):
        path = self.write('facts-%d.jsonl' % threading.get_ident(),
                          '\n'.join(lines) + '\n')
        self.run('publish', '--facts', path, '--to', self.at)

    def data(self, name='views'):
        return str(self.folder / name)

    def on(self, name='views'):
        return ['--data', self.data(name), '--log', self.at]

    def serve(self, *flags, name='views'):
        return Engine(self, ['serve', *self.on(name), *flags])

    def catch_up(self, name='views'):
        self.run('serve', *self.on(name), '--until-caught-up', timeout=300)

    def verify(self, name='views'):
        return json.loads(self.run('verify', *self.on(name), '--json',
                                   timeout=300))

    def snapshot(self, to):
        return subprocess.run(
            [self.laurel, 'snapshot', '--data', self.data(), '--to', to],
            capture_output=True, text=True)

    def restore(self, taken, data):
        return subprocess.run(
            [self.laurel, 'restore', '--from', taken, '--data', data],
            capture_output=True, text=True)

    def consume(self, topic, values=False):
        """What a consumer that is not ours sees of a topic, committed records
        only. `values` need the Python one, and are text."""
        try:
            python = venv_python()
        except kafka_broker.Absent:
            if values:
                raise
            return self._consume_by_java(topic)
        done = subprocess.run(
            [python, '-c', CONSUME, self.broker.address, self.prefix + topic,
             'values' if values else ''],
            capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return [Seen(*json.loads(line)) for line in done.stdout.splitlines()]

    def _consume_by_java(self, topic):
        arguments = ['--bootstrap-server', self.broker.address, '--topic',
                     self.prefix + topic, '--from-beginning',
                     '--isolation-level', 'read_committed', '--timeout-ms',
                     '20000']
        for what in ('partition', 'offset', 'key', 'headers'):
            arguments += ['--property', 'print.%s=true' % what]
        arguments += ['--property', 'print.value=false']
        text = self.broker.tool(CONSUMER, *arguments)
        seen = []
        for line in text.splitlines():
            if not line.startswith('Partition:'):
                continue
            partition, offset, headers, key = line.split('\t')[:4]
            pairs = [each.split(':', 1) for each in headers.split(',')
                     if ':' in each]
            seen.append(Seen(int(partition[10:]), int(offset[7:]), key,
                             dict(pairs), None))
        return seen

    def events(self):
        return [seen.headers['ce_id'] for seen in self.consume('events')]


Seen = collections.namedtuple('Seen', 'partition offset key headers value')

CONSUME = """
import json, sys, confluent_kafka
consumer = confluent_kafka.Consumer({
    'bootstrap.servers': sys.argv[1], 'group.id': 'oracle',
    'isolation.level': 'read_committed', 'enable.partition.eof': True,
    'enable.auto.commit': False, 'auto.offset.reset': 'error'})
topic = sys.argv[2]
count = len(consumer.list_topics(topic, 30).topics[topic].partitions)
begin = confluent_kafka.OFFSET_BEGINNING
consumer.assign([confluent_kafka.TopicPartition(topic, p, begin)
                 for p in range(count)])
ends = set()
while len(ends) < count:
    message = consumer.poll(60)
    assert message is not None, 'no end of %s in 60 s' % topic
    if message.error():
        assert message.error().code() == -191, message.error()  # its end
        ends.add(message.partition())
        continue
    headers = {k: v.decode() for k, v in message.headers() or []}
    print(json.dumps([message.partition(), message.offset(),
                      (message.key() or b'').decode(errors='replace'),
                      headers, (message.value() or b'').decode()
                      if sys.argv[3] else None]))
"""
CONSUMER = 'org.apache.kafka.tools.consumer.ConsoleConsumer'


class Engine:
    """A `laurel serve`; what it says is kept."""

    def __init__(self, log, command):
        self.said = []
        self.process = subprocess.Popen(
            [log.laurel, *command, *log.flags()], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with self.process.stderr as said:
            for line in said:
                self.said.append(line.rstrip())

    def text(self):
        return '\n'.join(self.said)

    def wait_for(self, pattern, seconds=60, times=1):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if len(re.findall(pattern, self.text())) >= times:
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError('no "%s" from serve (exit %s):\n%s' % (
            pattern, self.process.poll(), self.text()[-3000:]))

    def signal(self, which):
        self.process.send_signal(which)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._reader.join()

    def stop(self, seconds=15):
        """SIGTERM; returns the exit status."""
        self.signal(signal.SIGTERM)
        status = self.process.wait(seconds)
        self._reader.join()
        return status

    def ended(self, seconds=60):
        """Waits for it to end by itself; returns the exit status."""
        status = self.process.wait(seconds)
        self._reader.join()
        return status


class Traffic(threading.Thread):
    """The tills: publish batches until told to stop. A batch that fails, since
    the broker was killed, is published again as a whole."""

    def __init__(self, log, seed, batch=(50, 800), pause=0.2):
        super().__init__(daemon=True)
        self.log, self.rng = log, random.Random(seed)
        self.batch, self.pause = batch, pause
        self.expected, self.sent, self.repeated = {}, 0, 0
        self.failure = None
        self.enough = threading.Event()
        self.start()

    def run(self):
        while not self.enough.is_set() and self.failure is None:
            lines = [till.fact(self.sent + i, self.rng, self.expected)
                     for i in range(self.rng.randrange(*self.batch))]
            if not self._publish(lines):
                return
            self.sent += len(lines)
            time.sleep(self.pause)

    def _publish(self, lines):
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                self.log.publish(lines)
                return True
            except AssertionError as error:
                self.repeated += 1
                self.failure_now = str(error)
                time.sleep(0.5)
        self.failure = self.failure_now
        return False

    def finish(self):
        self.enough.set()
        self.join()
        assert self.failure is None, self.failure
        return self


def check(log, traffic, names=('views',), sample=10):
    """The oracle. Returns a sentence with counts."""
    log.catch_up(names[0])
    reports = [log.verify(name) for name in names]
    report = reports[0]
    for each in reports:
        assert each['ok'] is True, each
        assert each['digest'] == report['digest'], reports
    facts = len(log.consume('facts'))
    assert int(report['facts']) == facts, (report, facts)
    assert facts >= traffic.sent, (facts, traffic.sent)
    events = log.events()
    twice = [one for one, count in collections.Counter(events).items()
             if count > 1]
    assert not twice, 'public events twice: %s' % twice[:5]
    rng = random.Random(1)
    customers = sorted(traffic.expected)
    for customer in rng.sample(customers, min(sample, len(customers))):
        state = json.loads(log.run('customer', customer, *log.on(names[0]),
                                   '--json'))
        points = [b for b in state['balances'] if b['unit'] == 'points'][0]
        assert int(points['available']) == traffic.expected[customer], (
            customer, points, traffic.expected[customer])
    return ('%d facts (%d acknowledged, %d batches repeated), each decided '
            'once; %d public events, each once; the views equal a rebuild; %d '
            'balances right' % (facts, traffic.sent, traffic.repeated,
                                len(events), min(sample, len(customers))))
