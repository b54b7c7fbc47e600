"""Runs the first hour of README.md: its commands, in order, as they stand."""

import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAUREL = os.environ.get('LAUREL', '')


def fenced(kind):
    """The lines of the section's blocks of a kind: sh, or text."""
    text = (ROOT / 'README.md').read_text(encoding='utf-8')
    section = text.split('\n## A first hour\n')[1].split('\n## ')[0]
    blocks = re.findall(rf'^```{kind}\n(.*?)^```', section,
                        re.MULTILINE | re.DOTALL)
    return [line for line in ''.join(blocks).split('\n') if line]


def commands():
    """['laurel program check ...', ...]"""
    return [line for line in fenced('sh') if not line.startswith('alias ')]


def run(command, folder):
    words = shlex.split(command)
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith('LAUREL')}
    return subprocess.run([LAUREL] + words[1:], cwd=folder, env=environment,
                          text=True, check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@unittest.skipUnless(os.path.exists(LAUREL), f'no binary at {LAUREL!r}')
class FirstHour(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        """Runs every command once, in a folder of their own."""
        cls.folder = tempfile.TemporaryDirectory()
        os.symlink(ROOT / 'examples', pathlib.Path(cls.folder.name, 'examples'))
        cls.runs = [(command, run(command, cls.folder.name))
                    for command in commands()]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def said(self, beginning):
        """Standard output of the first command that begins so."""
        return next(done.stdout for command, done in self.runs
                    if command.startswith(beginning))

    def test_every_command_works(self):
        self.assertGreaterEqual(len(self.runs), 8)
        for command, done in self.runs:
            self.assertTrue(command.startswith('laurel '), command)
            self.assertEqual(0, done.returncode, f'{command}\n{done.stderr}')

    def test_deciding_shows_the_whole_story(self):
        events = self.said('laurel decide')
        for body in ('units_earned', 'units_redeemed', 'units_reversed',
                     'tier_entered', 'stage_changed', 'units_expired'):
            self.assertIn(f'"{body}"', events)

    def test_the_row_that_does_not_fit_is_told(self):
        done = next(done for command, done in self.runs
                    if command.startswith('laurel import'))
        self.assertRegex(done.stdout + done.stderr, r'\b1\b.*reject')

    def test_output_shown_on_the_page_is_real(self):
        said = '\n'.join(done.stdout for _, done in self.runs).split('\n')
        self.assertTrue(fenced('text'))
        for line in fenced('text'):
            self.assertIn(line, said)

    def test_asking_shows_points_and_where_they_come_from(self):
        self.assertIn('points', self.said('laurel customer ada'))
        self.assertIn('R-1001', self.said('laurel explain ada'))


if __name__ == '__main__':
    unittest.main()
