"""laurel demo, and customer and explain on what it made."""

import json
import tempfile
import unittest

from laurel import DONE, WRONG_INPUT, WRONG_USE, run

END = '2025-06-15T12:00:00+08:00'
SMALL = ('--customers', '400', '--days', '400', '--until', END)


class Demo(unittest.TestCase):
    """One small demo for all tests."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = cls.folder.name + '/demo'
        cls.said = run('demo', '--data', cls.data, *SMALL)
        cls.who = cls.said.out.split('laurel customer ')[1].split()[0]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def ask(self, command, *flags, who=None):
        ended = run(command, who or self.who, '--data', self.data, *flags)
        self.assertEqual(DONE, ended.status, ended.err)
        return ended.out

    def test_a_page_that_a_shop_owner_understands(self):
        self.assertEqual(DONE, self.said.status, self.said.err)
        for word in ('potential', 'dormant', 'silver', 'gold', 'issued',
                     'redeemed', 'expired', 'outstanding', 'went dormant',
                     'liability', 'Complaints', 'in time', 'win_back',
                     'an offer', 'referral',
                     'Try next', 'laurel explain', 'laurel verify'):
            self.assertIn(word, self.said.out)

    def test_what_it_suggests_works(self):
        for line in self.said.out.split('Try next')[1].splitlines():
            words = line.split('  ')[1].split() if line else []
            if words and words[1] != 'serve':
                self.assertEqual(DONE, run(*words[1:]).status, line)

    def test_the_same_again_whatever_the_partitions_and_threads(self):
        figures = []
        for flags in (('--partitions', '1', '--threads', '1'),
                      ('--partitions', '5', '--threads', '3')):
            with tempfile.TemporaryDirectory() as folder:
                ended = run('demo', '--data', folder + '/d', '--json', *SMALL,
                            *flags)
            said = json.loads(ended.out)
            figures.append({key: said[key] for key in (
                'facts', 'customers', 'stages', 'tiers', 'units')})
        self.assertEqual(figures[0], figures[1])

    def test_units_add_up(self):
        with tempfile.TemporaryDirectory() as folder:
            said = json.loads(run('demo', '--data', folder + '/d', '--json',
                                  '--seed', '5', *SMALL).out)
        for name, unit in said['units'].items():
            sums = {key: int(value) for key, value in unit.items()}
            self.assertEqual(
                sums['issued'] - sums['redeemed'] - sums['expired']
                - sums['reversed'], sums['outstanding'] - sums['owed'], name)
        self.assertEqual(said['customers'], sum(said['tiers'].values()))
        kept = said['complaints']
        for done, overdue in (('answered_in_time', 'answers_overdue'),
                              ('resolved_in_time', 'resolutions_overdue')):
            self.assertGreater(kept[done], 0)
            self.assertGreater(kept[overdue], 0)
            self.assertLessEqual(kept[done] + kept[overdue], kept['opened'])

    def test_a_directory_that_holds_a_log_is_left_alone(self):
        ended = run('demo', '--data', self.data, *SMALL)
        self.assertEqual(WRONG_INPUT, ended.status)
        self.assertIn('holds a log already', ended.err)

    def test_customer(self):
        text = self.ask('customer')
        self.assertTrue(text.startswith(self.who + '\n'))
        for word in ('known since', 'stage', 'tier', 'points', 'available'):
            self.assertIn(word, text)
        said = json.loads(self.ask('customer', '--json'))
        self.assertEqual(self.who, said['customer_id'])
        self.assertEqual('points', said['balances'][0]['unit'])

    def test_customer_at_an_instant_is_the_story_up_to_there(self):
        at = ('--at', '2025-02-01T00:00:00+08:00')
        said = json.loads(self.ask('customer', '--json', *at))
        events = [json.loads(line) for line
                  in self.ask('explain', '--json', *at).splitlines()]
        self.assertEqual(list(range(1, len(events) + 1)),
                         [int(event['id'].split('/')[1]) for event in events])
        stages = [event['stage_changed']['to'] for event in events
                  if 'stage_changed' in event]
        self.assertEqual(said['stage'], stages[-1])
        self.assertLess(max(event['occurred_at'] for event in events),
                        '2025-01-31T16:00:01Z')

    def test_explain_adds_up_to_the_balance(self):
        points = 0
        for line in self.ask('explain', '--json', '--unit',
                             'points').splitlines():
            event = json.loads(line)
            for name, sign in (('units_earned', 1), ('units_granted', 1),
                               ('units_restored', 1), ('units_redeemed', -1),
                               ('units_expired', -1), ('units_reversed', -1),
                               ('units_deducted', -1)):
                points += sign * int(event.get(name, {}).get('amount', 0))
            points -= int(event.get('hold_settled', {}).get('captured', 0))
        balance = json.loads(self.ask('customer', '--json'))['balances'][0]
        self.assertEqual(points, int(balance['available'])
                         + int(balance['held']) + int(balance['pending'])
                         - int(balance['arrears']))

    def test_explain_names_fact_rule_and_program(self):
        text = self.ask('explain', '--unit', 'points')
        self.assertRegex(text, r'payment p-\d+ of [\d,.]+ CNY at \w+  '
                               r'\(pos/\w+ p-\d+, \d-\d+, program version 1\)')
        self.assertRegex(text, r'- earned [\d,]+ points \(base [\d,]+')
        self.assertNotIn('growth', text)

    def test_who_and_what_is_not_there(self):
        for command in ('customer', 'explain'):
            ended = run(command, 'nobody', '--data', self.data)
            self.assertEqual(WRONG_INPUT, ended.status)
            self.assertIn('customer nobody is not known', ended.err)
            ended = run(command, self.who, '--data', self.data + 'x')
            self.assertEqual(WRONG_INPUT, ended.status)
            self.assertIn('there is no log', ended.err)
        ended = run('customer', self.who, '--data', self.data,
                    '--at', '1999-01-01T00:00:00Z')
        self.assertIn('by 1999-01-01', ended.err)
        ended = run('explain', self.who, '--data', self.data,
                    '--unit', 'pints')
        self.assertEqual(WRONG_INPUT, ended.status)
        self.assertIn('it has points', ended.err)
        ended = run('customer', self.who, '--data', self.data, '--at', 'now')
        self.assertEqual(WRONG_USE, ended.status)

    def test_rebuild_and_verify(self):
        self.assertEqual(DONE, run('verify', '--data', self.data).status)
        before = self.ask('customer')
        self.assertEqual(DONE, run('rebuild', '--data', self.data).status)
        self.assertEqual(before, self.ask('customer'))


if __name__ == '__main__':
    unittest.main()
