"""laurel program check."""

import hashlib
import json
import pathlib
import re
import unittest

from laurel import Case, DONE, GLOW, WRONG_INPUT, run

TEXT = pathlib.Path(GLOW).read_text(encoding='utf-8')


class Check(Case):

    def test_a_sound_program(self):
        ended = self.expect(DONE, run('program', 'check', GLOW))
        self.assertIn('program glow is sound', ended.out)
        self.assertIn('silver < gold < black', ended.out)

    def test_json(self):
        said = json.loads(run('program', 'check', '--json', GLOW).out)
        self.assertEqual('glow', said['program'])
        self.assertEqual(hashlib.sha256(TEXT.encode()).hexdigest(),
                         said['digest'])

    def test_standard_input(self):
        ended = self.expect(DONE, run('program', 'check', '-', stdin=TEXT))
        self.assertIn('standard input: program glow is sound', ended.out)

    def test_every_error_has_its_line(self):
        wrong = TEXT.replace('multiply: 1.5', 'multpily: 1.5').replace(
            'currency: CNY', 'currency: yuan')
        path = self.write('wrong.yaml', wrong)
        ended = self.expect(WRONG_INPUT, run('program', 'check', path))
        self.assertEqual('', ended.out)
        for word, sentence in (('multpily', 'did you mean "multiply"?'),
                               ('currency: yuan', 'such as CNY')):
            line = 1 + wrong[:wrong.index(word)].count('\n')
            self.assertRegex(
                ended.err, f'(?m)^{re.escape(path)}:{line}: .*'
                           f'{re.escape(sentence)}')

    def test_contradictions(self):
        """Each key is known and each value could be; together they cannot."""
        for old, new, path, sentence in (
                ('{any: [{spend: 3000.00}, {visits: 12}]}',
                 '{any: [{spend: 20000.00}]}',
                 'tiers.levels[2]', 'so "gold" is never held'),
                ('[{spend: 20000.00}]', '[{spend: 200.00}]',
                 'tiers.levels[2].qualify.any[0]', 'levels rise'),
                ('- name: growth\n    on', '- name: base\n    on',
                 'earn[1].name', 'names are unique'),
                ('unit: points\n    multiply: 1.5',
                 'unit: eye-care\n    multiply: 1.5',
                 'earn[2].multiply', '"eye-care" has no rule with a rate'),
                ('channels: [wechat]}', 'channels: []}',
                 'outreach.occasions[1].channels', 'the list is empty'),
                (', channels: [wechat]}', '}',
                 'outreach.occasions[1]', 'channels is missing'),
                ('method: cadence ', 'method: model\n    model: {kind: bg_nbd,'
                 ' unit: P7D, r: -1, alpha: 4, a: 1, b: 2, at_risk: 0.5,'
                 ' dormant: 0.3, churned: 0.1}\n    #',
                 'lifecycle.overdue.model.r', 'from 0.000001 to 1000000'),
                ('method: cadence ', 'method: model\n    model: {kind: bg_nbd,'
                 ' unit: P7D, r: 1, alpha: 4, a: 1, b: 2, at_risk: 0.3,'
                 ' dormant: 0.5, churned: 0.1}\n    #',
                 'lifecycle.overdue.model.dormant', 'must be less than'),
        ):
            with self.subTest(path=path, sentence=sentence):
                self.assertIn(old, TEXT)
                file = self.write('wrong.yaml', TEXT.replace(old, new, 1))
                ended = self.expect(WRONG_INPUT, run('program', 'check', file))
                self.assertEqual('', ended.out)
                self.assertRegex(
                    ended.err, f'(?m)^{re.escape(file)}:[0-9]+: '
                               f'{re.escape(path)}: .*{re.escape(sentence)}')

    def test_no_such_file(self):
        ended = self.expect(WRONG_INPUT, run('program', 'check', 'absent.yaml'))
        self.assertEqual('absent.yaml: no such file\n', ended.err)

    def test_a_folder(self):
        ended = self.expect(WRONG_INPUT, run('program', 'check', self.folder))
        self.assertIn('a folder; a file is wanted', ended.err)


if __name__ == '__main__':
    unittest.main()
