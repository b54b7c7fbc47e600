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

    def test_all_of_it_is_decided(self):
        path = self.write('goals.yaml',
                          TEXT + '\ntargets: {repurchase_rate: 0.60}\n')
        ended = self.expect(DONE, run('program', 'check', path))
        self.assertNotIn('not decided yet', ended.err)

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

    def test_no_such_file(self):
        ended = self.expect(WRONG_INPUT, run('program', 'check', 'absent.yaml'))
        self.assertEqual('absent.yaml: no such file\n', ended.err)

    def test_a_folder(self):
        ended = self.expect(WRONG_INPUT, run('program', 'check', self.folder))
        self.assertIn('a folder; a file is wanted', ended.err)


if __name__ == '__main__':
    unittest.main()
