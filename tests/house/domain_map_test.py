"""docs/domain-map.md: what it names exists, and no scenario is left out."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / 'tests/scenarios'
TEXT = (ROOT / 'docs/domain-map.md').read_text(encoding='utf-8')
SECTIONS = range(2, 18)


def rows(text):
    """The cells of every row of a table with three columns, without heads."""
    for line in text.split('\n'):
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        if line.startswith('|') and len(cells) == 3 and ':' in cells[2]:
            if not cells[2].startswith('---'):
                yield cells


def scenarios(text):
    """ "a: x y; b: z (aside)" is a/x, a/y and b/z."""
    found = []
    for cells in rows(text):
        for part in re.sub(r'\(.*?\)', '', cells[2]).split(';'):
            folder, _, names = part.partition(':')
            found += [f'{folder.strip()}/{name}' for name in names.split()]
    return found


def files(text):
    return re.findall(r'`([\w./]+\.(?:cc|h|py))`', text)


class DomainMap(unittest.TestCase):

    def test_every_scenario_stands_here_and_every_one_here_exists(self):
        there = {f'{path.parent.name}/{path.stem}'
                 for path in SCENARIOS.glob('*/*.scenario')}
        self.assertGreater(len(there), 250)
        self.assertEqual(there, set(scenarios(TEXT)))

    def test_every_file_exists(self):
        named = files(TEXT)
        self.assertGreater(len(named), 50)
        for name in named:
            self.assertTrue((ROOT / name).is_file() or
                            (ROOT / 'engine/domain' / name).is_file(), name)

    def test_every_row_names_a_file(self):
        for cells in rows(TEXT):
            self.assertTrue(files(cells[1]), cells)

    def test_every_heading_of_the_domain_is_here(self):
        found = [int(number) for number
                 in re.findall(r'^## (\d+) ', TEXT, re.MULTILINE)]
        self.assertEqual(list(SECTIONS), found)

    def test_what_is_missing_would_be_seen(self):
        row = '| x | `no.cc` | b_expiry: voucher nowhere; c: one (more: two) |'
        self.assertEqual(['b_expiry/voucher', 'b_expiry/nowhere', 'c/one'],
                         scenarios(row))
        self.assertEqual(['no.cc'], files(row))


if __name__ == '__main__':
    unittest.main()
