"""The Dockerfile: its stages, and that its packages are tools/packages."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def instructions():
    """(name, rest) of each instruction, continued lines joined."""
    text = (ROOT / 'Dockerfile').read_text(encoding='utf-8')
    lines = [line for line in text.split('\n') if not line.startswith('#')]
    joined = re.sub(r'\\\n\s*', ' ', '\n'.join(lines))
    return [tuple(line.split(None, 1)) for line in joined.split('\n') if line]


def stages():
    """Name of a stage -> its instructions, its FROM first."""
    found = {}
    for name, rest in instructions():
        if name == 'FROM':
            current = found.setdefault(rest.split(' AS ')[-1], [])
        current.append((name, rest))
    return found


def run_lines(stage):
    return ' '.join(rest for name, rest in stages()[stage] if name == 'RUN')


class Dockerfile(unittest.TestCase):

    def test_knows_every_instruction(self):
        known = {'FROM', 'WORKDIR', 'COPY', 'RUN', 'USER', 'VOLUME',
                 'STOPSIGNAL', 'ENTRYPOINT', 'CMD'}
        self.assertLessEqual({name for name, _ in instructions()}, known)

    def test_two_stages_of_debian_12(self):
        self.assertEqual(['build', 'laurel'], list(stages()))
        for steps in stages().values():
            self.assertRegex(steps[0][1], r'^debian:(bookworm|12)(-slim)? AS ')

    def test_packages_come_from_tools_packages_alone(self):
        self.assertIn('tools/install build', run_lines('build'))
        self.assertIn('tools/install run', run_lines('laurel'))
        for stage in stages():
            self.assertNotRegex(run_lines(stage), r'\bapt(-get)?\b.*install')

    def test_builds_the_release(self):
        self.assertIn('cmake --preset release', run_lines('build'))
        self.assertIn(('COPY', '--from=build /src/build/release/laurel '
                       '/usr/local/bin/laurel'), stages()['laurel'])

    def test_copies_what_exists(self):
        for stage, steps in stages().items():
            for name, rest in steps:
                if name != 'COPY' or rest.startswith('--from'):
                    continue
                for source in rest.split()[:-1]:
                    self.assertTrue((ROOT / source).exists(), (stage, source))

    def test_the_last_stage_is_small_and_runs_as_nobody_special(self):
        steps = dict(stages()['laurel'])
        self.assertEqual('laurel', steps['USER'])
        self.assertEqual('/var/lib/laurel', steps['VOLUME'])
        self.assertEqual('["laurel"]', steps['ENTRYPOINT'])
        self.assertEqual('SIGTERM', steps['STOPSIGNAL'])
        self.assertIn('rm -rf /var/lib/apt/lists', run_lines('laurel'))

    def test_context_leaves_builds_and_history_out(self):
        ignored = (ROOT / '.dockerignore').read_text(encoding='utf-8').split()
        self.assertLessEqual({'build', '.git'}, set(ignored))


if __name__ == '__main__':
    unittest.main()
