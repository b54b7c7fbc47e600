#!/usr/bin/env python3
"""Imports the real data sets, folds them, and holds balances against sums that
this script works out by itself: a point for each whole unit of money, never
expiring, taken back by refunds. The salon sells packages of blow drys, too.

    data_sets_test.py LAUREL SOURCE_DIR [FOLDER_OF_DATA_SETS]

Exits with 77 (skipped), and says why, where the data sets are absent.
"""
import collections
import decimal
import glob
import json
import os
import subprocess
import sys
import tempfile

PROGRAM = """\
program: sums
currency: %s
timezone: %s
units:
  - {name: points, kind: points, expiry: none, clawback: unlimited}
  - {name: blow_dry, kind: sessions, category: styling, expiry: none}
earn:
  - {name: base, on: payment_captured, unit: points, rate: {per: 1.00, give: 1}}
"""
ASKED = 40  # customers looked up a data set, the biggest first


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit('%s\nexit %d\n%s%s' % (' '.join(command), done.returncode,
                                        done.stdout, done.stderr))
    return done.stdout


def from_facts(path):
    """Points a customer by the facts: lines of product and service, refunds by
    line, rounded once a payment."""
    payments, points = {}, collections.Counter()
    with open(path) as facts:
        for text in facts:
            fact = json.loads(text)
            customer = fact.get('customer_id', '')
            if not customer:
                continue
            points.setdefault(customer, 0)
            if 'payment_captured' in fact:
                body = fact['payment_captured']
                payments[customer, body['payment_id']] = {
                    line.get('line_id', str(i + 1)):
                        int(line['amount'].get('minor', 0))
                    for i, line in enumerate(body.get('lines', []))
                    if line.get('kind', 'PRODUCT') in ('PRODUCT', 'SERVICE')}
            elif 'payment_refunded' in fact:
                body = fact['payment_refunded']
                lines = payments[customer, body['payment_id']]
                for line in body['lines']:
                    if line['line_id'] in lines:
                        lines[line['line_id']] -= int(line['amount']['minor'])
    for (customer, _), lines in payments.items():
        points[customer] += sum(lines.values()) // 100
    return points


def cdnow(folder):
    """The same from the file itself: a line is a payment."""
    packed = subprocess.run(
        ['zstd', '-dc', '-q', folder + '/cdnow/CDNOW_sample.txt.zst'],
        stdout=subprocess.PIPE, check=True).stdout.decode()
    points = collections.Counter()
    for line in packed.splitlines():
        master, _, _, _, dollars = line.split()
        points[master] += int(decimal.Decimal(dollars))
    return points


SETS = [
    ('cdnow', 'USD', 'America/New_York', ['cdnow/CDNOW_sample.txt.zst'], cdnow),
    ('hair_salon', 'CAD', 'America/Winnipeg',
     ['hair_salon/Receipt*.csv', 'hair_salon/Future*.csv',
      'hair_salon/Client*.csv', 'hair_salon/No-Show*.csv'], None),
    ('online_retail', 'GBP', 'Europe/London',
     ['online_retail_uci/online_retail.csv.zst'], None),
]


def check(laurel, source, folder, name, currency, zone, patterns, by_file):
    files = [f for p in patterns for f in sorted(glob.glob(folder + '/' + p))]
    mapping = '%s/examples/import/%s.yaml' % (source, name)
    with tempfile.TemporaryDirectory(prefix='laurel-data-') as directory:
        program = directory + '/sums.yaml'
        with open(program, 'w') as out:
            out.write(PROGRAM % (currency, zone))
        facts = directory + '/facts.jsonl'
        data = directory + '/data'
        rejects = ['--rejects', directory + '/rejects.csv']
        run(laurel, 'import', '--mapping', mapping, *files, '--to',
            'file:' + facts, *rejects)
        expected = by_file(folder) if by_file else from_facts(facts)
        run(laurel, 'import', '--mapping', mapping, *files, '--to',
            'embedded:' + data, '--program', program, *rejects)
        run(laurel, 'serve', '--data', data, '--until-caught-up')
        report = json.loads(run(laurel, 'verify', '--data', data, '--json'))
        assert int(report['customers']) == len(expected), (
            name, report['customers'], len(expected))
        total = 0
        for customer, points in expected.most_common(ASKED):
            state = json.loads(run(laurel, 'customer', customer, '--data', data,
                                   '--json'))
            balance, = [b for b in state['balances'] if b['unit'] == 'points']
            now = int(balance['available']) - int(balance['arrears'])
            assert now == points, (name, customer, now, points)
            total += now
        explained = run(laurel, 'explain', expected.most_common(1)[0][0],
                        '--data', data)
        assert 'points' in explained, explained
        print('%s: %d customers, %s facts; the %d biggest hold %d points, as '
              'worked out from the %s' %
              (name, len(expected), report['facts'], ASKED, total,
               'file' if by_file else 'facts'))


def main():
    laurel, source = os.path.abspath(sys.argv[1]), sys.argv[2]
    folder = os.environ.get('LAUREL_TEST_DATA') or source + '/../shared/data'
    if len(sys.argv) > 3:
        folder = sys.argv[3]
    if not os.path.isdir(folder):
        print('skipped: no data sets at %s; LAUREL_TEST_DATA names them'
              % folder)
        sys.exit(77)
    for data_set in SETS:
        check(laurel, source, folder, *data_set)


if __name__ == '__main__':
    main()
