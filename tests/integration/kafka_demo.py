#!/usr/bin/env python3
"""laurel on Kafka, shown: a broker from Maven artifacts, topics, rules, facts,
the engine, and public events read back by Kafka's own console consumer.

    kafka_demo.py LAUREL        also: tools/demo --kafka
"""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

import kafka_broker

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONSUMER = 'org.apache.kafka.tools.consumer.ConsoleConsumer'


def show(command, **how):
    words = [os.path.relpath(word) if word.startswith(str(ROOT)) else word
             for word in command]
    print('\n$ ' + shlex.join(words), flush=True)
    subprocess.run(command, check=True, **how)


def main():
    laurel = str(pathlib.Path(sys.argv[1]).resolve())
    examples = ROOT / 'examples'
    print('starting Apache Kafka %s (fetched by Maven the first time)'
          % kafka_broker.version(), flush=True)
    with kafka_broker.Broker() as broker, \
            tempfile.TemporaryDirectory(prefix='laurel-demo-') as data:
        at = 'kafka:' + broker.address
        on = ['--data', data, '--log', at]
        show([laurel, 'topics', 'create', '--to', at, '--partitions', '4'])
        show([laurel, 'program', 'publish', str(examples / 'glow.yaml'),
              '--to', at], stderr=subprocess.DEVNULL)
        show([laurel, 'publish', '--facts', str(examples / 'ada.jsonl'),
              '--to', at])
        show([laurel, 'serve', *on, '--until-caught-up'],
             stderr=subprocess.DEVNULL)
        show([laurel, 'customer', 'ada', *on])
        print("\n# Kafka's own consumer: CloudEvents headers of public events",
              flush=True)
        text = broker.tool(
            CONSUMER, '--bootstrap-server', broker.address, '--topic',
            'laurel.events', '--from-beginning', '--isolation-level',
            'read_committed', '--timeout-ms', '10000', '--property',
            'print.headers=true', '--property', 'print.value=false')
        print(text, end='')
        show([laurel, 'figures', '--log', at])
        show([laurel, 'verify', *on])


if __name__ == '__main__':
    try:
        main()
    except kafka_broker.Absent as absent:
        kafka_broker.skip(absent)
