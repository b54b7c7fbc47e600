"""tools/: the list of packages, and that it fits the built binary."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# In every Debian image.
ESSENTIAL = {'libc6', 'libgcc-s1', 'libstdc++6'}


def packages():
    """[(group, package, purpose)] of tools/packages."""
    lines = (ROOT / 'tools/packages').read_text(encoding='utf-8').split('\n')
    return [(line.split(None, 2) + [''])[:3]
            for line in lines if line and not line.startswith('#')]


def run(*command):
    return subprocess.run(command, cwd=ROOT, text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)


def dependencies():
    """Package -> those it depends on; of all that are installed."""
    found = run('dpkg-query', '-W', '-f',
                '${Package}\t${Depends}, ${Pre-Depends}\n')
    rows = (line.split('\t') for line in found.stdout.split('\n') if line)
    return {package: {re.split(r'[\s:(|]', name.strip())[0]
                      for name in names.split(',') if name.strip()}
            for package, names in rows}


def closure(names):
    depends, done, left = dependencies(), set(), set(names)
    while left:
        name = left.pop()
        done.add(name)
        left |= depends.get(name, set()) - done
    return done


def owners(paths):
    """File -> the package it belongs to; one question for all of them."""
    names = {path: (path, os.path.realpath(path), path.removeprefix('/usr'))
             for path in paths}
    found = run('dpkg-query', '-S', *{n for all in names.values() for n in all})
    package_of = {}
    for line in found.stdout.split('\n'):
        names_, _, file = line.rpartition(': ')
        package_of[file] = re.split('[:,]', names_)[0]
    return {path: next((package_of[name] for name in names[path]
                        if name in package_of), None) for path in paths}


class Packages(unittest.TestCase):

    def test_groups_and_names(self):
        for group, package, _ in packages():
            self.assertIn(group, ('build', 'test', 'run', 'lint', 'alarms'))
            self.assertRegex(package, r'^[a-z0-9][a-z0-9.+-]+$')

    def test_no_package_stands_twice_in_a_group(self):
        pairs = [(group, package) for group, package, _ in packages()]
        self.assertEqual(len(pairs), len(set(pairs)))

    def test_each_says_what_it_is_for(self):
        for group, package, purpose in packages():
            self.assertTrue(purpose or group == 'run', package)

    def test_every_library_of_the_binary_is_in_the_group_run(self):
        laurel = os.environ.get('LAUREL', '')
        if not os.path.exists(laurel) or not shutil.which('dpkg-query'):
            self.skipTest(f'no binary at {laurel!r}, or no dpkg-query')
        found = run('ldd', laurel).stdout
        libraries = re.findall(r'=> (/\S+)', found)
        self.assertTrue(libraries, found)
        known = ESSENTIAL | closure(
            package for group, package, _ in packages() if group == 'run')
        missing = {path: package for path, package
                   in owners(libraries).items() if package not in known}
        self.assertEqual({}, missing, 'add these to tools/packages, group run')


class Scripts(unittest.TestCase):

    def test_install_lists_what_the_file_says(self):
        found = run('tools/install', '--list', 'build', 'run')
        self.assertEqual(0, found.returncode, found.stderr)
        self.assertEqual(
            [package for group in ('build', 'run')
             for name, package, _ in packages() if name == group],
            found.stdout.split())

    def test_install_refuses_a_group_it_does_not_know(self):
        found = run('tools/install', 'bulid')
        self.assertEqual(2, found.returncode)
        self.assertIn("no group 'bulid'", found.stderr)
        self.assertIn('build', found.stderr)

    def test_scripts_parse_and_can_be_run(self):
        scripts = [path for folder in ('tools', '.ci')
                   for path in (ROOT / folder).iterdir()
                   if path.read_bytes().startswith(b'#!')]
        self.assertGreaterEqual(len(scripts), 4)
        for path in scripts:
            self.assertTrue(os.access(path, os.X_OK), path)
            if b'bash' in path.read_bytes().split(b'\n')[0]:
                checked = run('bash', '-n', str(path))
                self.assertEqual(0, checked.returncode, checked.stderr)

    def test_demo_and_test_install_by_the_same_script(self):
        for name in ('tools/demo', 'tools/test'):
            text = (ROOT / name).read_text(encoding='utf-8')
            self.assertIn('tools/install build test', text)
            self.assertNotIn('apt-get', text)
        self.assertIn('tools/test',
                      (ROOT / '.ci/run').read_text(encoding='utf-8'))


class Presets(unittest.TestCase):

    def test_each_preset_is_also_a_workflow(self):
        presets = json.loads(
            (ROOT / 'CMakePresets.json').read_text(encoding='utf-8'))
        names = {preset['name'] for preset in presets['configurePresets']
                 if not preset.get('hidden')}
        self.assertEqual({'dev', 'release', 'tsan', 'fuzz', 'coverage'}, names)
        for kind in ('buildPresets', 'testPresets', 'workflowPresets'):
            self.assertEqual(names, {p['name'] for p in presets[kind]}, kind)
        for workflow in presets['workflowPresets']:
            self.assertEqual(['configure', 'build', 'test'],
                             [step['type'] for step in workflow['steps']])


if __name__ == '__main__':
    unittest.main()
