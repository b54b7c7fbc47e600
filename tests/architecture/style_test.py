"""Words, names and sizes: words.ini and the form that CONTRIBUTING.md asks."""

import fnmatch
import pathlib
import re
import tempfile
import unittest

import tree

FOLDERS = ('engine', 'projections', 'connectors', 'cli', 'bench', 'tests')
MAX_LINES = 600
MAX_COLUMNS = 80
_FILE_NAME = re.compile(r'^[a-z0-9_]+\.(h|cc)$')
_VAGUE_FILE = re.compile(
    r'(^|_)(manager|helper|util|handler|processor|impl)s?\.')


class Rule:
    """One section of words.ini."""

    def __init__(self, name, section):
        self.name = name
        self.pattern = re.compile(section['pattern'])
        self.folders = section['in'].split()
        self.endings = section.get('files', '.h .cc').split()
        self.why = section['why']
        self.allowed = dict(
            (part.strip() for part in line.split('=', 1))
            for line in section.get('allow', '').split('\n') if line.strip())

    def lines_of(self, root, path):
        source = tree.text(root, path)
        return [(number, line.strip()) for number, line in
                tree.code_lines(source) if self.pattern.search(line)]

    def exempt(self, path):
        """The entry of `allow` that covers this file, or None."""
        return next((name for name in self.allowed
                     if fnmatch.fnmatchcase(path, name)), None)

    def findings(self, root):
        """(sentences, entries of `allow` that were needed)."""
        found, used = [], set()
        for path in tree.files(root, self.folders, self.endings):
            for number, line in self.lines_of(root, path):
                if self.exempt(path):
                    used.add(self.exempt(path))
                    continue
                found.append(
                    f'{path}:{number}: {line}  ({self.name}: {self.why})')
        return found, used


def rules():
    ini = tree.table(tree.HERE / 'words.ini')
    return [Rule(name, ini[name]) for name in ini.sections()]


def form(root):
    """What is wrong with the names, beginnings and sizes of files."""
    found = []
    for path in tree.files(root, FOLDERS):
        name = path.rsplit('/', 1)[-1]
        source = tree.text(root, path)
        lines = source.count('\n')
        if not _FILE_NAME.match(name):
            found.append(f'{path}: file names are snake_case')
        if _VAGUE_FILE.search(name):
            found.append(f'{path}: say what it is: a noun exists')
        if lines > MAX_LINES:
            found.append(f'{path}: {lines} lines; is it still one thing?')
        if name.endswith('.h') and '#pragma once' not in source:
            found.append(f'{path}: no #pragma once')
        if source and not source.endswith('\n'):
            found.append(f'{path}: no newline at the end')
    return found


def long_lines(root):
    """Lines wider than MAX_COLUMNS that could be broken."""
    return [f'{path}:{number}: {len(line)} columns'
            for path in tree.files(root, FOLDERS)
            for number, line in enumerate(
                tree.text(root, path).split('\n'), start=1)
            if len(line) > MAX_COLUMNS and '://' not in line
            and not line.startswith('#include')]


class TheTree(unittest.TestCase):

    def test_words(self):
        for rule in rules():
            with self.subTest(rule=rule.name):
                found, used = rule.findings(tree.ROOT)
                self.assertEqual([], found, '\n' + '\n'.join(found))
                self.assertEqual(set(rule.allowed), used, 'no longer needed')

    def test_form(self):
        found = form(tree.ROOT)
        self.assertEqual([], found, '\n' + '\n'.join(found))

    def test_columns(self):
        found = long_lines(tree.ROOT)
        self.assertEqual([], found, '\n'.join(
            ['', 'tools/lint --format mends most of these:'] + found))


# (file, its text, the name of the rule that must find it, or None)
PLANTED = [
    ('engine/domain/a.cc', 'std::unordered_map<int, int> m;',
     'walked hash maps'),
    ('engine/domain/a.cc', 'absl::flat_hash_map<int, int> m;',
     'walked hash maps'),
    ('engine/domain/a.cc', '// not an unordered_map', None),
    ('engine/domain/a.cc', 'Say("double");', None),
    ('engine/domain/a.cc', 'Say(R"(a\ndouble b)");', None),
    ('engine/domain/a.cc', "char c = '\"'; double d;", 'floating point'),
    ('engine/domain/a.cc', "int64_t n = 10'000; double d;", 'floating point'),
    ('engine/domain/a.cc', 'auto rate = 1.5;', 'floating point'),
    ('engine/domain/a.cc', 'int64_t n = 1; // 1.5', None),
    ('engine/base/a.h', 'std::hash<int>()(1);', 'hash values'),
    ('engine/domain/a.cc', 'auto t = absl::Now();', 'clocks'),
    ('engine/domain/a.cc', 'auto x = std::log(y);', 'libm'),
    ('engine/domain/a.cc', 'catalog(y);', None),
    ('engine/codec/a.cc', 'throw Bad();', 'thrown'),
    ('cli/a.h', 'using namespace laurel;', 'opened namespaces'),
    ('cli/a.h', 'using std::string;', None),
    ('cli/a.h', 'class FactManager {};', 'vague names'),
    ('cli/a.h', 'struct Implied {};', None),
]

# (file name, its text, what must be said)
ILL_FORMED = [
    ('engine/base/CamelCase.h', '#pragma once\n', 'snake_case'),
    ('engine/base/string_util.h', '#pragma once\n', 'a noun exists'),
    ('engine/base/a.h', 'int a;\n', 'no #pragma once'),
    ('engine/base/a.cc', '\n' * (MAX_LINES + 1), 'still one thing'),
    ('engine/base/a.cc', 'int a;', 'no newline'),
]


def plant(root, path, source):
    file = pathlib.Path(root, path)
    file.parent.mkdir(parents=True)
    file.write_text(source, encoding='utf-8')


class Planted(unittest.TestCase):
    """The test can fail."""

    def test_planted_words(self):
        for path, source, expected in PLANTED:
            with self.subTest(source=source), \
                    tempfile.TemporaryDirectory() as root:
                plant(root, path, source + '\n')
                names = [rule.name for rule in rules()
                         if rule.findings(root)[0]]
                self.assertEqual([expected] if expected else [], names)

    def test_planted_form(self):
        for path, source, expected in ILL_FORMED:
            with self.subTest(path=path), \
                    tempfile.TemporaryDirectory() as root:
                plant(root, path, source)
                found = form(root)
                self.assertEqual(1, len(found), found)
                self.assertIn(expected, found[0])

    def test_planted_columns(self):
        with tempfile.TemporaryDirectory() as root:
            plant(root, 'cli/a.cc', 'x' * 80 + '\n' + 'y' * 81 + '\n')
            self.assertEqual(['cli/a.cc:2: 81 columns'], long_lines(root))


if __name__ == '__main__':
    unittest.main()
