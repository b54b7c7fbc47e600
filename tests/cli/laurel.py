"""Runs the built binary: run('program', 'check', path) -> Ended."""

import collections
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get('LAUREL', str(ROOT / 'build/release/laurel'))
GLOW = str(ROOT / 'examples/glow.yaml')

DONE, FAILED, WRONG_USE, WRONG_INPUT = range(4)

Ended = collections.namedtuple('Ended', 'status out err')


def environment(**settings):
    """This process's, without what configures laurel."""
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith('LAUREL')}
    return {**clean, **settings}


def run(*arguments, stdin='', env=None, cwd=None, timeout=300):
    ended = subprocess.run([BINARY, *map(str, arguments)], input=stdin,
                           capture_output=True, text=True, timeout=timeout,
                           env=environment(**(env or {})), cwd=cwd)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding='utf-8')
        return str(path)

    def expect(self, status, ended):
        self.assertEqual(status, ended.status, ended.err or ended.out)
        return ended
