"""The pages: links that lead somewhere, records that are numbered."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
_LINK = re.compile(r'(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)')
_FENCED = re.compile(r'^```.*?^```', re.MULTILINE | re.DOTALL)


def pages():
    return sorted(path for path in ROOT.rglob('*.md')
                  if 'build' not in path.relative_to(ROOT).parts)


def prose(path):
    return _FENCED.sub('', path.read_text(encoding='utf-8'))


def anchors(path):
    """The names GitHub gives the headings of a page."""
    found = set()
    for line in prose(path).split('\n'):
        if line.startswith('#'):
            name = re.sub(r'[^\w\- ]', '', line.lstrip('#').strip().lower())
            found.add(name.replace(' ', '-'))
    return found


def broken_links(path):
    found = []
    for link in _LINK.findall(prose(path)):
        if re.match(r'[a-z]+:', link):
            continue
        name, _, anchor = link.partition('#')
        target = (path.parent / name) if name else path
        if not target.exists():
            found.append(f'{path.relative_to(ROOT)}: {link}: no such file')
        elif anchor and anchor not in anchors(target):
            found.append(f'{path.relative_to(ROOT)}: {link}: no such heading')
    return found


class Pages(unittest.TestCase):

    def test_the_root_has_its_pages(self):
        for name in ('README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md',
                     'CHANGELOG.md', 'LICENSE', 'docs/glossary.md',
                     'docs/adr/README.md', 'proto/laurel/v1/README.md'):
            self.assertTrue((ROOT / name).is_file(), name)

    def test_links_lead_somewhere(self):
        found = [line for path in pages() for line in broken_links(path)]
        self.assertEqual([], found, '\n' + '\n'.join(found))

    def test_no_page_names_a_place_on_one_machine(self):
        for path in pages():
            self.assertNotRegex(path.read_text(encoding='utf-8'),
                                r'(^|[\s`(])/(work|home|root)/', path)


class Records(unittest.TestCase):
    """docs/adr: numbered without gaps, listed, each with the same parts."""

    def setUp(self):
        self.paths = sorted((ROOT / 'docs/adr').glob('[0-9]*.md'))

    def test_numbers_have_no_gaps(self):
        self.assertEqual(
            list(range(1, len(self.paths) + 1)),
            [int(path.name.split('-')[0]) for path in self.paths])

    def test_each_is_listed_and_has_its_parts(self):
        listed = (ROOT / 'docs/adr/README.md').read_text(encoding='utf-8')
        for path in self.paths:
            text = path.read_text(encoding='utf-8')
            self.assertIn(f']({path.name})', listed)
            for part in ('## What was so', '## What we do', '## What it costs'):
                self.assertIn(part, text, path.name)


class Changelog(unittest.TestCase):

    def test_has_the_form_of_keep_a_changelog(self):
        text = (ROOT / 'CHANGELOG.md').read_text(encoding='utf-8')
        self.assertTrue(text.startswith('# Changelog\n'))
        self.assertIn('## [Unreleased]', text)
        kinds = set(re.findall(r'^### (.*)$', text, re.MULTILINE))
        self.assertLessEqual(kinds, {'Added', 'Changed', 'Deprecated',
                                     'Removed', 'Fixed', 'Security',
                                     'Known limits'})


class Licence(unittest.TestCase):

    def test_is_whole(self):
        text = (ROOT / 'LICENSE').read_text(encoding='utf-8')
        self.assertIn('Apache License', text)
        self.assertIn('Version 2.0, January 2004', text)
        self.assertGreater(len(text.split('\n')), 200)


if __name__ == '__main__':
    unittest.main()
