"""Help, exit statuses, settings from a file and from the environment."""

import re
import unittest

from laurel import (Case, DONE, FAILED, GLOW, ROOT, WRONG_INPUT, WRONG_USE,
                    run)


def commands(*group):
    """The names that `laurel GROUP --help` lists."""
    text = run(*group, '--help').out.split('Subcommands:')[1]
    return re.findall(r'^  (\w+)', text.split('\n\n')[0], re.MULTILINE)


def every_command():
    for name in commands():
        if 'Subcommands:' in run(name, '--help').out:
            yield from ((name, below) for below in commands(name))
        else:
            yield (name,)


class Help(Case):

    def test_every_command_has_help_with_an_example(self):
        found = list(every_command())
        self.assertIn(('program', 'check'), found)
        for command in found:
            ended = self.expect(DONE, run(*command, '--help'))
            self.assertIn('  laurel ' + ' '.join(command), ended.out, command)
            self.assertEqual('', ended.err)

    def test_version(self):
        ended = self.expect(DONE, run('--version'))
        self.assertRegex(ended.out, r'^laurel \d+\.\d+\.\d+ \(engine \d+\)$')


class WrongUse(Case):

    def test_without_a_command(self):
        self.assertIn('subcommand', self.expect(WRONG_USE, run()).err)

    def test_an_unknown_command_or_flag(self):
        for arguments in (['frobnicate'], ['--frobnicate'],
                          ['program', 'check', GLOW, '--frobnicate'],
                          ['program', 'check']):
            ended = self.expect(WRONG_USE, run(*arguments))
            self.assertEqual('', ended.out)
            self.assertNotEqual('', ended.err)

    def test_a_command_that_is_none_is_named(self):
        for arguments, said in (
                (['decied'], 'decied (did you mean decide?); `laurel --help`'),
                (['frobnicate'], '`laurel` has no command frobnicate; '),
                (['program', 'chekc', GLOW],
                 '`laurel program` has no command chekc (did you mean check?)'),
                (['--json', 'parked', 'nix'], '`laurel parked` has no command')):
            self.assertIn(said, self.expect(WRONG_USE, run(*arguments)).err)

    def test_values_that_cannot_be(self):
        for arguments, said in (
                (['serve', '--data', 'd', '--tick-every-ms', '-1'],
                 '--tick-every-ms: Value -1 not in range 1 to '),
                (['serve', '--data', 'd', '--tick-every-ms', '0'],
                 '--tick-every-ms: Value 0 not in range 1 to '),
                (['snapshot', '--data', 'd', '--to', ''],
                 '--to: the folder has no name'),
                (['restore', '--data', 'd', '--from', ''],
                 '--from: the folder has no name')):
            self.assertIn(said, self.expect(WRONG_USE, run(*arguments)).err)

    def test_flags_that_do_not_go_together(self):
        for arguments in (
                ['explain', 'ada', '--data', 'd', '--fact', 'f', '--silence'],
                ['explain', 'ada', '--data', 'd', '--unit', 'u', '--silence']):
            ended = self.expect(WRONG_USE, run(*arguments))
            self.assertIn('excludes --', ended.err, arguments)


class Settings(Case):

    def check(self, config, **env):
        path = self.write('laurel.yaml', config)
        return run('program', 'check', GLOW, '--config', path, env=env)

    def test_a_key_is_a_flag(self):
        self.assertTrue(self.check('json: true\n').out.startswith('{'))

    def test_the_environment_wins_over_the_file(self):
        ended = self.check('json: true\n', LAUREL_JSON='false')
        self.expect(DONE, ended)
        self.assertFalse(ended.out.startswith('{'))

    def test_a_key_may_be_of_one_command_and_have_underscores(self):
        ended = self.check('serve:\n  until_caught_up: true\n')
        self.expect(DONE, ended)
        ended = self.check('serve:\n  until_caught: true\n')
        self.assertIn('laurel.yaml:2: serve.until_caught: is no flag (did you '
                      'mean until-caught-up?)', ended.err)
        self.expect(WRONG_INPUT, ended)

    def test_a_key_may_be_a_map_and_a_list(self):
        self.expect(DONE, self.check(
            'events: {publish: [default, units_earned], format: json}\n'))
        for config, said in (
                ('events: {fromat: json}\n',
                 'laurel.yaml:1: events.fromat: is no flag (did you mean '
                 'events-format?)'),
                ('events:\n  publish: [units_earnt]\n',
                 'laurel.yaml:2: events.publish: '),
                ('evnts: {format: json}\n',
                 'laurel.yaml:1: evnts: is no flag'),
                ('data: [a, b]\n',
                 'laurel.yaml:1: data: must be one value')):
            ended = self.expect(WRONG_INPUT, self.check(config))
            self.assertIn(said, ended.err)

    def test_the_example(self):
        path = ROOT / 'examples/laurel.yaml'
        ended = run('program', 'check', GLOW, '--config', path)
        self.expect(DONE, ended)

    def test_the_example_is_enough_to_publish_and_serve(self):
        config = ('--config', ROOT / 'examples/laurel.yaml')
        for command in (['program', 'publish', GLOW],
                        ['publish', '--facts', ROOT / 'examples/ada.jsonl'],
                        ['serve', '--until-caught-up'],
                        ['customer', 'ada']):
            ended = run(*command, *config, cwd=self.folder)
            self.expect(DONE, ended)
        self.assertTrue((self.folder / 'data/log.meta').exists())

    def test_a_time_is_a_setting_too(self):
        path = self.write('laurel.yaml', 'until: 2026-01-01T00:00:00Z\n')
        facts = ROOT / 'examples/ada.jsonl'
        ended = run('decide', '--program', GLOW, '--facts', facts,
                    '--config', path)
        self.assertIn('"DORMANT"', self.expect(DONE, ended).out)

    def test_a_key_that_is_given_twice(self):
        ended = self.expect(WRONG_INPUT, self.check('json: true\njson: no\n'))
        self.assertIn('laurel.yaml:2: json is given twice', ended.err)

    def test_an_unknown_key_has_a_line_and_the_nearest_known(self):
        ended = self.expect(WRONG_INPUT, self.check('quiet: true\njsn: 1\n'))
        self.assertIn('laurel.yaml:2: jsn: is no flag (did you mean json?)',
                      ended.err)

    def test_a_value_that_does_not_fit(self):
        ended = self.expect(WRONG_INPUT, self.check('json: perhaps\n'))
        self.assertIn('laurel.yaml:1: json: ', ended.err)

    def test_no_yaml(self):
        ended = self.expect(WRONG_INPUT, self.check('json: [1\n'))
        self.assertRegex(ended.err, r'laurel\.yaml:\d+: this is not YAML')

    def test_no_such_file(self):
        ended = run('program', 'check', GLOW, '--config', 'absent.yaml')
        self.expect(WRONG_INPUT, ended)
        self.assertIn('absent.yaml: no such file', ended.err)


class Output(Case):

    def test_a_full_disk_is_a_failure(self):
        import subprocess
        from laurel import BINARY, environment
        with open('/dev/full', 'w', encoding='utf-8') as full:
            ended = subprocess.run(
                [BINARY, 'program', 'check', GLOW], stdout=full,
                stderr=subprocess.PIPE, text=True, env=environment(),
                check=False)
        self.assertEqual(FAILED, ended.returncode)
        self.assertIn('standard output: No space left', ended.stderr)


if __name__ == '__main__':
    unittest.main()
