"""laurel explain, of what did not happen."""

import datetime
import json
import unittest

from laurel import Case, DONE, GLOW, run


YESTERDAY = datetime.date.today() - datetime.timedelta(days=1)


def fact(number, **body):
    when = f'{YESTERDAY}T01:00:00Z'
    return json.dumps({'id': number, 'source': 'pos/7', 'customer_id': 'ada',
                       'store_id': 's-1', 'occurred_at': when,
                       'recorded_at': when, **body}) + '\n'


class Silence(Case):

    def setUp(self):
        super().setUp()
        self.data = str(self.folder / 'data')
        to = 'embedded:' + self.data
        self.expect(DONE, run('program', 'publish', GLOW, '--to', to))
        facts = (
            fact('f-1', customer_enrolled={
                'profile': {'birthday': '1990-03-14'},
                'consents': [{'channel': 'WECHAT', 'purpose': 'MARKETING',
                              'granted': True}]}) +
            fact('f-2', payment_captured={
                'payment_id': 'p-1',
                'lines': [{'kind': 'SERVICE', 'amount': {
                    'currency': 'CNY', 'minor': '12850'}}]}))
        self.append(facts)

    def append(self, *facts):
        path = self.write('facts.jsonl', ''.join(facts))
        self.expect(DONE, run('publish', '--facts', path,
                              '--to', 'embedded:' + self.data))
        self.expect(DONE, run('serve', '--data', self.data,
                              '--until-caught-up'))

    def explain(self, *flags):
        return run('explain', 'ada', '--data', self.data, *flags)

    def test_rules_that_did_not_apply(self):
        said = self.expect(DONE, self.explain('--fact', 'f-2')).out
        self.assertIn('128 points', said)
        self.assertIn('x gold-rate: tiers: none is not among gold', said)
        self.assertIn('x top-up-bonus: kinds: no line matches', said)
        self.assertNotIn('x base', said)
        self.assertNotIn('enrolled', said)

    def test_a_fact_that_is_not_there(self):
        ended = self.explain('--fact', 'f-9')
        self.assertNotEqual(DONE, ended.status)
        self.assertIn('no fact f-9 of ada', ended.err)

    def test_a_fact_that_moved_nothing_is_there_all_the_same(self):
        self.append(fact('f-3', customer_erased={'reason': 'asked for'}),
                    fact('f-4', payment_captured={
                        'payment_id': 'p-4',
                        'lines': [{'kind': 'SERVICE', 'amount': {
                            'currency': 'CNY', 'minor': '50000'}}]}),
                    fact('f-2', consent_changed={
                        'channel': 'SMS', 'purpose': 'SERVICE'}))
        said = self.expect(DONE, self.explain('--fact', 'f-3'))
        self.assertIn('customer erased f-3', said.out)
        self.assertEqual('', said.err)
        said = self.expect(DONE, self.explain('--fact', 'f-4')).out
        self.assertIn('x no rule was asked: the customer has been erased', said)
        self.assertNotIn('less than one', said)
        said = self.expect(DONE, self.explain('--fact', 'f-2')).out
        self.assertIn('x no rule was asked: the fact was refused', said)

    def test_silence_for_machines(self):
        said = self.expect(DONE, self.explain('--silence', '--json')).out
        self.assertIn('win_back: comes once dormant; is new',
                      json.loads(said)['silence'])

    def test_why_nothing_went_out(self):
        said = self.expect(DONE, self.explain('--silence')).out
        self.assertIn('to gold: 2,871.50 CNY or 12 visits missing', said)
        self.assertRegex(said, r'birthday: comes on 20\d\d-03-07 00:00')
        self.assertIn('win_back: comes once dormant; is new', said)
        self.assertIn('appointment_confirm: no appointment is booked', said)


if __name__ == '__main__':
    unittest.main()
