"""docs/program.schema.json as an editor would use it."""

import copy
import json
import pathlib
import unittest

try:
    import jsonschema
    import yaml
except ImportError as missing:
    jsonschema = None
    REASON = f'{missing}; the schema is held to the table by schema_test alone'
else:
    REASON = ''

    class Words(yaml.SafeLoader):
        """YAML 1.2 as editors read it: `on` is a word and a date is text."""

    Words.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rows
                if tag.endswith((':int', ':float', ':null'))
                or (tag.endswith(':bool') and first in 'tTfF')]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}

ROOT = pathlib.Path(__file__).resolve().parents[2]


def load(path):
    return yaml.load((ROOT / path).read_text(encoding='utf-8'), Words)


@unittest.skipIf(jsonschema is None, REASON)
class Schema(unittest.TestCase):

    def setUp(self):
        text = (ROOT / 'docs/program.schema.json').read_text(encoding='utf-8')
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)

    def errors(self, program):
        return [f'{error.json_path}: {error.message}'
                for error in self.validator.iter_errors(program)]

    def test_sound_programs(self):
        for path in ('examples/glow.yaml', 'tests/program/all_keys.yaml'):
            with self.subTest(path=path):
                self.assertEqual([], self.errors(load(path)))

    def test_broken_programs(self):
        glow = load('examples/glow.yaml')
        for break_it in (
                lambda p: p.update(tires=[]),
                lambda p: p.pop('currency'),
                lambda p: p['units'][0].update(kind='point'),
                lambda p: p['units'][0].update(expiry='never'),
                lambda p: p['units'][0].update(warn=['30 days']),
                lambda p: p['earn'][0].update(multiply=-1),
                lambda p: p['earn'][0]['rate'].pop('per'),
                lambda p: p['outreach']['quiet_hours'].update(to='9:00')):
            program = copy.deepcopy(glow)
            break_it(program)
            self.assertEqual(1, len(self.errors(program)),
                             self.errors(program))


if __name__ == '__main__':
    unittest.main()
