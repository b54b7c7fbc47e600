"""laurel decide: worked examples to the letter, and input that is wrong."""

import json
import unittest

from laurel import Case, DONE, GLOW, WRONG_INPUT, WRONG_USE, run

CNY = lambda yuan: {'currency': 'CNY', 'minor': round(yuan * 100)}


def payment(number, when, yuan, **lines):
    return {'id': number, 'source': 'pos/7', 'customer_id': 'ada',
            'occurred_at': when,
            'payment_captured': {
                'payment_id': number,
                'lines': [{'line_id': 'l1', 'category': 'hair',
                           'kind': 'SERVICE', 'amount': CNY(yuan), **lines}],
                'tenders': [{'kind': 'CASH', 'amount': CNY(yuan)}]}}


def fact(number, when, **body):
    return {'id': number, 'source': 'pos/7', 'customer_id': 'ada',
            'occurred_at': when, **body}


def redemption(number, when, amount):
    return fact(number, when, redemption_requested={
        'redemption_id': number, 'unit': 'points', 'amount': amount})


def refund(number, when, of, yuan):
    return fact(number, when, payment_refunded={
        'refund_id': number, 'payment_id': of, 'amount': CNY(yuan)})


class Deciding(Case):

    def decide(self, facts, *flags):
        path = self.write('facts.jsonl',
                          ''.join(json.dumps(fact) + '\n' for fact in facts))
        ended = self.expect(DONE, run('decide', '--program', GLOW,
                                      '--facts', path, *flags))
        return [json.loads(line) for line in ended.out.splitlines()]

    def bodies(self, facts, *names, flags=()):
        """The bodies of the events with these names, in order."""
        return [(name, event[name]) for event in self.decide(facts, *flags)
                for name in names if name in event]


class Examples(Deciding):

    def test_a1_floor(self):
        events = self.decide([payment('p-1', '2025-02-03T15:00:00+08:00',
                                      128.50)])
        self.assertEqual({
            'id': 'ada/1', 'customer_id': 'ada',
            'occurred_at': '2025-02-03T07:00:00Z',
            'recorded_at': '2025-02-03T07:00:00Z',
            'cause': {'id': 'p-1', 'source': 'pos/7', 'partition': 0,
                      'offset': '0'},
            'program_version': 1, 'rule': 'earn',
            'units_earned': {
                'unit': 'points', 'lot_id': '1', 'amount': '128',
                'activates_at': '2025-02-03T07:00:00Z',
                'expires_at': '2026-02-28T16:00:00Z',
                'contributions': [{'rule': 'base', 'amount': '128'}]}},
            events[0])
        self.assertEqual('growth', events[1]['units_earned']['unit'])
        self.assertNotIn('expires_at', events[1]['units_earned'])

    def test_b5_expires_at_the_instant(self):
        sale = payment('p-1', '2025-02-03T15:00:00+08:00', 600)
        spend = ('units_expired', 'units_redeemed', 'redemption_rejected')
        before = self.bodies(
            [sale, redemption('r-1', '2026-02-28T23:59:59.999+08:00', 500)],
            *spend, flags=('--until', '2026-03-01T00:00:00+08:00'))
        lots = lambda amount: [{'lot_id': '1', 'amount': amount}]
        self.assertEqual([
            ('units_redeemed', {'redemption_id': 'r-1', 'unit': 'points',
                                'amount': '500', 'lots': lots('500')}),
            ('units_expired', {'unit': 'points', 'amount': '100',
                               'lots': lots('100')})], before)
        at = self.bodies(
            [sale, redemption('r-1', '2026-03-01T00:00:00+08:00', 500)],
            *spend)
        self.assertEqual([
            ('units_expired', {'unit': 'points', 'amount': '600',
                               'lots': lots('600')}),
            ('redemption_rejected',
             {'redemption_id': 'r-1', 'unit': 'points', 'amount': '500',
              'reason': 'INSUFFICIENT_BALANCE', 'available': '0'})], at)

    def test_c3_arrears(self):
        state = str(self.folder / 'state.jsonl')
        events = self.bodies(
            [payment('p-1', '2025-03-01T10:00:00+08:00', 600),
             redemption('r-1', '2025-03-02T10:00:00+08:00', 600),
             refund('x-1', '2025-03-03T10:00:00+08:00', 'p-1', 600),
             payment('p-2', '2025-03-04T10:00:00+08:00', 250)],
            'units_reversed', 'arrears_repaid', flags=('--state', state))
        points = [body for body in events if body[1]['unit'] == 'points']
        self.assertEqual([
            ('units_reversed', {'refund_id': 'x-1', 'payment_id': 'p-1',
                                'unit': 'points', 'amount': '600',
                                'arrears': '600'}),
            ('arrears_repaid', {'unit': 'points', 'amount': '250',
                                'lots': [{'lot_id': '3', 'amount': '250'}]})],
            points)
        with open(state, encoding='utf-8') as file:
            customer = json.loads(file.read())
        self.assertEqual('ada', customer['customer_id'])
        self.assertEqual({'unit': 'points', 'pending': '0', 'available': '0',
                          'held': '0', 'arrears': '350'},
                         customer['balances'][0])

    def test_a_program_in_the_file_takes_effect_from_there(self):
        with open(GLOW, encoding='utf-8') as file:
            double = file.read().replace('rate: {per: 1.00, give: 1}',
                                         'rate: {per: 1.00, give: 2}', 1)
        published = {'id': 'glow-2', 'source': 'owner',
                     'occurred_at': '2025-02-10T00:00:00+08:00',
                     'program_published': {'program': 'glow', 'version': 2,
                                           'source': double}}
        events = self.bodies(
            [payment('p-1', '2025-02-03T15:00:00+08:00', 100), published,
             payment('p-2', '2025-02-13T15:00:00+08:00', 100)],
            'units_earned')
        self.assertEqual(['100', '200'],
                         [body['amount'] for _, body in events
                          if body['unit'] == 'points'])

    def test_state_dash_prints_customers_after_the_events(self):
        lines = self.decide([payment('p-1', '2025-02-03T15:00:00+08:00', 9)],
                            '--state', '-')
        self.assertEqual('NEW', lines[-1]['stage'])

    def test_recorded_at_absent_is_the_later_of_both(self):
        events = self.decide([payment('p-1', '2025-02-03T15:00:00Z', 9),
                              payment('p-2', '2025-02-01T15:00:00Z', 9)])
        late = [event for event in events if event['cause']['id'] == 'p-2']
        self.assertEqual('2025-02-03T15:00:00Z', late[0]['recorded_at'])


class WrongInput(Deciding):

    def refused(self, text, *flags, program=GLOW):
        path = self.write('facts.jsonl', text)
        ended = self.expect(WRONG_INPUT, run('decide', '--program', program,
                                             '--facts', path, *flags))
        self.assertEqual('', ended.out)
        return ended.err.replace(path, 'facts.jsonl')

    def test_table(self):
        good = json.dumps(payment('p-1', '2025-02-03T15:00:00Z', 9)) + '\n'
        for line, wanted in (
                ('{"id": "p-2"', 'facts.jsonl:2: '),
                ('[]', 'facts.jsonl:2: '),
                ('{"idd": "p-2"}', 'facts.jsonl:2: idd'),
                ('{"id": "p", "occurred_at": "yesterday"}',
                 'facts.jsonl:2: occurred_at'),
                ('{"id": "p", "payment_captured": {"lines": [{"kind": '
                 '"SERVISE"}]}}',
                 'facts.jsonl:2: payment_captured.lines[0].kind'),
                ('{"id": "p", "payment_captured": {"lines": [{"amount": '
                 '{"minor": 1.5}}]}}',
                 'facts.jsonl:2: payment_captured.lines[0].amount.minor')):
            with self.subTest(line):
                self.assertIn(wanted, self.refused(good + line + '\n'))

    def test_all_lines_are_told_at_once(self):
        said = self.refused('{"a": 1}\n\n{"b": 1}\n' + '{\n' * 30)
        self.assertIn('facts.jsonl:1: a', said)
        self.assertIn('facts.jsonl:3: b', said)
        self.assertIn('facts.jsonl: and 12 lines more', said)

    def test_a_first_fact_without_any_time(self):
        said = self.refused('{"id": "v", "source": "s", "customer_id": "c", '
                            '"visit_completed": {"visit_id": "v"}}')
        self.assertIn('facts.jsonl:1: occurred_at or recorded_at', said)

    def test_a_missing_file(self):
        ended = self.expect(WRONG_INPUT, run('decide', '--program', GLOW,
                                             '--facts', 'absent.jsonl'))
        self.assertIn('absent.jsonl: no such file', ended.err)

    def test_a_wrong_program(self):
        program = self.write('wrong.yaml', 'program: x\n')
        self.assertIn('wrong.yaml', self.refused('', program=program))

    def test_an_instant_without_an_offset_is_a_wrong_use(self):
        ended = self.expect(WRONG_USE, run(
            'decide', '--program', GLOW, '--facts', '-',
            '--until', '2025-03-01'))
        self.assertIn('2025-03-01T00:00:00+08:00', ended.err)

    def test_what_cannot_be_decided_is_parked_and_told(self):
        line = payment('p-1', '2025-02-03T15:00:00Z', 10 ** 11 + 0.01)
        path = self.write('facts.jsonl', json.dumps(line))
        ended = self.expect(DONE, run('decide', '--program', GLOW,
                                      '--facts', path))
        self.assertEqual('', ended.out)
        self.assertRegex(ended.err, r'facts\.jsonl:1: parked, '
                                    r'amount_out_of_range: .*minor')

    def test_facts_end_before_the_year_9000(self):
        """What follows from them would have dates that cannot be written."""
        program = self.write('long.yaml', 'program: long\ncurrency: CNY\n'
                             'timezone: UTC\nunits: [{name: points, kind: '
                             'points, pending: P200Y, expiry: {after: P200Y, '
                             'align: end_of_year}}]\nearn: [{name: base, on: '
                             'payment_captured, unit: points, rate: {per: 1.00'
                             ', give: 1}}]\n')
        path = self.write('facts.jsonl', '\n'.join(map(json.dumps, (
            payment('p-1', '8999-12-31T23:59:59Z', 9),
            payment('p-2', '9000-01-01T00:00:00Z', 9),
            payment('p-3', '9999-12-31T23:59:59Z', 9)))))
        ended = self.expect(DONE, run('decide', '--program', program,
                                      '--facts', path))
        (event,) = map(json.loads, ended.out.splitlines())
        self.assertEqual('9400-01-01T00:00:00Z',
                         event['units_earned']['expires_at'])
        for line in 2, 3:
            self.assertIn('facts.jsonl:%d: parked, time_out_of_range: '
                          'recorded_at is after the year 8999; what follows '
                          'from a fact must end by 9999' % line, ended.err)
        ended = self.expect(WRONG_INPUT, run(
            'decide', '--program', program, '--facts', path,
            '--until', '9000-01-01T00:00:00Z'))
        self.assertIn('--until is after the year 8999', ended.err)

    def test_a_state_file_that_cannot_be_made(self):
        path = self.write('facts.jsonl', '')
        ended = run('decide', '--program', GLOW, '--facts', path,
                    '--state', self.folder / 'absent' / 'state.jsonl')
        self.assertEqual(1, ended.status)
        self.assertIn('state.jsonl', ended.err)


if __name__ == '__main__':
    unittest.main()
