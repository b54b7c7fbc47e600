#!/usr/bin/env python3
"""Deletes each file of a view in turn, on the embedded log: `serve` either
refuses to open it, with a sentence that says `laurel rebuild`, which then mends
it, or the view is what a rebuild gives. Never a wrong number.

    view_files_test.py LAUREL
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import till

FACTS = 6000
STEPS = 3  # times that the view is written, so that it has some tables


def laurel(*command):
    return subprocess.run([sys.argv[1], *command], capture_output=True,
                          text=True, timeout=120)


def run(*command):
    done = laurel(*command)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def make(folder):
    """A log of one partition, and a view that has folded it."""
    data, rng, expected = folder / 'data', random.Random(1), {}
    rules, facts = folder / 'rules.yaml', folder / 'facts.jsonl'
    rules.write_text(till.PROGRAM)
    run('program', 'publish', str(rules), '--to', 'embedded:%s' % data,
        '--partitions', '1')
    for step in range(STEPS):
        facts.write_text(''.join(
            till.fact(step * FACTS + i, rng, expected) + '\n'
            for i in range(FACTS)))
        run('publish', '--facts', str(facts), '--to', 'embedded:%s' % data)
        run('serve', '--data', str(data), '--until-caught-up')
    return data, expected


def digest(data):
    """Of a view that is as a rebuild gives it; None: it is not."""
    report = json.loads(run('verify', '--data', str(data), '--json'))
    return report['digest'] if report['ok'] else None


def balances_are(expected, data, sample):
    for customer in random.Random(2).sample(sorted(expected), sample):
        state = json.loads(run('customer', customer, '--data', str(data),
                               '--json'))
        points, = [b for b in state['balances'] if b['unit'] == 'points']
        assert int(points['available']) == expected[customer], (customer, points)


def try_without(name, data, folder, good, expected):
    """What became of it."""
    copy = folder / 'copy'
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    (copy / name).unlink()
    served = laurel('serve', '--data', str(copy), '--until-caught-up')
    if served.returncode == 0:
        assert digest(copy) == good, name
        balances_are(expected, copy, 3)
        return 'served, and equal to a rebuild'
    assert served.returncode == 1, (name, served)
    sentence = served.stderr.strip().splitlines()[-1]
    assert 'laurel rebuild' in sentence, (name, served.stderr)
    run('rebuild', '--data', str(copy))
    run('serve', '--data', str(copy), '--until-caught-up')
    assert digest(copy) == good, name
    balances_are(expected, copy, 3)
    return 'refused: ' + sentence[:300]


def main():
    sys.argv[1] = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix='laurel-view-') as name:
        folder = pathlib.Path(name)
        data, expected = make(folder)
        good = digest(data)
        assert good is not None
        files = sorted(path.relative_to(data)
                       for path in (data / 'view').rglob('*') if path.is_file())
        kinds = {path.name.split('-')[0].split('.')[-1] for path in files}
        assert {'CURRENT', 'MANIFEST', 'OPTIONS', 'IDENTITY', 'sst'} <= kinds, (
            files)
        refused = 0
        for path in files:
            became = try_without(path, data, folder, good, expected)
            refused += became.startswith('refused')
            print('%s: %s' % (path, became), flush=True)
        assert refused >= 3, refused  # MANIFEST, tables


if __name__ == '__main__':
    main()
