"""laurel fit: what the published analyses found, found again."""

import datetime
import json
import os
import pathlib
import random
import unittest

from laurel import Case, DONE, ROOT, WRONG_USE, run

DATA = pathlib.Path(os.environ.get('LAUREL_TEST_DATA') or
                    ROOT / '../shared/data')
SAMPLE = DATA / 'cdnow/CDNOW_sample.txt.zst'
MAPPING = str(ROOT / 'examples/import/cdnow.yaml')
FIRST = datetime.date(2025, 1, 1)


def visit(customer, number, day):
    when = f'{day}T10:00:00Z'
    return json.dumps({
        'id': number, 'source': 'pos/7', 'customer_id': customer,
        'occurred_at': when, 'visit_completed': {'visit_id': number}}) + '\n'


def history():
    """Visits of 300 customers as the model has them."""
    chance = random.Random(7)
    facts = ''
    for n in range(300):
        leaves = chance.betavariate(.9, 1.6)
        rate = chance.gammavariate(.6, 1 / 6)  # visits a week
        day, i = n % 60, 0
        while day < 360:
            facts += visit(f'c-{n}', f'v-{n}-{i}',
                           FIRST + datetime.timedelta(int(day)))
            if chance.random() < leaves:
                break
            day, i = day + 7 * chance.expovariate(rate), i + 1
    return facts


class Fit(Case):

    def fit_sample(self, *flags):
        if not SAMPLE.exists():
            self.skipTest(f'{SAMPLE} is not there')
        return self.expect(DONE, run('fit', '--mapping', MAPPING, '--from',
                                     f'file:{SAMPLE}', *flags)).out

    def fit(self, place, *flags):
        return self.expect(DONE, run('fit', '--from', place, *flags)).out

    def test_cdnow(self):
        report = json.loads(self.fit_sample('--json'))
        self.assertEqual(report['customers'], 2357)
        self.assertEqual(report['until'], '1997-09-30')
        self.assertEqual(report['repeats_after'], 1882)
        bg, mbg = report['models']
        for name, bg_is, mbg_is in (('r', .2426, .5248),
                                    ('alpha', 4.4135, 6.1830),
                                    ('a', .7929, .8914),
                                    ('b', 2.4257, 1.6140)):
            self.assertAlmostEqual(bg[name], bg_is, delta=1e-4, msg=name)
            self.assertAlmostEqual(mbg[name], mbg_is, delta=1e-4, msg=name)
        self.assertEqual(round(bg['log_likelihood'], 4), -9582.4256)
        self.assertEqual(round(mbg['log_likelihood'], 2), -9582.13)
        self.assertEqual(len(bg['standard_errors']), 4)
        self.assertAlmostEqual(bg['expected_after'], 1653, delta=2)

    def test_the_fragment_is_a_program(self):
        report = json.loads(self.fit_sample('--json', '--kind', 'mbg_nbd'))
        program = ('program: fitted\ncurrency: USD\ntimezone: UTC\n'
                   'units: [{name: points, kind: points}]\n' +
                   report['models'][0]['fragment'])
        path = self.write('fitted.yaml', program)
        self.expect(DONE, run('program', 'check', path))

    def test_a_file_of_facts(self):
        facts = history()
        path = self.write('facts.jsonl', facts)
        out = self.expect(DONE, run('fit', '--from', 'file:' + path,
                                    '--until', '2025-09-01',
                                    '--kind', 'mbg_nbd')).out
        self.assertIn('log-likelihood', out)
        self.assertIn('method: model', out)

    def test_a_log_as_well_as_a_file(self):
        path = self.write('facts.jsonl', history())
        data = str(self.folder / 'log')
        self.expect(DONE, run('publish', '--facts', path,
                              '--to', 'embedded:' + data))
        flags = ('--until', '2025-09-01', '--json', '--kind', 'mbg_nbd')
        self.assertEqual(
            self.fit('file:' + path, *flags), self.fit('embedded:' + data, *flags))
        self.expect(WRONG_USE, run('fit', '--from', 'file:' + path,
                                   'embedded:' + data))

    def test_what_has_not_happened_yet(self):
        """A year mistyped would make everybody look lost for a century."""
        path = self.write('facts.jsonl', history())
        typo = self.write('typo.jsonl', history() +
                          visit('c-0', 'typo', '2225-01-01'))
        flags = ('--json', '--kind', 'mbg_nbd')
        ended = run('fit', '--from', 'file:' + typo, *flags)
        self.assertEqual(self.fit('file:' + path, *flags),
                         self.expect(DONE, ended).out)
        self.assertIn('1 visits left out', ended.err)

    def test_nothing_to_fit(self):
        once = self.write('once.jsonl', visit('ada', 'v-1', '2025-01-01') +
                          visit('bo', 'v-2', '2025-02-01'))
        ended = run('fit', '--from', 'file:' + once)
        self.assertNotEqual(ended.status, DONE)
        self.assertIn('nobody came a second time', ended.err)

    def test_wrong_use(self):
        self.expect(WRONG_USE, run('fit'))
        path = self.write('one.jsonl', visit('ada', 'v-1', '2025-01-01') +
                          visit('ada', 'v-2', '2025-02-01'))
        ended = self.expect(WRONG_USE, run('fit', '--from', 'file:' + path,
                                           '--until', 'june'))
        self.assertIn('no day like', ended.err)


if __name__ == '__main__':
    unittest.main()
