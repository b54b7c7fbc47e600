"""Holds the #include lines of the project against includes.ini."""

import pathlib
import re
import tempfile
import unittest

import tree

FOLDERS = ('engine', 'projections', 'connectors', 'cli')
_LIBRARY = re.compile(r'laurel_library\(\s*(\w+)([^)]*)\)')
_PROJECT = re.compile(r'^(engine|projections|connectors|cli|bench|tests)/')


class Table:
    """includes.ini, with the groups of its [DEFAULT] section filled in."""

    def __init__(self, path=tree.HERE / 'includes.ini'):
        ini = tree.table(path)
        self.exceptions = {
            tuple(key.split(' > ')): reason
            for key, reason in ini['exceptions'].items()
            if key not in ini.defaults()}
        self.rows = {}
        for name in ini.sections():
            if name != 'exceptions':
                self.rows[name] = {
                    key: self._words(ini, ini[name].get(key, ''))
                    for key in ('layers', 'libraries', 'except')}

    @staticmethod
    def _words(ini, value):
        for name, group in ini.defaults().items():
            value = value.replace(f'%({name})s', group)
        return value.split()

    def layer_of(self, path):
        fits = [name for name in self.rows if path.startswith(name + '/')]
        return max(fits, key=len, default=None)

    def complaint(self, path, header):
        """What is wrong with this include, or None."""
        layer = self.layer_of(path)
        if layer is None:
            return 'its folder is not in includes.ini; add a section for it'
        row = self.rows[layer]
        if header.startswith('laurel/v1/'):
            return self._layer(layer, row, 'proto')
        if _PROJECT.match(header):
            other = self.layer_of(header)
            if other is None:
                return f'{layer} may include layers of the table only'
            return self._layer(layer, row, other)
        if header in row['except']:
            return f'{layer} may not use this header'
        if '.' in header or '/' in header:
            return self._library(layer, row, header)
        return None

    @staticmethod
    def _layer(layer, row, other):
        if other == layer or other in row['layers']:
            return None
        allowed = ', '.join([layer] + row['layers'])
        return f'{layer} may include {allowed}; not {other}'

    @staticmethod
    def _library(layer, row, header):
        for name in row['libraries']:
            if header == name or name.endswith('/') and header.startswith(name):
                return None
        allowed = ', '.join(row['libraries']) or 'no library'
        return f'{layer} may include {allowed}; a new library is a new row'


def findings(root, table):
    """(sentences, exceptions that were needed) of a whole tree."""
    found, used = [], set()
    for path in tree.files(root, FOLDERS):
        for number, header in tree.includes(tree.text(root, path)):
            if (path, header) in table.exceptions:
                used.add((path, header))
                continue
            complaint = table.complaint(path, header)
            if complaint:
                found.append(f'{path}:{number}: {header}: {complaint}')
            elif _PROJECT.match(header) and not (
                    pathlib.Path(root) / header).is_file():
                found.append(f'{path}:{number}: {header}: no such file')
    return found, used


def link_findings(root, table):
    """Libraries of CMake that link against what they may not include."""
    folder, links = {'proto': 'proto'}, []
    for path in tree.files(root, FOLDERS, ('CMakeLists.txt',)):
        for name, rest in _LIBRARY.findall(tree.text(root, path)):
            folder[name] = table.layer_of(path)
            links += [(path, name, dependency) for dependency
                      in re.findall(r'laurel::(\w+)', rest)]
    found = []
    for path, name, dependency in links:
        layer, other = folder[name], folder.get(dependency)
        if layer is None or other is None or (
                other != layer and other not in table.rows[layer]['layers']):
            found.append(f'{path}: {name} of {layer} links laurel::{dependency}'
                         f' of {other}')
    return found


class TheTree(unittest.TestCase):

    def test_includes_point_inwards(self):
        found, _ = findings(tree.ROOT, Table())
        self.assertEqual([], found, '\n' + '\n'.join(found))

    def test_links_point_inwards(self):
        found = link_findings(tree.ROOT, Table())
        self.assertEqual([], found, '\n' + '\n'.join(found))

    def test_it_reads_the_real_files(self):
        paths = tree.files(tree.ROOT, FOLDERS)
        self.assertIn('engine/base/money.h', paths)
        source = tree.text(tree.ROOT, 'engine/base/civil.h')
        self.assertIn('engine/base/time.h',
                      [header for _, header in tree.includes(source)])

    def test_every_exception_is_needed_and_has_a_reason(self):
        table = Table()
        _, used = findings(tree.ROOT, table)
        self.assertEqual(set(table.exceptions), used)
        for key, reason in table.exceptions.items():
            self.assertTrue(reason.strip(), key)

    def test_the_table_has_no_cycle(self):
        rows = Table().rows
        done = {'proto'}
        while len(done) <= len(rows):
            ready = [name for name, row in rows.items()
                     if name not in done and done.issuperset(row['layers'])]
            self.assertTrue(ready, f'no way in for {set(rows) - done}')
            done.update(ready)

    def test_projections_and_connectors_meet_in_cli_only(self):
        for name, row in Table().rows.items():
            sides = {layer.split('/')[0] for layer in row['layers'] + [name]}
            if {'projections', 'connectors'} <= sides:
                self.assertEqual('cli', name)


# (file, its text, what the finding must say, or None if there must be none)
PLANTED = [
    ('engine/domain/a.h', '#include "engine/codec/encode.h"',
     'a.h:1: engine/codec/encode.h: engine/domain may include engine/domain, '
     'engine/base; not engine/codec'),
    ('engine/domain/a.h', '#include "laurel/v1/fact.pb.h"', 'not proto'),
    ('engine/domain/a.h', '#include "rocksdb/db.h"', 'a new library'),
    ('engine/domain/a.h', '#include <librdkafka/rdkafka.h>', 'a new library'),
    ('engine/domain/a.h', '#include "absl/container/flat_hash_map.h"',
     'a new library'),
    ('engine/domain/a.h', '#include "absl/types/span.h"', None),
    ('engine/domain/a.h', '#include <optional>', None),
    ('engine/domain/a.cc', '#include <cmath>', 'may not use this header'),
    ('engine/domain/a.cc', '  #  include <chrono>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <ctime>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <random>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <locale>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <fstream>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <thread>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <filesystem>', 'may not use this header'),
    ('engine/domain/a.cc', '#include <unordered_map>',
     'may not use this header'),
    ('engine/domain/a.cc', '// #include <cmath>', None),
    ('engine/domain/a.cc', '/*\n#include <cmath>\n*/', None),
    ('engine/domain/a.cc', '\n\n#include "engine/base/gone.h"',
     'a.cc:3: engine/base/gone.h: no such file'),
    ('engine/base/a.h', '#include "engine/domain/fact.h"', 'not engine/domain'),
    ('engine/base/a.h', '#include "tests/base/a.h"', 'layers of the table'),
    ('engine/program/a.h', '#include "engine/codec/a.h"', 'not engine/codec'),
    ('engine/program/a.h', '#include "laurel/v1/fact.pb.h"', 'not proto'),
    ('engine/program/a.h', '#include <protozero/pbf_reader.hpp>',
     'a new library'),
    ('engine/runtime/a.h', '#include "laurel/v1/fact.pb.h"', 'not proto'),
    ('engine/runtime/a.h', '#include "projections/a.h"', 'not projections'),
    ('projections/a.h', '#include "connectors/csv/a.h"', 'not connectors/csv'),
    ('connectors/csv/a.h', '#include "projections/a.h"', 'not projections'),
    ('connectors/csv/a.h', '#include "connectors/embedded/a.h"',
     'not connectors/embedded'),
    ('connectors/csv/a.h', '#include <rocksdb/db.h>', 'a new library'),
    ('connectors/mqtt/a.h', '#include <vector>', 'add a section for it'),
    ('cli/a.cc', '#include <rocksdb/db.h>', 'a new library'),
]


class Planted(unittest.TestCase):
    """The test can fail: each violation is found in a tree made for it."""

    def test_planted_includes(self):
        for path, source, expected in PLANTED:
            with self.subTest(path=path, source=source), \
                    tempfile.TemporaryDirectory() as root:
                file = pathlib.Path(root, path)
                file.parent.mkdir(parents=True)
                file.write_text(source + '\n', encoding='utf-8')
                found, _ = findings(root, Table())
                if expected is None:
                    self.assertEqual([], found)
                else:
                    self.assertEqual(1, len(found), found)
                    self.assertIn(expected, found[0])

    def test_planted_link(self):
        with tempfile.TemporaryDirectory() as root:
            for layer, dependency in (('base', 'domain'), ('domain', 'base')):
                file = pathlib.Path(root, 'engine', layer, 'CMakeLists.txt')
                file.parent.mkdir(parents=True)
                file.write_text(f'laurel_library({layer}\n  SOURCES a.cc\n'
                                f'  DEPS absl::status laurel::{dependency})\n')
            self.assertEqual(
                ['engine/base/CMakeLists.txt: base of engine/base links '
                 'laurel::domain of engine/domain'],
                link_findings(root, Table()))


if __name__ == '__main__':
    unittest.main()
