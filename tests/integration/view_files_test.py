#!/usr/bin/env python3
"""Deletes each file of a view in turn, and flips a bit in each of its tables
while it is served, on the embedded log: `serve` either stops, with a sentence
that says `laurel rebuild`, which then mends it, or the view is what a rebuild
gives. Never a wrong number.

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
import time

import till

FACTS = 6000
STEPS = 3  # times that the view is written, so that it has some tables
FLIPS = 3  # of each table, one after another


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
    return mended(name, copy, served.returncode, served.stderr, expected, good)


def mended(name, data, status, said, expected, good=None):
    """Whoever meets the damage, `serve` or `verify`, says what to do; then the
    view is right. What became of it."""
    became, met = 'served, and equal to a rebuild', 'refused: '
    if status == 0:
        verified, met = laurel('verify', '--data', str(data)), 'verified: '
        status, said = verified.returncode, verified.stderr
    if status != 0:
        sentence = said.strip().splitlines()[-1]
        assert status == 1 and 'laurel rebuild' in sentence, (name, said)
        assert 'laurel skip' not in sentence, (name, said)
        became = met + sentence[:300]
        run('rebuild', '--data', str(data))
        run('serve', '--data', str(data), '--until-caught-up')
    found = digest(data)
    assert found is not None and good in (None, found), name
    balances_are(expected, data, 3)
    return became


def flip(path, rng):
    at = rng.randrange(path.stat().st_size)
    with path.open('r+b') as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << rng.randrange(8)]))


def flip_while_served(name, data, folder, expected, rng):
    """The tables are open by then; facts of every customer follow, so that all
    are read and written again."""
    copy, expected = folder / 'copy', dict(expected)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    server = subprocess.Popen(
        [sys.argv[1], 'serve', '--data', str(copy), '--memory-mb', '64'],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    for line in server.stdout:
        said.append(line)
        if 'ready' in line:
            break
    flip(copy / name, rng)
    facts = folder / 'more.jsonl'
    facts.write_text(''.join(
        till.fact(STEPS * FACTS + i, rng, expected) + '\n'
        for i in range(FACTS)))
    run('publish', '--facts', str(facts), '--to', 'embedded:%s' % copy)
    time.sleep(1)
    server.terminate()  # it writes the view
    said.append(server.communicate(timeout=60)[0])
    if server.returncode == 0:  # the next one may meet what this did not read
        later = laurel('serve', '--data', str(copy), '--until-caught-up')
        return mended(name, copy, later.returncode, later.stderr, expected)
    return mended(name, copy, server.returncode, ''.join(said), expected)


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
        rng, refused = random.Random(3), 0
        for path in [path for path in files if path.suffix == '.sst'] * FLIPS:
            became = flip_while_served(path, data, folder, expected, rng)
            refused += not became.startswith('served')
            print('%s, a bit flipped: %s' % (path, became), flush=True)
        assert refused >= 1, refused


if __name__ == '__main__':
    main()
