#!/usr/bin/env python3
"""laurel on a real Apache Kafka broker: what is killed, stopped and taken away
while facts arrive, and what is refused with which sentence.

    kafka_test.py LAUREL                     short, as in CI
    kafka_test.py LAUREL --without EngineKills,BrokerKills
    LAUREL_ENGINE_KILLS=2000 kafka_test.py LAUREL EngineKills
    LAUREL_BROKER_KILLS=200 kafka_test.py LAUREL BrokerKills
    LAUREL_LATE_ENDS=50 kafka_test.py LAUREL LateEnds
    LAUREL_KAFKA_VERSION=4.1.0 kafka_test.py LAUREL
"""
import json
import os
import pathlib
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import kafka_broker
import kafka_proxy
import kafka_support
import till
from kafka_support import Log, Traffic, check

LAUREL = None
BROKER = None
SEED = int(os.environ.get('LAUREL_SEED', '1'))
ENGINE_KILLS = int(os.environ.get('LAUREL_ENGINE_KILLS', '200'))
BROKER_KILLS = int(os.environ.get('LAUREL_BROKER_KILLS', '20'))

TOPICS = 'org.apache.kafka.tools.TopicCommand'
OFFSETS = 'org.apache.kafka.tools.GetOffsetShell'
CONFIGS = 'kafka.admin.ConfigCommand'
DELETE_RECORDS = 'org.apache.kafka.tools.DeleteRecordsCommand'


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


class OnKafka(unittest.TestCase):

    def log(self, **how):
        log = Log(LAUREL, BROKER, **how)
        self.addCleanup(log.close)
        return log

    def serve(self, log, *flags, **how):
        engine = log.serve(*flags, **how)
        self.addCleanup(engine.kill)
        return engine

    def traffic(self, log, **how):
        traffic = Traffic(log, SEED, **how)
        self.addCleanup(traffic.enough.set)
        return traffic

    def python(self):
        try:
            return kafka_support.venv_python()
        except kafka_broker.Absent as absent:
            self.skipTest(str(absent))

    def tell(self, sentence):
        print('\n  %s: %s' % (self._testMethodName, sentence), flush=True)


class EngineKills(OnKafka):

    def test_engines_are_killed_under_load(self):
        log, rng = self.log(), random.Random(SEED)
        traffic = self.traffic(log)
        alone = 0
        for _ in range(ENGINE_KILLS):
            engine = self.serve(log)
            time.sleep(rng.choice([0.2, 0.5, 0.9, 1.6]) * (0.5 + rng.random()))
            if engine.process.poll() is not None:
                alone += 1
                print(engine.text())
            engine.kill()
        traffic.finish()
        self.assertEqual(0, alone, 'engines stopped by themselves')
        self.tell('%d kills; %s' % (ENGINE_KILLS, check(log, traffic)))


class BrokerKills(OnKafka):

    def test_the_broker_is_killed_under_load(self):
        log = self.log()
        traffic = self.traffic(log)
        engine = self.serve(log).wait_for('ready: 4')
        for _ in range(BROKER_KILLS):
            time.sleep(2)
            BROKER.kill()
            time.sleep(1)
            BROKER.start()
            sent = traffic.sent
            until = time.monotonic() + 90
            while traffic.sent <= sent and time.monotonic() < until:
                time.sleep(0.2)
        traffic.finish()
        self.assertIsNone(engine.process.poll(), engine.text()[-3000:])
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        self.tell('%d kills of the broker; %s'
                  % (BROKER_KILLS, check(log, traffic)))

    def test_the_broker_is_restarted_under_load(self):
        log = self.log()
        traffic = self.traffic(log)
        engine = self.serve(log).wait_for('ready: 4')
        time.sleep(1)
        BROKER.stop()
        BROKER.start()
        time.sleep(3)
        traffic.finish()
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        self.tell(check(log, traffic))


class Owners(OnKafka):

    def test_a_zombie_is_fenced(self):
        log = self.log()
        traffic = self.traffic(log)
        first = self.serve(log, '--group', 'g').wait_for('ready: 4')
        time.sleep(1)
        first.signal(signal.SIGSTOP)
        second = self.serve(log, '--group', 'g', name='second')
        second.wait_for('ready: 4', 60)  # after the session has timed out
        time.sleep(2)
        first.signal(signal.SIGCONT)
        time.sleep(6)
        traffic.finish()
        self.assertEqual(0, first.stop(30), first.text()[-3000:])
        self.assertEqual(0, second.stop(30), second.text()[-3000:])
        self.tell(check(log, traffic, ('views', 'second')))

    def test_two_owners_by_mistake(self):
        log = self.log()
        traffic = self.traffic(log, pause=0.05)
        first = self.serve(log).wait_for('ready: 4')
        second = self.serve(log, name='second')
        until = time.monotonic() + 60
        while time.monotonic() < until and not (
                first.process.poll() or second.process.poll()):
            time.sleep(0.1)
        ended = first if first.process.poll() is not None else second
        self.assertEqual(1, ended.ended(1), ended.text())
        self.assertIn('two processes own it', ended.text())
        other = second if ended is first else first
        traffic.finish()
        self.assertEqual(0, other.stop(30), other.text()[-3000:])
        self.tell(check(log, traffic, ('views', 'second')))

    def test_three_in_a_group_one_killed_one_stopped_one_added(self):
        log = self.log(partitions=6)
        traffic = self.traffic(log)
        engines = [self.serve(log, '--group', 'g', name='v%d' % i)
                   for i in range(3)]
        for engine in engines:
            engine.wait_for('ready: 2')
        engines[0].kill()
        time.sleep(2)
        self.assertEqual(0, engines[1].stop(30), engines[1].text()[-3000:])
        engines[2].wait_for('ready: 6', 60)
        added = self.serve(log, '--group', 'g', name='v0')
        added.wait_for('ready: 3', 60)
        time.sleep(1)
        traffic.finish()
        for engine in (engines[2], added):
            self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        self.tell(check(log, traffic, ('v0', 'v1', 'v2')))

    def test_partitions_by_hand(self):
        log = self.log()
        traffic = self.traffic(log)
        low = self.serve(log, '--partitions', '0-1').wait_for('ready: 2')
        high = self.serve(log, '--partitions', '2,3', name='high')
        high.wait_for('ready: 2')
        time.sleep(1)
        traffic.finish()
        began = time.monotonic()
        for engine in (low, high):
            self.assertEqual(0, engine.stop(12), engine.text()[-3000:])
        self.assertLess(time.monotonic() - began, 12)
        self.tell(check(log, traffic, ('views', 'high')))


class LogsThatChange(OnKafka):

    def test_more_partitions_stop_it(self):
        log = self.log()
        engine = self.serve(log).wait_for('ready: 4')
        for topic in ('facts', 'decisions', 'events', 'customers', 'parked'):
            BROKER.tool(TOPICS, '--bootstrap-server', BROKER.address,
                        '--alter', '--topic', log.prefix + topic,
                        '--partitions', '6')
            if topic == 'facts':
                self.assertEqual(1, engine.ended(60), engine.text())
                self.assertIn('has 6 partitions now, it had 4', engine.text())
                refused = log.try_run('serve', *log.on(), '--until-caught-up')
                self.assertEqual(1, refused.returncode)
                self.assertIn('all topics of a log have the same number',
                              refused.stderr)
        refused = log.try_run('serve', *log.on(), '--until-caught-up')
        self.assertEqual(1, refused.returncode)
        self.assertIn('a log with partitions 4, the log is 6', refused.stderr)

    def test_retention_that_ate_facts(self):
        log = self.log(partitions=1)
        log.publish([till.fact(i, random.Random(i), {})
                     for i in range(100)])
        log.catch_up()
        path = log.write('delete.json', '{"version": 1, "partitions": [{'
                         '"topic": "%sfacts", "partition": 0, "offset": 50}]}'
                         % log.prefix)
        BROKER.tool(DELETE_RECORDS, '--bootstrap-server', BROKER.address,
                    '--offset-json-file', path)
        log.catch_up()  # the view has folded them
        refused = log.try_run('serve', *log.on('fresh'), '--until-caught-up')
        self.assertEqual(1, refused.returncode)
        self.assertIn('the log begins at 50: what is before was deleted',
                      refused.stderr)

    def test_a_topic_made_anew(self):
        log = self.log(partitions=1)
        log.publish([till.fact(i, random.Random(i), {})
                     for i in range(100)])
        log.catch_up()
        for topic in ('facts', 'decisions'):
            BROKER.tool(TOPICS, '--bootstrap-server', BROKER.address,
                        '--delete', '--topic', log.prefix + topic)
        time.sleep(2)
        log.run('topics', 'create', '--to', log.at, '--partitions', '1')
        refused = log.try_run('serve', *log.on(), '--until-caught-up')
        self.assertEqual(1, refused.returncode)
        self.assertIn('the view has folded facts up to offset',
                      refused.stderr)
        # And if the new one has grown beyond that.
        log.publish_program(till.PROGRAM)
        log.publish([till.fact(i, random.Random(i), {})
                     for i in range(1000, 1200)])
        log.catch_up('fresh')
        refused = log.try_run('serve', *log.on(), '--until-caught-up')
        self.assertEqual(1, refused.returncode)
        self.assertIn('is not the one that the view has folded',
                      refused.stderr)

    def ends(self, log):
        """Of all partitions of facts and decisions, as the broker has them."""
        return sorted(BROKER.tool(
            OFFSETS, '--bootstrap-server', BROKER.address, '--topic',
            '%s(facts|decisions)' % log.prefix).split())

    def test_power_is_lost_and_the_log_goes_back(self):
        """To what the disk had, which is less than was acknowledged. Only the
        facts of partition 0 had been flushed."""
        log, rng = self.log(partitions=2), random.Random(SEED)
        log.publish([till.fact(i, rng, {}) for i in range(200)])
        log.catch_up()
        disk = BROKER.directory / 'logs'
        flushed = log.prefix + 'facts-0'
        copy = log.folder / 'disk'
        shutil.copytree(disk, copy)
        log.publish([till.fact(i, rng, {}) for i in range(200, 400)])
        log.catch_up()
        BROKER.kill()
        shutil.rmtree(copy / flushed)
        shutil.copytree(disk / flushed, copy / flushed)
        shutil.rmtree(disk)
        shutil.copytree(copy, disk)
        BROKER.start()
        ends = self.ends(log)
        for partition, stream in ((0, 'decisions'), (1, 'facts')):
            for _ in range(2):
                refused = log.try_run('serve', *log.on(), '--partitions',
                                      str(partition), '--until-caught-up')
                self.assertEqual(1, refused.returncode, refused.stderr)
                self.assertRegex(
                    refused.stderr, r'partition %d: the view has folded %s up '
                    r'to offset \d+, the log holds 0 to \d+. Nothing was '
                    'changed' % (partition, stream))
        self.assertEqual(ends, self.ends(log))
        self.tell(refused.stderr.strip().splitlines()[-1])
        # As the sentence says: the log is what there is now.
        shutil.rmtree(log.data())
        log.catch_up()
        self.assertTrue(log.verify()['ok'])

    def test_a_snapshot_is_restored_and_caught_up(self):
        log = self.log()
        traffic = self.traffic(log)
        engine = self.serve(log).wait_for('ready: 4')
        refused = log.snapshot(log.data('taken'))
        self.assertEqual(1, refused.returncode)  # it is being served
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        taken = log.snapshot(log.data('taken'))
        self.assertEqual(0, taken.returncode, taken.stderr)
        time.sleep(1)
        traffic.finish()
        log.catch_up()
        restored = log.restore(log.data('taken'), log.data('other'))
        self.assertEqual(0, restored.returncode, restored.stderr)
        again = log.restore(log.data('taken'), log.data('other'))
        self.assertEqual(3, again.returncode)
        self.assertIn('is there already', again.stderr)
        self.tell(check(log, traffic, ('views', 'other')))


class Strangers(OnKafka):
    """What another client, a disk or the passing of time does to a log."""

    def lag(self, port):
        with urllib.request.urlopen(
                'http://127.0.0.1:%d/metrics' % port, timeout=30) as answer:
            text = answer.read().decode()
        return int(re.search(r'laurel_lag_records\{partition="0"\} (\d+)',
                             text).group(1))

    def test_a_transaction_of_somebody_else_hangs(self):
        """Facts behind it wait until the broker gives it up; the lag tells."""
        log, rng = self.log(partitions=1), random.Random(SEED)
        port = kafka_broker.free_port()
        engine = self.serve(log, '--http', '127.0.0.1:%d' % port)
        engine.wait_for('ready: 1')
        log.publish([till.fact(i, rng, {}) for i in range(50)])
        subprocess.run([self.python(), '-c', PRODUCE_AND_DIE, BROKER.address,
                        log.prefix + 'facts'], check=True)
        log.publish([till.fact(i, rng, {}) for i in range(50, 100)])
        time.sleep(1)
        self.assertGreaterEqual(self.lag(port), 50)
        until = time.monotonic() + 60
        while self.lag(port) > 0 and time.monotonic() < until:
            time.sleep(0.5)
        self.assertEqual(0, self.lag(port))
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        report = log.verify()
        self.assertTrue(report['ok'], report)
        self.assertEqual(len(log.consume('facts')), int(report['facts']))
        self.assertLess(int(report['facts']), 110)  # 100, rules, ticks

    def test_a_transaction_of_somebody_else_in_the_decisions(self):
        """It hides what is committed behind it: who opens the partition waits
        for its end, and decides nothing again."""
        log, rng = self.log(partitions=1), random.Random(SEED)
        engine = self.serve(log)
        engine.wait_for('ready: 1')
        log.publish([till.fact(i, rng, {}) for i in range(50)])
        while len(log.consume('decisions')) < 50:
            time.sleep(0.2)
        subprocess.run([self.python(), '-c', PRODUCE_AND_DIE, BROKER.address,
                        log.prefix + 'decisions', '20000'], check=True)
        log.publish([till.fact(i, rng, {}) for i in range(50, 100)])
        time.sleep(1)
        engine.kill()
        again = self.serve(log)
        again.wait_for('of another client is open')
        again.wait_for('ready: 1', 90)
        self.assertEqual(0, again.stop(30), again.text()[-3000:])
        report = log.verify()
        self.assertTrue(report['ok'], report)
        self.assertLess(int(report['facts']), 110)

    def test_a_flipped_bit_on_the_broker(self):
        """What the broker's disk made of a fact is not decided."""
        log, rng = self.log(partitions=1), random.Random(SEED)
        log.publish([till.fact(i, rng, {}) for i in range(50)])
        BROKER.stop()
        segment, = BROKER.directory.glob(
            'logs/%sfacts-0/*.log' % log.prefix)
        bytes_ = bytearray(segment.read_bytes())
        bytes_[-20] ^= 1
        segment.write_bytes(bytes_)
        BROKER.start()
        refused = log.try_run('serve', *log.on(), '--until-caught-up')
        self.assertEqual(1, refused.returncode, refused.stderr)
        self.assertIn('%sfacts partition 0 at offset' % log.prefix,
                      refused.stderr)
        self.tell(refused.stderr.strip().splitlines()[-1])

    def test_a_compression_that_nobody_knows(self):
        """Of a batch whose checksum is right: a broker that is newer than the
        client of the log."""
        log, rng = self.log(partitions=1), random.Random(SEED)
        for i in range(2):
            log.publish([till.fact(i, rng, {})])
        BROKER.stop()
        segment, = BROKER.directory.glob(
            'logs/%sfacts-0/*.log' % log.prefix)
        bytes_ = bytearray(segment.read_bytes())
        last = end = 0
        while end < len(bytes_):
            last, end = end, end + 12 + struct.unpack_from(
                '>i', bytes_, end + 8)[0]
        bytes_[last + 22] |= 5
        struct.pack_into('>I', bytes_, last + 17, crc32c(bytes_[last + 21:]))
        segment.write_bytes(bytes_)
        BROKER.start()
        refused = log.try_run('serve', *log.on(), '--until-caught-up')
        self.assertEqual(1, refused.returncode, refused.stderr)
        self.assertIn('%sfacts partition 0 at offset 3' % log.prefix,
                      refused.stderr)
        self.assertIn('a newer one may', refused.stderr)
        self.tell(refused.stderr.strip().splitlines()[-1])

    def test_a_week_without_writing(self):
        """A broker of its own forgets producers within seconds."""
        broker = self.enterContext(kafka_broker.Broker(properties={
            'transactional.id.expiration.ms': '2000',
            'transaction.remove.expired.transaction.cleanup.interval.ms':
                '500',
            'producer.id.expiration.ms': '2000',
            'producer.id.expiration.check.interval.ms': '500'}))
        log = Log(LAUREL, broker)
        self.addCleanup(log.close)
        engine = self.serve(log).wait_for('ready: 4')
        traffic = self.traffic(log)
        time.sleep(2)
        traffic.finish()
        time.sleep(8)
        lines = [till.fact(traffic.sent + i, traffic.rng, traffic.expected)
                 for i in range(500)]
        log.publish(lines)
        traffic.sent += len(lines)
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        self.tell('%d times opened again; %s' % (
            engine.text().count('trying again'), check(log, traffic)))


class Refusals(OnKafka):

    def test_topics_that_are_not_there_or_set_otherwise(self):
        log = self.log(program=None)
        absent = subprocess.run(
            [LAUREL, 'serve', '--data', log.data(), '--log', log.at,
             '--topic-prefix', 'absent.'], capture_output=True, text=True)
        self.assertEqual(1, absent.returncode)
        self.assertIn('topic absent.facts is missing', absent.stderr)
        self.assertIn('laurel topics create', absent.stderr)
        BROKER.tool(CONFIGS, '--bootstrap-server', BROKER.address, '--alter',
                    '--entity-type', 'topics', '--entity-name',
                    log.prefix + 'facts', '--add-config',
                    'retention.ms=1000000,message.timestamp.type=CreateTime,'
                    'max.message.bytes=20000000')
        for command in (('topics', 'check', '--to', log.at),
                        ('serve', *log.on()),
                        ('publish', '--facts', '/dev/null', '--to', log.at)):
            refused = log.try_run(*command)
            self.assertEqual(1, refused.returncode)
            for sentence in ('has retention.ms=1000000, laurel needs '
                             'retention.ms=-1',
                             'laurel needs message.timestamp.type='
                             'LogAppendTime',
                             'at least 20004096 is needed'):
                self.assertIn(sentence, refused.stderr)

    def test_no_broker(self):
        port = kafka_broker.free_port()
        began = time.monotonic()
        refused = subprocess.run(
            [LAUREL, 'topics', 'check', '--to', 'kafka:127.0.0.1:%d' % port],
            capture_output=True, text=True)
        self.assertEqual(1, refused.returncode)
        self.assertIn('no broker answers at 127.0.0.1:%d' % port,
                      refused.stderr)
        self.assertIn('refused', refused.stderr)
        self.assertLess(time.monotonic() - began, 20)

    def test_flags_that_do_not_fit(self):
        for wrong in (['--data', 'd', '--group', 'g'],
                      ['--data', 'd', '--log', 'kafka:'],
                      ['--data', 'd', '--log', 'localhost:9092'],
                      ['--data', 'd', '--log', 'kafka:x:1', '--group', 'g',
                       '--partitions', '0-3']):
            refused = subprocess.run([LAUREL, 'serve', *wrong],
                                     capture_output=True, text=True)
            self.assertEqual(2, refused.returncode, wrong)
        log = self.log(program=None)
        for wrong in ('0-9', 'x', '3-1', '-1'):
            refused = log.try_run('serve', *log.on(),
                                  '--partitions=' + wrong)
            self.assertEqual(3, refused.returncode, refused.stderr)
            self.assertIn('--partitions', refused.stderr)

    def test_properties(self):
        log = self.log(program=None)
        path = log.write('kafka.properties',
                         '# ours\nsecurity.protcol = PLAINTEXT\n'
                         'acks = 1\nno equals sign\n'
                         'sasl.password = ${env:NO_SUCH_SECRET}\n'
                         'socket.timeout.ms = soon-secret\n')
        refused = log.try_run('topics', 'check', '--to', log.at,
                              '--kafka-config', path)
        self.assertEqual(3, refused.returncode)
        for line in (':2: "security.protcol" is no property of librdkafka '
                     '(did you mean security.protocol?)',
                     ':3: "acks" is set by laurel itself',
                     ':4: a line is NAME = VALUE',
                     ':5: the environment has no NO_SUCH_SECRET',
                     ':6: "socket.timeout.ms" does not take this value'):
            self.assertIn(line, refused.stderr)
        self.assertNotIn('soon-secret', refused.stderr)


class LateEnds(OnKafka):
    """A broker of its own behind a proxy: ends of transactions that come late
    or twice, whose answers are lost, or that a restart of the broker meets."""

    ROUNDS = int(os.environ.get('LAUREL_LATE_ENDS', '1'))

    def setUp(self):
        port = kafka_broker.free_port()
        self.proxy = self.enterContext(kafka_proxy.Proxy(port))
        self.broker = kafka_broker.Broker(port=port, properties={
            'advertised.listeners': 'PLAINTEXT://' + self.proxy.address})
        self.enterContext(self.broker)
        self.broker.address = self.proxy.address  # what clients are told
        self.log = Log(LAUREL, self.broker)
        self.addCleanup(self.log.close)
        self.engine, self.late = None, []

    def start_engine(self):
        self.engine = self.serve(self.log).wait_for('ready: 4')

    def is_opened_again(self, trick):
        opened = self.engine.text().count('trying again')
        ready = self.engine.text().count('ready: 4')
        trick()
        self.engine.wait_for('trying again', times=opened + 1)
        self.engine.wait_for('ready: 4', times=ready + 1)
        time.sleep(0.5)  # it has transactions of its own by now

    def end_after_the_engine_died(self):
        self.proxy.hold()
        self.engine.kill()
        self.start_engine()
        time.sleep(0.5)

    def end_that_was_sent_again(self):
        self.is_opened_again(self.proxy.hold_and_cut)

    def end_without_an_answer(self):
        self.is_opened_again(self.proxy.lose_answer)

    def end_as_the_broker_is_killed(self):
        def kill():
            self.proxy.hold()  # a transaction is open, its end is on its way
            self.broker.kill()
            self.broker.start()
        self.is_opened_again(kill)

    def records_that_time_out(self):
        """Held for longer than message.timeout.ms, they arrive when their
        transaction has been aborted and another producer has the partition."""
        said = len(self.engine.said)
        self.is_opened_again(lambda: self.proxy.hold_records(10))
        self.assertGreater(self.proxy.records_held, 0)
        self.assertRegex('\n'.join(self.engine.said[said:]),
                         'commit of partition .*(flush|[Tt]imed out)')

    def test_ends_are_late_or_twice_or_unanswered(self):
        traffic = self.traffic(self.log)
        self.start_engine()
        for _ in range(self.ROUNDS):
            for trick in (self.end_after_the_engine_died,
                          self.end_that_was_sent_again,
                          self.end_without_an_answer,
                          self.end_as_the_broker_is_killed,
                          self.records_that_time_out):
                trick()
                self.late += self.proxy.release()
        traffic.finish()
        self.assertEqual(0, self.engine.stop(30), self.engine.text()[-3000:])
        # Refused, each of them: else it had ended the wrong transaction.
        self.assertEqual(3 * self.ROUNDS, len(self.late))
        self.assertNotIn(0, self.late)
        self.tell('%d ends of transactions, %d late ones refused with %s; %s'
                  % (self.proxy.ends, len(self.late), sorted(set(self.late)),
                     check(self.log, traffic)))


class Secured(unittest.TestCase):
    """A broker of its own, that asks for a password."""

    def test_credentials(self):
        folder = pathlib.Path(self.enterContext(
            tempfile.TemporaryDirectory(prefix='laurel-test-')))
        jaas = folder / 'jaas.conf'
        jaas.write_text(
            'KafkaServer {\n  org.apache.kafka.common.security.plain.'
            'PlainLoginModule required\n  user_laurel="right-secret";\n};\n')
        port, controller = kafka_broker.free_port(), kafka_broker.free_port()
        broker = kafka_broker.Broker(port=port, jaas=jaas, properties={
            'listeners': 'SASL_PLAINTEXT://127.0.0.1:%d,CONTROLLER://'
                         '127.0.0.1:%d' % (port, controller),
            'controller.quorum.voters': '1@127.0.0.1:%d' % controller,
            'advertised.listeners': 'SASL_PLAINTEXT://127.0.0.1:%d' % port,
            'inter.broker.listener.name': 'SASL_PLAINTEXT',
            'sasl.enabled.mechanisms': 'PLAIN',
            'sasl.mechanism.inter.broker.protocol': 'PLAIN'})
        self.enterContext(broker)
        config = folder / 'kafka.properties'

        def topics(command, password, protocol='SASL_PLAINTEXT'):
            config.write_text(
                'security.protocol = %s\nsasl.mechanism = PLAIN\n'
                'sasl.username = laurel\nsasl.password = ${env:PASSWORD}\n'
                % protocol)
            return subprocess.run(
                [LAUREL, 'topics', command, '--to', 'kafka:' + broker.address,
                 '--kafka-config', str(config)], capture_output=True,
                text=True, env=dict(os.environ, PASSWORD=password))

        made = topics('create', 'right-secret')
        self.assertEqual(0, made.returncode, made.stderr)
        refused = topics('check', 'wrong-secret')
        self.assertEqual(1, refused.returncode)
        self.assertIn('check sasl.* of --kafka-config', refused.stderr)
        self.assertNotIn('wrong-secret', refused.stderr)
        refused = topics('check', 'right-secret', 'PLAINTEXT')
        self.assertEqual(1, refused.returncode)
        self.assertIn('no broker answers', refused.stderr)
        print('\n  ' + refused.stderr.strip(), flush=True)


class Compression(OnKafka):

    def codecs(self, log):
        """Those of the batches of decisions, as they stand on the disk: 0 is
        none, 3 lz4, 4 zstd. Marks of transactions have none."""
        segment, = BROKER.directory.glob(
            'logs/%sdecisions-0/*.log' % log.prefix)
        data, at, found = segment.read_bytes(), 0, set()
        while at < len(data):
            size, = struct.unpack_from('>i', data, at + 8)
            attributes, = struct.unpack_from('>h', data, at + 21)
            if not attributes & 0x20:
                found.add(attributes & 7)
            at += 12 + size
        return found

    def test_what_the_user_says_wins(self):
        """Librdkafka leaves a batch as it is that would not get smaller."""
        facts = [till.fact(i, random.Random(i), {}) for i in range(500)]
        for setting, codec in ((None, 3), ('compression.type = zstd', 4),
                               ('compression.codec = zstd', 4),
                               ('compression.type = none', 0)):
            log = self.log(partitions=1)
            log.publish(facts)
            if setting is not None:
                log.config = ['--kafka-config',
                              log.write('kafka.properties', setting)]
            log.catch_up()
            with self.subTest(setting):
                found = self.codecs(log)
                self.assertIn(codec, found)
                self.assertLessEqual(found, {0, codec})


class Learning(OnKafka):
    """What is learned from history is the same wherever the history stands."""

    def test_a_model_of_a_log_on_kafka(self):
        log = self.log(partitions=3, program=None)
        rng, visits = random.Random(7), []
        for n in range(300):  # customers as the model has them
            leaves, pace = rng.betavariate(.9, 1.6), rng.gammavariate(.6, 1 / 6)
            day = n % 60
            while day < 360:
                visits.append(json.dumps(
                    {'id': 'v-%d' % len(visits), 'source': 'pos/7',
                     'customer_id': 'c-%d' % n,
                     'occurred_at': time.strftime(
                         '%Y-%m-%dT10:00:00Z',
                         time.gmtime((20089 + int(day)) * 86400)),
                     'visit_completed': {'visit_id': 'v-%d' % len(visits)}}))
                if rng.random() < leaves:
                    break
                day += 7 * rng.expovariate(pace)
        log.publish(visits[::2])
        subprocess.run([self.python(), '-c', PRODUCE_JSON, BROKER.address,
                        log.prefix + 'facts'], input='\n'.join(visits[1::2]),
                       text=True, check=True)
        fit = ['fit', '--json', '--kind', 'mbg_nbd',
               '--until', '2025-09-01']
        path = log.write('v.jsonl', '\n'.join(visits) + '\n')
        self.assertEqual(log.run(*fit, '--from', 'file:' + path),
                         log.run(*fit, '--from', log.at))


class Producers(OnKafka):

    def test_all_send_a_key_to_one_partition(self):
        log = self.log(partitions=5, program=None)
        python = self.python()
        keys = ['c-%d' % i for i in range(40)] + ['Zoë', '顾客-7', 'x' * 100]
        mine = [json.dumps(
            {'id': 'n-%d' % i, 'source': 'pos/1', 'customer_id': key,
             'store_id': 's-1', 'customer_enrolled': {}})
            for i, key in enumerate(keys)]
        log.publish(mine)
        lines = ''.join('%s|from Java\n' % key for key in keys)
        producer = ('kafka.tools.ConsoleProducer'
                    if BROKER.version.startswith('3.')
                    else 'org.apache.kafka.tools.ConsoleProducer')
        subprocess.run(
            BROKER.java(producer, '--bootstrap-server',
                        BROKER.address, '--topic', log.prefix + 'facts',
                        '--property', 'parse.key=true', '--property',
                        'key.separator=|', heap='128m', tier='1'),
            input=lines, text=True, check=True, capture_output=True)
        subprocess.run(
            [python, '-c', PRODUCE, BROKER.address, log.prefix + 'facts'],
            input='\n'.join(keys), text=True, check=True)
        places = {}
        for seen in log.consume('facts'):
            places.setdefault(seen.key, []).append(seen.partition)
        self.assertEqual(set(keys), set(places))
        for key, partitions in places.items():
            self.assertEqual(3, len(partitions), (key, partitions))
            self.assertEqual(1, len(set(partitions)), (key, partitions))
        self.assertGreater(len({tuple(p) for p in places.values()}), 1)
        self.tell('%d keys by Java, confluent-kafka (librdkafka) and laurel, '
                  'each on one of 5 partitions' % len(keys))

    def test_bad_facts_are_parked_and_the_partition_goes_on(self):
        log = self.log(partitions=3)
        good = json.dumps(
            {'id': 'good', 'source': 'pos/1', 'customer_id': 'ada',
             'store_id': 's-1',
             'payment_captured': {'payment_id': 'p', 'lines': [
                 {'kind': 'SERVICE',
                  'amount': {'currency': 'CNY', 'minor': 1000}}]}})
        log.publish([good])
        subprocess.run([self.python(), '-c', PRODUCE_BAD, BROKER.address,
                        log.prefix + 'facts'], check=True)
        log.publish([good.replace('"good"', '"good-2"').replace('"p"', '"q"')])
        log.catch_up()
        listed = [json.loads(line) for line in log.run(
            'parked', 'list', *log.on(), '--json').splitlines()]
        reasons = sorted(each['reason'] for each in listed)
        self.assertEqual(
            sorted(['wrong_partition'] * 2 +
                   ['unreadable', 'missing_field', 'no_body', 'empty_key',
                    'foreign_key', 'forged_control']),
            reasons, listed)
        self.assertTrue(any('murmur2_random' in each['message']
                            for each in listed))
        self.assertNotIn('\x1b', log.run('parked', 'list', *log.on()))
        parked = log.consume('parked')
        self.assertEqual(
            reasons,
            sorted(seen.headers['__connect.errors.exception.class.name']
                   for seen in parked))
        self.assertEqual({log.prefix + 'facts'},
                         {seen.headers['__connect.errors.topic']
                          for seen in parked})
        # Sent again, those of a wrong partition are decided on the right one.
        self.assertIn('2 facts', log.run('parked', 'retry', '--all',
                                         '--reason', 'wrong_partition',
                                         *log.on()))
        log.catch_up()
        state = json.loads(
            log.run('customer', 'ada', *log.on(), '--json'))
        self.assertEqual('40', state['balances'][0]['available'])
        self.assertTrue(log.verify()['ok'])


    def test_json_on_the_log(self):
        """Facts, public events and snapshots; facts are recognised."""
        log = self.log(partitions=2)
        engine = self.serve(log, '--events-format', 'json',
                            '--customers-format', 'json')
        engine.wait_for('ready: 2')
        expected, rng = {}, random.Random(SEED)
        lines = [till.fact(i, rng, expected, customers=20) for i in range(300)]
        log.publish(lines[:100])
        subprocess.run(
            [self.python(), '-c', PRODUCE_JSON, BROKER.address,
             log.prefix + 'facts'], input='\n'.join(lines[100:200] + [
                 '{"id": "x", "source": "s", "customer_id": "c-1", "no": 1}']),
            text=True, check=True)
        log.publish(lines[200:])
        until = time.monotonic() + 60
        while time.monotonic() < until:
            time.sleep(1)
            points = {seen.key: points_of(seen.value)
                      for seen in log.consume('customers', values=True)}
            if points == expected:
                break
        self.assertEqual(expected, points)  # at the latest 5 s after
        self.assertEqual(0, engine.stop(30), engine.text()[-3000:])
        events = log.consume('events', values=True)
        self.assertTrue(events)
        for event in events:
            self.assertEqual('application/json', event.headers['content-type'])
            self.assertEqual(event.headers['ce_id'],
                             json.loads(event.value)['id'])
        parked, = log.consume('parked')
        self.assertIn('no is not a field of a fact',
                      parked.headers['__connect.errors.exception.message'])
        report = log.verify()
        self.assertTrue(report['ok'], report)
        self.tell('%d customers as their snapshots have them, %d events'
                  % (len(expected), len(events)))

    def test_messages_of_10_mb(self):
        log = self.log(partitions=1)
        sale = {'id': 'huge', 'source': 'pos/1', 'customer_id': 'ada',
                'store_id': 's-1', 'payment_captured': {
                    'payment_id': 'h' * 10_000_000, 'lines': []}}
        path = log.write('huge.jsonl', json.dumps(sale) + '\n')
        refused = log.try_run('publish', '--facts', path, '--to', log.at)
        self.assertNotEqual(0, refused.returncode)
        self.assertLess(len(refused.stderr), 2000)
        self.assertRegex(refused.stderr, 'bytes')
        # Where the topic takes them, other producers may send them.
        BROKER.tool(CONFIGS, '--bootstrap-server', BROKER.address, '--alter',
                    '--entity-type', 'topics', '--entity-name',
                    log.prefix + 'facts', '--add-config',
                    'max.message.bytes=12000000')
        subprocess.run([self.python(), '-c', PRODUCE_HUGE, BROKER.address,
                        log.prefix + 'facts'], check=True)
        log.publish([till.fact(1, random.Random(1), {})])
        log.catch_up()
        listed = [json.loads(line) for line in log.run(
            'parked', 'list', *log.on(), '--json').splitlines()]
        self.assertEqual(['too_large'] * 2,
                         [each['reason'] for each in listed])
        self.assertEqual(2, len(log.consume('parked')))
        report = log.verify()
        self.assertTrue(report['ok'])
        self.assertEqual(4, int(report['facts']))  # and the publication
        self.tell('refused: %s; parked: %s' % (
            refused.stderr.strip().splitlines()[0][:200],
            [each['message'][:100] for each in listed]))


PRODUCE_JSON = """
import json, sys, confluent_kafka
producer = confluent_kafka.Producer({'bootstrap.servers': sys.argv[1],
                                     'partitioner': 'murmur2_random'})
for line in sys.stdin.read().split('\\n'):
    producer.produce(sys.argv[2], line, json.loads(line)['customer_id'])
assert producer.flush(60) == 0
"""


def points_of(snapshot):
    balance, = [each for each in json.loads(snapshot)['balances']
                if each['unit'] == 'points']
    return int(balance['available'])


# A fact in a transaction that nobody ends; the broker does after 6 seconds.
PRODUCE_AND_DIE = """
import os, sys, confluent_kafka
producer = confluent_kafka.Producer({
    'bootstrap.servers': sys.argv[1], 'transactional.id': 'a stranger',
    'transaction.timeout.ms': int(sys.argv[3]) if sys.argv[3:] else 6000})
producer.init_transactions(30)
producer.begin_transaction()
producer.produce(sys.argv[2], 'never committed', 'ada')
assert producer.flush(30) == 0
os._exit(0)
"""

PRODUCE_HUGE = """
import sys, confluent_kafka
producer = confluent_kafka.Producer({'bootstrap.servers': sys.argv[1],
                                     'message.max.bytes': 12000000})
producer.produce(sys.argv[2], b'\\xff' * 10000000, 'ada')
# A fact, but for an id of ten million bytes.
producer.produce(sys.argv[2], b'\\x0a\\x80\\xad\\xe2\\x04' + b'h' * 10000000,
                 'ada')
assert producer.flush(60) == 0
"""

PRODUCE = """
import sys, confluent_kafka
producer = confluent_kafka.Producer({'bootstrap.servers': sys.argv[1],
                                     'partitioner': 'murmur2_random'})
for key in sys.stdin.read().split('\\n'):
    producer.produce(sys.argv[2], 'from Python', key)
producer.flush()
"""

# A sale of 10.00 for ada on each partition, two of them wrong ones, and what
# is no fact.
PRODUCE_BAD = """
import sys, confluent_kafka
producer = confluent_kafka.Producer({'bootstrap.servers': sys.argv[1],
                                     'partitioner': 'murmur2_random'})
topic = sys.argv[2]
def text(field, value):
    return bytes([field << 3 | 2, len(value)]) + value
seen = []
consumer = confluent_kafka.Consumer({'bootstrap.servers': sys.argv[1],
    'group.id': 'bad', 'isolation.level': 'read_committed',
    'enable.partition.eof': True})
places = [confluent_kafka.TopicPartition(topic, p, 0) for p in range(3)]
consumer.assign(places)
good, ends = None, 0
while ends < 3:
    message = consumer.poll(10)
    if message.error():
        ends += 1
    elif message.key() == b'ada':
        good = message
home = good.partition()
others = [p for p in range(3) if p != home]
for i, p in enumerate(others):
    # The same sale under other names: same length, so the bytes stay sound.
    value = good.value().replace(b'good', b'goo%d' % i)
    value = value.replace(text(1, b'p'), text(1, b'%d' % i))
    producer.produce(topic, value, 'ada', partition=p)
producer.produce(topic, b'\\xff\\xff not a fact', 'ada')
producer.produce(topic, None, 'ada')
producer.produce(topic, good.value(), b'', partition=home)
producer.produce(topic, good.value(), 'ada\\x1b[2J')
producer.produce(topic, text(1, b'x') + text(2, b'pos/1'), 'ada')
producer.produce(topic, good.value().replace(text(2, b'pos/1'),
                                             text(2, b'laurel/cli')), 'ada')
producer.flush()
"""


def main():
    global LAUREL, BROKER
    LAUREL = os.path.abspath(sys.argv.pop(1))
    if sys.argv[1:2] == ['--without']:
        for left_out in sys.argv.pop(2).split(','):
            del globals()[left_out]
        del sys.argv[1]
    try:
        BROKER = kafka_broker.Broker()
    except kafka_broker.Absent as absent:
        kafka_broker.skip(absent)
    with BROKER:
        print('Apache Kafka %s, seed %d' % (BROKER.version, SEED), flush=True)
        unittest.main(verbosity=2)


if __name__ == '__main__':
    main()
