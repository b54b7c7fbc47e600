"""Every fragment of docs/program.md is part of a program that is sound."""

import re
import unittest

import laurel

BLOCK = re.compile(r'```yaml\n(.*?)```', re.DOTALL)
SECTION = re.compile(r'^(\w+):.*?(?=^\w+:|\Z)', re.DOTALL | re.MULTILINE)


def fragments(page):
    text = (laurel.ROOT / 'docs' / page).read_text(encoding='utf-8')
    return BLOCK.findall(text)


def sections(yaml):
    """The top-level keys of a fragment with their text."""
    return {found.group(1): found.group(0)
            for found in SECTION.finditer(yaml)}


class ProgramDocs(laurel.Case):

    def test_every_fragment_is_sound(self):
        blocks = fragments('program.md')
        self.assertGreaterEqual(len(blocks), 10)
        whole = {}
        for block in reversed(blocks):  # the first of each section stays
            whole.update(sections(block))
        for number, block in enumerate(blocks):
            with self.subTest(block=block.splitlines()[0]):
                text = ''.join({**whole, **sections(block)}.values())
                path = self.write('%d.yaml' % number, text)
                self.expect(laurel.DONE, laurel.run('program', 'check', path))

    def test_both_languages_have_the_same_fragments(self):
        self.assertEqual(fragments('program.md'),
                         fragments('program.zh-CN.md'))

    def test_the_black_card_is_sound(self):
        ended = laurel.run('program', 'check',
                           laurel.ROOT / 'examples/black-card.yaml')
        self.expect(laurel.DONE, ended)
        self.assertIn('银卡 < 金卡 < 黑卡', ended.out)


if __name__ == '__main__':
    unittest.main()
