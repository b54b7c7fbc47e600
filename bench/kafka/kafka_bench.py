#!/usr/bin/env python3
"""Measures laurel on Apache Kafka: `tools/bench kafka`; README.md of bench/ says
how to read it. Starts a broker of each version on this machine, which shares its
processors with laurel and with whoever publishes.

    kafka_bench.py BUILD                          about 20 minutes
    kafka_bench.py BUILD --facts 30000000 --versions 4.1.0
    kafka_bench.py BUILD --sections live kill --facts 300000
"""
import argparse
import json
import pathlib
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'integration'))

import kafka_broker  # noqa: E402
from measured import Table, Watched, machine  # noqa: E402

SECTIONS = ('catch-up', 'live', 'kill')
MIB = 1 << 20


def arguments():
    parser = argparse.ArgumentParser(
        prog='tools/bench kafka', description=__doc__.split('\n\n')[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('build', type=pathlib.Path, help=argparse.SUPPRESS)
    add = parser.add_argument
    add('--versions', nargs='+', default=kafka_broker.VERSIONS)
    add('--sections', nargs='+', default=SECTIONS, choices=SECTIONS)
    add('--facts', type=int, default=3_000_000, help='of the catch-up')
    add('--customers', type=int, default=200_000)
    add('--partitions', type=int, nargs='+', default=(4, 8))
    add('--seconds', type=int, default=60, help='of live load')
    add('--calm', action='store_true',
        help='live: what fell due since the log ends fires before')
    add('--kill-customers', type=int, default=1_000_000)
    add('--kill-facts', type=int, help='without: 2 a customer')
    add('--kills', type=int, default=5, help='under live load')
    add('--verify', action='store_true',
        help='afterwards decide each log again and compare')
    add('--program', default=str(ROOT / 'examples/glow.yaml'))
    add('--dir', help='for broker and views, emptied; a temporary one')
    return parser.parse_args()


class Log:
    """Topics of a broker, and a directory for views."""

    def __init__(self, options, broker, name, partitions):
        self.options, self.broker = options, broker
        self.partitions = partitions
        self.prefix = name + '.'
        self.views = broker.directory / (name + '-views')
        self.at = 'kafka:' + broker.address
        self.laurel = str(options.build / 'laurel')
        self.loader = str(options.build / 'bench/kafka/laurel-kafka-load')
        self.run('topics', 'create', '--to', self.at, '--partitions',
                 str(partitions))

    def command(self, *words):
        return [self.laurel, *words, '--topic-prefix', self.prefix]

    def on(self):
        return ['--data', str(self.views), '--log', self.at]

    def run(self, *words):
        return Watched(self.command(*words), self.broker).finish()

    def load(self, *words):
        """Starts laurel-kafka-load."""
        return Watched(
            [self.loader, *words, '--at', self.broker.address,
             '--topic-prefix', self.prefix], self.broker)

    def history(self, facts, customers):
        """Publishes; returns how many facts there are."""
        told = told_by(self.load(
            'history', '--program', self.options.program, '--facts',
            str(facts), '--customers', str(customers)).finish())
        return int(told['facts'])

    def catch_up(self):
        return self.run('serve', *self.on(), '--until-caught-up', '--json')

    def serve(self, *flags):
        return Watched(self.command('serve', *self.on(), *flags), self.broker)

    def verify(self):
        if not self.options.verify:
            return
        report = json.loads(self.run('verify', *self.on(), '--json').out)
        if report['ok'] is not True:
            raise RuntimeError('verify: %s' % report)


def told_by(done):
    """{name: value} of the lines of laurel-kafka-load."""
    pairs = (line.split() for line in done.out.splitlines())
    return {name: float(value) for name, value in pairs}


def measure_catch_up(log, table, facts):
    options = log.options
    facts = log.history(facts, options.customers)
    done = log.catch_up()
    decided = json.loads(done.out)['facts']
    if decided != facts + log.partitions:  # a publication on each
        raise RuntimeError('%s decided of %d facts' % (decided, facts))
    what = 'catch-up: %s payments of %s customers, %d partitions' % (
        '{:,}'.format(facts), '{:,}'.format(options.customers),
        log.partitions)
    table.at_least(what, facts / done.seconds, 240_000, 'facts/s', done)
    table.row('- processor time of serve',
              '%.1f µs a fact' % (done.cpu / facts * 1e6))
    table.row('- of the broker',
              '%.1f µs a fact' % (done.broker_cpu / facts * 1e6))
    if options.customers <= 200_000:
        table.at_most('- most memory of serve', done.peak / MIB, 800e6 / MIB,
                      'MiB')
    else:  # no target for so many
        table.row('- most memory of serve', '%.0f MiB' % (done.peak / MIB))
    log.verify()


def measure_live(log, table):
    """On the log of the catch-up: its customers come again."""
    port = kafka_broker.free_port()
    serve = log.serve('--http', '127.0.0.1:%d' % port)
    serve.wait_for('ready: %d partitions' % log.partitions)
    if log.options.calm:
        time.sleep(12)
        wait_until_settled(serve, port)
    load = log.load('live', '--seconds', str(log.options.seconds),
                    '--customers', str(log.options.customers))
    done = load.finish()
    told = told_by(done)
    served = serve.stop()
    what = 'live, %d partitions: redemption to committed answer, ' \
        % log.partitions
    table.at_most(what + 'p50', told['redemption_p50_ms'], 40, 'ms', done)
    table.at_most('- p99', told['redemption_p99_ms'], 150, 'ms')
    table.row('- most', '%.0f ms of %d, %d refused, %d without answer' % (
        told['redemption_most_ms'], told['redemption_count'],
        told['refused'], told['unanswered']))
    table.row('- payments beside them, p50, p99', '%.1f, %.1f ms' % (
        told['payment_p50_ms'], told['payment_p99_ms']))
    table.row('- most memory of serve', '%.0f MiB' % (served.peak / MIB))


def ready_after(log, *flags):
    """(seconds, decisions folded, the process)"""
    serve = log.serve(*flags)
    line = serve.wait_for(r'ready: \d+ partitions')
    folded = int(re.search(r'(\d+) decisions folded', line).group(1))
    return serve.age(), folded, serve


def metric(port, name):
    """Its values, of each series."""
    with urllib.request.urlopen('http://127.0.0.1:%d/metrics' % port) as page:
        text = page.read().decode()
    return [float(line.rsplit(' ', 1)[1]) for line in text.splitlines()
            if line.startswith(name)]


def facts_decided(port):
    return sum(metric(port, 'laurel_facts_total'))


def wait_until_settled(serve, port):
    """Nothing waits but the mark of a transaction at the end of the facts."""
    calm, until = 0, time.monotonic() + 120
    while calm < 5:
        serve.check()
        if time.monotonic() > until:
            raise RuntimeError('what is due takes more than 2 minutes')
        calm = calm + 1 if max(metric(port, 'laurel_lag_records')) <= 1 else 0
        time.sleep(0.5)


def kill_in_catch_up(log, facts):
    port = kafka_broker.free_port()
    serve = log.serve('--http', '127.0.0.1:%d' % port)
    serve.wait_for(r'ready: \d+ partitions')
    while facts_decided(port) < facts / 2:
        serve.check()
        time.sleep(0.1)
    serve.kill()
    seconds, folded, serve = ready_after(log)
    serve.stop()
    return seconds, folded


def measure_kills(log, table):
    options, rng = log.options, random.Random(1)
    customers = options.kill_customers
    facts = log.history(options.kill_facts or 2 * customers, customers)
    middle = kill_in_catch_up(log, facts)
    log.catch_up()
    serve = log.serve()
    serve.wait_for(r'ready: \d+ partitions')
    seconds = 12 * options.kills
    load = log.load('live', '--no-answers', '--seconds', str(seconds),
                    '--customers', str(customers))
    waits = []
    for _ in range(options.kills):
        time.sleep(4 + 5 * rng.random())  # anywhere between two writes
        serve.kill()
        taken, folded, serve = ready_after(log)
        waits.append((taken, folded))
    done = load.finish()
    serve.stop()
    what = 'kill -9 to ready, %s customers, %d partitions' % (
        '{:,}'.format(customers), log.partitions)
    worst = max(waits)
    table.at_most('%s, live: worst of %d' % (what, options.kills),
                  worst[0], 3, 's', done)
    table.row('- median; decisions folded at worst', '%.2f s; %s' % (
        statistics.median(taken for taken, _ in waits),
        '{:,}'.format(worst[1])))
    table.at_most('- in the middle of a catch-up', middle[0], 3, 's')
    table.row('- decisions folded', '{:,}'.format(middle[1]))
    log.verify()


def measure(options, broker, table):
    logs = []
    for partitions in options.partitions:
        if 'catch-up' in options.sections:
            logs.append(Log(options, broker, 'p%d' % partitions, partitions))
            measure_catch_up(logs[-1], table, options.facts)
    if 'live' in options.sections:
        if not logs:
            logs.append(Log(options, broker, 'live', options.partitions[0]))
            logs[0].history(options.facts, options.customers)
            logs[0].catch_up()
        measure_live(logs[0], table)
    if 'kill' in options.sections:
        measure_kills(Log(options, broker, 'kill', options.partitions[0]),
                      table)


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(prefix='laurel-bench-',
                                     dir=options.dir) as directory:
        print(machine(directory), flush=True)
        table = Table()
        for version in options.versions:
            folder = pathlib.Path(directory) / version
            table.broker = version
            with kafka_broker.Broker(of=version, directory=folder) as broker:
                measure(options, broker, table)
            shutil.rmtree(folder)


if __name__ == '__main__':
    try:
        main()
    except kafka_broker.Absent as absent:
        kafka_broker.skip(absent)
