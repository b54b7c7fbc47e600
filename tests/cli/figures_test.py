"""laurel figures, held against SQL over the facts and what decide says of them."""

import csv
import datetime
import fcntl
import io
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import time
import unittest
import zoneinfo

from laurel import (BINARY, Case, DONE, GLOW, ROOT, WRONG_INPUT, WRONG_USE,
                    environment, run)

ZONE = datetime.timezone(datetime.timedelta(hours=8))
BEGIN = datetime.datetime(2024, 1, 1, 9, tzinfo=ZONE)
UNTIL = '2025-06-01T00:00:00+08:00'
TARGETS = ('targets: {repurchase_rate: 0.60, complaint_rate: 0.05, nps: 30, '
           'mean_rating: 4.5}\n')


def money(minor):
    return {'currency': 'CNY', 'minor': minor}


CDNOW_PROGRAM = '''program: sums
currency: USD
timezone: America/New_York
units: [{name: points, kind: points}]
'''


class Town:
    """A year of three salons: seeded, with mistakes and late news in it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []  # (recorded_at, fact)
        self.number = 0
        for i in range(160):
            self.live('c-%03d' % i)
        for i in range(40):
            self.put(None, self.random.randrange(365 * 24), 'payment_captured',
                     {'payment_id': 'walk-%d' % i, 'lines': [
                         {'kind': 'SERVICE', 'amount': money(8800)}]})
        self.lines.sort(key=lambda line: line[0])

    def put(self, customer, hours, kind, body, late=0, store=None):
        self.number += 1
        at = BEGIN + datetime.timedelta(hours=hours, seconds=self.number % 3000)
        recorded = at + datetime.timedelta(hours=late)
        fact = {'id': 'f-%d' % self.number, 'source': 'pos',
                'store_id': store or self.random.choice(['s-1', 's-2', 's-3']),
                'occurred_at': at.isoformat(),
                'recorded_at': recorded.isoformat(), kind: body}
        if customer:
            fact['customer_id'] = customer
        self.lines.append((recorded, fact))
        if self.random.random() < 0.01:
            self.lines.append((recorded, dict(fact)))  # a duplicate

    def live(self, who):
        draw = self.random
        hours = draw.randrange(200 * 24)
        if draw.random() < 0.7:
            body = {'consents': [{'channel': 'WECHAT', 'purpose': 'MARKETING',
                                  'granted': True}]}
            if draw.random() < 0.3 and who != 'c-000':
                body['referrer_id'] = 'c-000'
            self.put(who, hours, 'customer_enrolled', body)
        for _ in range(draw.choice([0, 1, 1, 2, 3, 5, 9, 12])):
            hours += 1 + draw.choice([2, 24, 24 * 9, 24 * 31, 24 * 100])
            late = draw.choice([0] * 9 + [24 * 20])
            if draw.random() < 0.9:
                self.put(who, hours, 'visit_completed',
                         {'visit_id': 'v-%d' % self.number,
                          'services': [{'category': 'hair'}]}, late)
            if draw.random() < 0.8:
                self.pay(who, hours, late)
            if draw.random() < 0.3:
                self.speak(who, hours)
        if draw.random() < 0.03:
            self.put(who, hours + 30, 'customer_erased', {'reason': 'asked'})
            self.put(who, hours + 60, 'visit_completed', {'visit_id': 'v-x'})

    def pay(self, who, hours, late):
        draw = self.random
        lines = [{'line_id': '1', 'kind': 'SERVICE',
                  'amount': money(draw.randrange(1, 90000))}]
        if draw.random() < 0.4:
            lines.append({'line_id': '2', 'kind': 'PRODUCT',
                          'amount': money(draw.randrange(1, 30000))})
        loads = draw.random() < 0.2
        if loads:
            lines.append({'line_id': '3', 'kind': 'TOP_UP', 'unit': 'wallet',
                          'amount': money(draw.choice([50000, 200000]))})
            if draw.random() < 0.3:
                lines = lines[-1:]
        payment = 'p-%d' % self.number
        self.put(who, hours, 'payment_captured',
                 {'payment_id': payment, 'lines': lines}, late)
        if loads and draw.random() < 0.7:
            self.put(who, hours + 40 + late, 'redemption_requested',
                     {'redemption_id': 'r-%d' % self.number, 'unit': 'wallet',
                      'amount': draw.randrange(1, 60000)})
        if draw.random() < 0.2:
            line = draw.choice(lines)
            self.put(who, hours + 50 + late, 'payment_refunded',
                     {'refund_id': 'x-%d' % self.number, 'payment_id': payment,
                      'lines': [{'line_id': line['line_id'], 'amount': money(
                          draw.randrange(1, line['amount']['minor'] + 2))}]})
        elif not loads and draw.random() < 0.1:
            self.put(who, hours + 50 + late, 'payment_refunded',
                     {'refund_id': 'x-%d' % self.number, 'payment_id': payment,
                      'amount': money(draw.randrange(1, 500))})

    def speak(self, who, hours):
        draw = self.random
        kind, most = draw.choice([('NPS', 10), ('RATING', 5)])
        self.put(who, hours + 5, 'feedback_received',
                 {'feedback_id': 'k-%d' % self.number, 'kind': kind,
                  'score': draw.randint(0 if most == 10 else 1, most)})
        self.put(who, hours + 20, 'message_sent',
                 {'message_id': 'm-%d' % self.number, 'channel': 'WECHAT',
                  'purpose': 'MARKETING',
                  'campaign': draw.choice(['spring', 'autumn'])})
        if draw.random() < 0.3:
            complaint = 'b-%d' % self.number
            self.put(who, hours + 6, 'complaint_opened',
                     {'complaint_id': complaint, 'severity': 'LOW'})
            self.put(who, hours + 6 + draw.choice([2, 30]),
                     'complaint_answered', {'complaint_id': complaint})
            self.put(who, hours + 6 + draw.choice([31, 60]),
                     'complaint_resolved', {'complaint_id': complaint})


class Tables:
    """Facts that were accepted, and derived events, as SQL sees them."""

    def __init__(self, facts, events, zone=ZONE):
        self.zone = zone
        self.db = sqlite3.connect(':memory:')
        self.db.executescript('''
            create table fact(seq integer primary key, kind, owner, store, ms,
                              day, month, body);
            create table line(payment, store, ms, day, id, kind, amount);
            create table refund(payment, id, amount);
            create table event(seq integer primary key, kind, customer, day,
                               body);
            create index line_of on line(payment);''')
        refused = {(e['cause']['source'], e['cause']['id']) for e in events
                   if 'fact_rejected' in e}
        seen, erased = set(), set()
        for fact in facts:
            identity = fact['source'], fact['id']
            if identity in seen or identity in refused:
                continue
            seen.add(identity)
            self.add_fact(fact, erased)
        for event in events:
            kind = next(k for k in event if isinstance(event[k], dict) and
                        k != 'cause')
            self.db.execute('insert into event values(null,?,?,?,?)',
                            (kind, event.get('customer_id'),
                             self.local(event['occurred_at']).date().isoformat(),
                             json.dumps(event[kind])))

    def local(self, text):
        text = text.replace('Z', '+00:00')
        return datetime.datetime.fromisoformat(text).astimezone(self.zone)

    def add_fact(self, fact, erased):
        kind = next(k for k in fact if isinstance(fact[k], dict))
        body, who = fact[kind], fact.get('customer_id') or None
        at = self.local(fact['occurred_at'])
        ms, day = at.timestamp() * 1000, at.date().isoformat()
        owner = None if who in erased else who
        self.db.execute('insert into fact values(null,?,?,?,?,?,?,?)',
                        (kind, owner, fact.get('store_id'), ms, day, day[:7],
                         json.dumps(body)))
        if kind == 'customer_erased':
            erased.add(who)
        if kind == 'payment_captured':
            for i, line in enumerate(body['lines']):
                self.db.execute('insert into line values(?,?,?,?,?,?,?)',
                                (body['payment_id'], fact.get('store_id'), ms, day,
                                 line.get('line_id', str(i + 1)),
                                 line.get('kind', 'PRODUCT'),
                                 int(line['amount'].get('minor', 0))))
        if kind == 'payment_refunded':
            for line in body.get('lines', [{'amount': body.get('amount')}]):
                self.db.execute('insert into refund values(?,?,?)',
                                (body['payment_id'], line.get('line_id'),
                                 int(line['amount'].get('minor', 0))))

    def one(self, query, *values):
        return self.db.execute(query, values).fetchone()[0] or 0

    PURCHASE = '''select f.owner, f.ms, f.day, f.month from fact f
        where f.kind = 'payment_captured' and exists(
          select 1 from line l
          where l.payment = json_extract(f.body, '$.payment_id')
            and l.kind in ('SERVICE', 'PRODUCT', 'PACKAGE', 'MEMBERSHIP'))'''
    CAME = PURCHASE + ''' union all select owner, ms, day, month from fact
        where kind = 'visit_completed' '''

    def spend(self, where='1'):
        sold = self.one("select sum(amount) from line where kind in "
                        "('SERVICE', 'PRODUCT') and " + where)
        back = self.one(
            "select sum(r.amount) from refund r join line on "
            "line.payment = r.payment and (line.id = r.id or (r.id is null and "
            "line.id = '1')) where kind in ('SERVICE', 'PRODUCT') and " + where)
        return sold - back

    def units(self, unit, *kinds, field='amount'):
        marks = ','.join('?' * len(kinds))
        return self.one(
            "select sum(cast(json_extract(body, '$.%s') as integer)) from event "
            "where json_extract(body, '$.unit') = ? and kind in (%s)" %
            (field, marks), unit, *kinds)


def figures_of(said):
    groups = json.loads(said)['groups']
    return {(line['figure'], line.get('label', '')): line
            for line in groups[0]['figures']}


class InTown(Case):
    """One town for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.town = Town(7)

    def setUp(self):
        super().setUp()
        with open(GLOW, encoding='utf-8') as glow:
            self.program = self.write('glow.yaml', glow.read() + TARGETS)
        self.facts = [fact for _, fact in self.town.lines]
        self.path = self.write('facts.jsonl', ''.join(
            json.dumps(fact) + '\n' for fact in self.facts))

    def tables(self, facts=None):
        path = self.path if facts is None else self.write(
            'some.jsonl', ''.join(json.dumps(fact) + '\n' for fact in facts))
        ended = self.expect(DONE, run('decide', '--program', self.program,
                                      '--facts', path, '--until', UNTIL))
        return Tables(facts or self.facts,
                      [json.loads(line) for line in ended.out.splitlines()])

    def ask(self, *flags):
        return self.expect(DONE, run(
            'figures', '--program', self.program, '--facts', self.path,
            '--until', UNTIL, *flags)).out

    def compare(self, figures, expected):
        for name, value in expected.items():
            key = name if isinstance(name, tuple) else (name, '')
            line = figures[key]
            had = (int(line['amount']), int(line['of'])) \
                if isinstance(value, tuple) else int(line['amount'])
            self.assertEqual(value, had, key)
            if isinstance(value, tuple) and value[1]:
                times = {'nps': 100, 'average_ticket': 0.01}.get(key[0], 1)
                self.assertAlmostEqual(times * value[0] / value[1],
                                       line['value'], 6)

    def sums(self, t):
        """What SQL says of facts alone, however time passed."""
        kind = lambda k, more='1': t.one(
            'select count(*) from fact where kind = ? and ' + more, k)
        score = "json_extract(body, '$.score')"
        nps, rating = ("json_extract(body, '$.kind') = '%s'" % k
                       for k in ('NPS', 'RATING'))
        known = t.one('select count(distinct owner) from fact')
        visits = kind('visit_completed')
        purchases = t.one('select count(*) from (%s)' % t.PURCHASE)
        first_visits = t.one('select count(distinct owner) from (%s)' % t.CAME)
        repurchased = t.one('''
            select count(*) from (
              select lead(ms) over w - ms as gap, row_number() over w as nth
              from (%s) where owner is not null
              window w as (partition by owner order by ms))
            where nth = 1 and gap <= 90 * 86400000.0''' % t.PURCHASE)
        buyers = t.one('select count(distinct owner) from (%s)' % t.PURCHASE)
        referred = kind('customer_enrolled',
                        "json_extract(body, '$.referrer_id') is not null")
        months = '''select distinct owner, month, date(month || '-01', '+1 month')
                    as next from (%s) where owner is not null''' % t.CAME
        last = t.db.execute('select max(month) from (%s)' % months).fetchone()[0]
        retained = t.one('''select count(*) from (%s) a join (%s) b
            on a.owner = b.owner and substr(a.next, 1, 7) = b.month''' %
                         (months, months))
        before = t.one('select count(*) from (%s) where month < ?' % months, last)
        sent = kind('message_sent', 'owner is not null')
        converted = t.one('''select count(*) from fact m
            where m.kind = 'message_sent' and m.owner is not null and exists(
              select 1 from (%s) c where c.owner = m.owner and c.ms >= m.ms
                and c.ms <= m.ms + 14 * 86400000.0)''' % t.CAME)
        promoters = kind('feedback_received', nps + ' and %s >= 9' % score)
        detractors = kind('feedback_received', nps + ' and %s <= 6' % score)
        complaints = kind('complaint_opened')
        self.assertGreater(min(repurchased, retained, converted, promoters,
                               detractors, complaints, referred), 3)
        return {
            'new_customers': known, 'visits': visits, 'purchases': purchases,
            'spend': t.spend(), 'average_ticket': (t.spend(), purchases),
            'first_visits': first_visits,
            'new_customer_conversion': (first_visits, known),
            'repurchase_rate': (repurchased, buyers),
            'retention_rate': (retained, before),
            'referral_rate': (referred, known),
            'nps': (promoters - detractors, kind('feedback_received', nps)),
            'mean_rating': (
                t.one('select sum(%s) from fact where kind = ? and %s' %
                      (score, rating), 'feedback_received'),
                kind('feedback_received', rating)),
            'satisfied_share': (
                kind('feedback_received', rating + ' and %s >= 4' % score),
                kind('feedback_received', rating)),
            'complaint_rate': (complaints, visits),
            'messages': sent, 'message_conversion': (converted, sent)}


class Figures(InTown):

    def test_all_of_them_are_what_sql_says(self):
        self.compare(figures_of(self.ask('--json')), self.sums(self.tables()))

    def test_complaints_by_what_went_overdue(self):
        t = self.tables()
        expected = {}
        for figure, what, fact in (
                ('answered_in_time', 'ANSWER', 'complaint_answered'),
                ('resolved_in_time', 'RESOLUTION', 'complaint_resolved')):
            late = "select json_extract(body, '$.complaint_id') from event " \
                "where kind = 'complaint_overdue' and " \
                "json_extract(body, '$.what') = '%s'" % what
            in_time = t.one(
                "select count(*) from fact where kind = ? and owner is not null "
                "and json_extract(body, '$.complaint_id') not in (%s)" % late,
                fact)
            expected[figure] = (in_time, in_time + t.one(
                'select count(*) from (%s)' % late))
        self.compare(figures_of(self.ask('--json')), expected)

    def test_units_and_what_they_are_worth(self):
        t = self.tables()
        figures = figures_of(self.ask('--json'))
        expected = {}
        for unit, worth in (('points', 1), ('growth', None), ('wallet', 1),
                            ('eye-care', None)):
            issued = t.units(unit, 'units_earned', 'units_granted')
            redeemed = t.units(unit, 'units_redeemed')
            expired = t.units(unit, 'units_expired')
            reversed_ = t.units(unit, 'units_reversed', 'units_deducted')
            outstanding = issued - redeemed - expired - reversed_
            expected.update({
                ('units_issued', unit): issued,
                ('units_redeemed', unit): redeemed,
                ('units_expired', unit): expired,
                ('units_reversed', unit): reversed_,
                ('units_outstanding', unit): outstanding,
                ('breakage', unit): (expired, issued)})
            if worth:  # 100 points are a yuan, so one is a fen
                expected['liability', unit] = outstanding * worth
        self.assertGreater(expected['units_outstanding', 'wallet'], 0)
        self.assertGreater(expected['units_redeemed', 'wallet'], 0)
        self.compare(figures, expected)

    def test_tiers_and_stages(self):
        t = self.tables()
        gone = "customer not in (select json_extract(body, '$.w') from gone)"
        t.db.execute('create table gone(body)')
        for _, fact in self.town.lines:
            if 'customer_erased' in fact:
                t.db.execute('insert into gone values(?)', (
                    json.dumps({'w': fact['customer_id']}),))
        last = '''select customer, json_extract(body, '$.%s') as now from event
            where seq in (select max(seq) from event where kind in (%s)
                          group by customer) and ''' + gone
        expected = {}
        stages = last % ('to', "'stage_changed'")
        for stage in ('NEW', 'ACTIVE', 'AT_RISK', 'DORMANT', 'CHURNED'):
            expected['customers_by_stage', stage.lower()] = t.one(
                'select count(*) from (%s) where now = ?' % stages, stage)
        tiers = (last % ('to', "'tier_upgraded', 'tier_downgraded', "
                         "'tier_entered'")).replace(
            "json_extract(body, '$.to')",
            "coalesce(json_extract(body, '$.to'), json_extract(body, '$.tier'))")
        for tier in ('silver', 'gold', 'black'):
            expected['customers_by_tier', tier] = t.one(
                'select count(*) from (%s) where now = ?' % tiers, tier)
        expected['upgrades'] = t.one(
            "select count(*) from event where kind = 'tier_upgraded'")
        reviewed = t.one("select count(*) from event where kind = 'tier_renewed' "
                         "or (kind = 'tier_downgraded' and "
                         "json_extract(body, '$.reason') = 'REVIEW')")
        expected['renewal_rate'] = (t.one(
            "select count(*) from event where kind = 'tier_renewed'"), reviewed)
        churned = t.one("select count(*) from event where kind = 'stage_changed' "
                        "and json_extract(body, '$.to') = 'CHURNED'")
        left = "select count(*) from event where kind = 'stage_changed' and " \
            "json_extract(body, '$.from') = 'CHURNED' and " \
            "json_extract(body, '$.reason') %s 'LATE_FACT'"
        churned -= t.one(left % '=')
        first = t.one('select count(distinct owner) from (%s)' % t.CAME)
        self.assertGreater(churned, 10)
        expected['churn_rate'] = (churned, first + t.one(left % '<>'))
        self.assertGreater(expected['customers_by_tier', 'gold'], 0)
        self.compare(figures_of(self.ask('--json')), expected)

    def test_of_a_store_and_of_a_stretch_of_days(self):
        t = self.tables()
        for store in ('s-1', 's-3'):
            self.compare(figures_of(self.ask('--json', '--store', store)), {
                'visits': t.one("select count(*) from fact where store = ? and "
                                "kind = 'visit_completed'", store),
                'spend': t.spend("line.store = '%s'" % store)})
        stretch = "'2024-03-01' and '2024-04-15'"
        self.compare(figures_of(self.ask(
            '--json', '--from', '2024-03-01', '--to', '2024-04-15')), {
                'visits': t.one("select count(*) from fact where day between %s "
                                "and kind = 'visit_completed'" % stretch),
                'spend': t.spend('line.day between ' + stretch)})

    def test_month_by_month_the_parts_add_up(self):
        rows = list(csv.DictReader(io.StringIO(
            self.ask('--csv', '--by', 'month'))))
        total = figures_of(self.ask('--json'))
        self.assertGreater(len({row['group'] for row in rows}), 10)
        for figure in ('visits', 'spend', 'new_customers', 'purchases'):
            self.assertEqual(int(total[figure, '']['amount']), sum(
                int(row['amount']) for row in rows if row['figure'] == figure))

    def test_cohorts(self):
        t = self.tables()
        came = 'select owner, month from (%s) where owner is not null' % t.CAME
        expected = {}
        for first, month, count in t.db.execute('''
                with came as (%s), firsts as (
                  select owner, min(month) as first from came group by owner)
                select first, month, count(distinct came.owner)
                from came join firsts using (owner) group by 1, 2''' % came):
            year, m = (int(part) for part in first.split('-'))
            year2, m2 = (int(part) for part in month.split('-'))
            later = 12 * (year2 - year) + m2 - m
            expected['%s/%d' % (first, later)] = count
        had = {line['label']: int(line['amount'])
               for line in json.loads(self.ask('--json'))['cohorts']}
        self.assertEqual(expected, had)

    def test_as_was_known_then(self):
        day = '2024-05-01'
        known = [fact for recorded, fact in self.town.lines
                 if recorded.date().isoformat() <= day]
        t = self.tables(known)
        self.compare(figures_of(self.ask('--json', '--at', day)), {
            'visits': t.one("select count(*) from fact where "
                            "kind = 'visit_completed'"),
            'new_customers': t.one('select count(distinct owner) from fact'),
            'spend': t.spend()})

    def test_targets_and_how_far_they_are(self):
        targets = {one['figure']: one for one in
                   json.loads(self.ask('--json'))['groups'][0]['targets']}
        self.assertEqual(4, len(targets))
        one = targets['repurchase_rate']
        self.assertAlmostEqual(one['value'] - 0.6, one['apart'], 4)
        self.assertEqual(one['value'] >= 0.6, one['reached'])
        rare = targets['complaint_rate']
        self.assertEqual(rare['value'] <= 0.05, rare['reached'])
        self.assertIn('goal 60.0 %', self.ask())

    def test_wrong_use(self):
        for flags, status, says in (
                (('--from', '2025-13-01'), WRONG_USE, '2025-03-01'),
                (('--from', '2025-02-01', '--to', '2025-01-01'), WRONG_USE,
                 'before --from'),
                (('--json', '--csv'), WRONG_USE, 'not both'),
                (('--store', 's-9'), None, 's-1, s-2, s-3'),
                (('--at', 'yesterday'), WRONG_USE, 'neither a day')):
            ended = run('figures', '--program', self.program, '--facts',
                        self.path, *flags)
            self.assertNotEqual(DONE, ended.status)
            if status is not None:
                self.assertEqual(status, ended.status, ended.err)
            self.assertIn(says, ended.err)
        ended = self.expect(WRONG_USE, run('figures'))
        self.assertIn('--data DIR', ended.err)

    def test_settings_of_other_commands_do_no_harm(self):
        meant_for_others = {'LAUREL_PROGRAM': '/nowhere', 'LAUREL_UNTIL': UNTIL}
        ended = run('figures', '--data', self.folder / 'none',
                    env=meant_for_others)
        self.assertIn('none', ended.err)
        self.assertNotIn('--facts', ended.err)


class Kept(InTown):
    """What one look at a log has kept, the next one goes on from."""

    def setUp(self):
        super().setUp()
        self.data = self.folder / 'data'
        self.kept = self.data / 'figures'
        self.half = len(self.facts) // 2
        self.expect(DONE, run('program', 'publish', self.program, '--to',
                              'embedded:%s' % self.data))
        self.tell(self.facts[:self.half])

    def tell(self, facts):
        path = self.write('told.jsonl', ''.join(
            json.dumps(fact) + '\n' for fact in facts))
        self.expect(DONE, run('publish', '--facts', path, '--to',
                              'embedded:%s' % self.data))
        self.expect(DONE, run('serve', '--data', self.data,
                              '--until-caught-up'))

    def look(self, *flags):
        return self.expect(DONE, run('figures', '--data', self.data, '--json',
                                     *flags))

    def same_as_anew(self, *flags):
        """What is said on standard error, if the figures are right."""
        ended = self.look(*flags)
        self.assertEqual(self.look(*flags, '--no-keep').out, ended.out)
        by_day = (*flags, '--by', 'day')
        self.assertEqual(self.look(*by_day, '--no-keep').out,
                         self.look(*by_day).out)
        return ended.err

    def files(self):
        return sorted((str(path), path.stat().st_mtime_ns)
                      for path in self.kept.rglob('*.sst'))

    def test_two_halves_are_what_sql_says(self):
        first = self.facts[:self.half]
        self.compare(figures_of(self.look().out),
                     self.sums(self.tables(first)))
        self.assertNotIn('note', self.same_as_anew())
        self.tell(self.facts[self.half:])
        ended = self.look()
        self.assertNotIn('note', ended.err)
        self.compare(figures_of(ended.out), self.sums(self.tables()))
        self.assertNotIn('note', self.same_as_anew())

    def test_a_few_at_a_time(self):
        self.look()
        for begin in range(self.half, len(self.facts), 300):
            self.tell(self.facts[begin:begin + 300])
            self.assertNotIn('note', self.same_as_anew())

    def test_with_nothing_new_nothing_is_written(self):
        self.look()
        before = self.files()
        self.assertTrue(before)
        self.look()
        self.assertEqual(before, self.files())

    def test_killed_while_it_writes(self):
        chance = random.Random(3)
        left = 0
        for i in range(20):
            if i % 5 == 0:
                shutil.rmtree(self.kept, ignore_errors=True)
            if i == 10:
                self.tell(self.facts[self.half:])
            child = subprocess.Popen(
                [BINARY, 'figures', '--data', str(self.data)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=environment())
            time.sleep(chance.random() * 0.1)
            child.kill()
            left += child.wait() != 0
            if i == 9:
                self.assertNotIn('note', self.same_as_anew())
        self.assertGreater(left, 0)
        self.assertNotIn('note', self.same_as_anew())

    def test_what_is_damaged_is_folded_anew(self):
        self.look()
        for pattern, broken in (('*.sst', b'\0' * 4096), ('CURRENT', b'no\n'),
                                ('MANIFEST-*', b'')):
            for path in self.kept.rglob(pattern):
                path.write_bytes(broken)
            ended = self.look('--no-keep')
            again = self.look()
            self.assertEqual(ended.out, again.out, pattern)
            self.assertIn('folded anew: they are damaged', again.err)
            self.assertNotIn('note', self.same_as_anew())

    def test_another_log_is_not_believed(self):
        self.look()
        other = self.folder / 'other'
        self.data.rename(other)
        self.expect(DONE, run('program', 'publish', self.program, '--to',
                              'embedded:%s' % self.data))
        self.tell(self.facts[self.half:])
        shutil.copytree(other / 'figures', self.kept)
        self.assertIn('folded anew: they are of another log', self.look().err)
        self.assertNotIn('note', self.same_as_anew())

    def test_a_log_that_went_back_is_another_one(self):
        before = self.folder / 'before'
        shutil.copytree(self.data, before)
        self.tell(self.facts[self.half:-100])
        self.look()
        self.kept.rename(before / 'figures')
        shutil.rmtree(self.data)
        before.rename(self.data)
        self.assertIn('folded anew: they are of another log', self.look().err)
        self.assertNotIn('note', self.same_as_anew())

    def test_what_cannot_be_kept_is_counted_all_the_same(self):
        self.write('data/figures', 'a file\n')
        self.assertIn('are not used, all is counted from the first fact',
                      self.same_as_anew())
        self.kept.unlink()
        self.look('--no-keep')
        self.assertFalse(self.kept.exists())

    def test_while_another_holds_it(self):
        self.look()
        with open(self.kept / '0' / 'LOCK', 'r+b') as held:
            fcntl.lockf(held, fcntl.LOCK_EX)
            self.assertIn('another `laurel figures` has them open',
                          self.same_as_anew())
        self.assertNotIn('note', self.same_as_anew())

    def test_as_was_known_before_and_after(self):
        self.look()
        self.tell(self.facts[self.half:])
        before = self.files()
        self.assertNotIn('note', self.same_as_anew('--at', '2099-01-01'))
        self.assertIn('they know of more than --at does',
                      self.same_as_anew('--at', '2024-05-01'))
        self.assertEqual(before, self.files())


class OfTheDemo(Case):
    """The chain's log, beside the view of it and its own page."""

    def test_the_log_says_what_the_views_say(self):
        data = str(self.folder / 'demo')
        demo = json.loads(self.expect(DONE, run(
            'demo', '--data', data, '--customers', '300', '--days', '400',
            '--seed', '10',  # in which one customer asks to be forgotten
            '--until', '2025-06-15T12:00:00+08:00', '--json')).out)
        figures = figures_of(self.expect(
            DONE, run('figures', '--data', data, '--json')).out)
        self.assertEqual(demo['customers'],
                         int(figures['new_customers', '']['amount']))
        for unit, sums in demo['units'].items():
            for name in ('issued', 'redeemed', 'expired', 'reversed'):
                self.assertEqual(int(sums[name]), int(
                    figures['units_' + name, unit]['amount']), (unit, name))
            self.assertEqual(
                int(sums['outstanding']) - int(sums['owed']),
                int(figures['units_outstanding', unit]['amount']))
        for stage, count in demo['stages'].items():
            key = 'customers_by_stage', stage.replace(' ', '_')
            if key in figures:
                self.assertEqual(count, int(figures[key]['amount']), stage)
        for tier, count in demo['tiers'].items():
            if tier:
                self.assertEqual(count, int(
                    figures['customers_by_tier', tier]['amount']))
        self.assertGreater(int(figures['liability', 'wallet']['amount']), 0)
        self.assertGreater(int(figures['units_redeemed', 'wallet']['amount']), 0)


class OpenedInASpreadsheet(Case):

    def test_names_are_no_formulas(self):
        names = {'=1+1': "'=1+1", '+x': "'+x", '-x': "'-x", '@sum': "'@sum",
                 '＝1': "'＝1", '=a,"b"': '\'=a,"b"', '-12': '-12', 's-1': 's-1',
                 "it's": "it's"}
        facts = ''.join(json.dumps({
            'id': str(i), 'source': 'pos', 'store_id': store,
            'occurred_at': '2025-02-03T15:00:00+08:00', 'payment_captured': {
                'payment_id': str(i),
                'lines': [{'kind': 'SERVICE', 'amount': money(100)}]}}) + '\n'
            for i, store in enumerate(names))
        data = 'embedded:' + str(self.folder / 'data')
        self.expect(DONE, run('program', 'publish', GLOW, '--to', data))
        self.expect(DONE, run(
            'publish', '--facts', self.write('f.jsonl', facts), '--to', data))
        self.expect(DONE, run('serve', '--data', self.folder / 'data',
                              '--until-caught-up'))
        rows = csv.DictReader(io.StringIO(self.expect(DONE, run(
            'figures', '--data', self.folder / 'data', '--csv', '--by',
            'store')).out))
        found = {row['group'] for row in rows if row['figure'] == 'purchases'
                 and row['amount'] == '1'}
        self.assertEqual(set(names.values()), found)


class OffTheScale(Case):

    def test_scores_that_their_kind_does_not_have_count_nowhere(self):
        """Of nobody: such feedback is not decided, the figures see it first."""
        path = self.write('feedback.jsonl', ''.join(
            json.dumps({'id': f'k-{n}', 'source': 'pos/7', 'store_id': 's-1',
                        'occurred_at': '2025-02-03T14:00:00+08:00',
                        'feedback_received': {'feedback_id': f'k-{n}',
                                              'kind': kind, 'score': score}})
            + '\n' for n, (kind, score) in enumerate((
                ('NPS', 11), ('NPS', -1), ('NPS', 10), ('NPS', 0),
                ('RATING', 0), ('RATING', 6), ('RATING', 5), ('RATING', 4)))))
        figures = figures_of(self.expect(DONE, run(
            'figures', '--facts', path, '--program', GLOW, '--json')).out)
        for figure, value, of in (('nps', 0, '2'), ('mean_rating', 4.5, '2'),
                                  ('satisfied_share', 1, '2')):
            self.assertEqual(value, figures[figure, '']['value'], figure)
            self.assertEqual(of, figures[figure, '']['of'], figure)


class OfDataSets(Case):
    """Exports of other systems: the facts that an import made of them, as SQL
    sees them, beside their figures."""

    def compare(self, folder, mapping, program, zone, *patterns):
        data = pathlib.Path(os.environ.get('LAUREL_TEST_DATA') or
                            ROOT.parent / 'shared/data') / folder
        files = [path for pattern in patterns
                 for path in sorted(data.glob(pattern))]
        if not files:
            self.skipTest('no data set at %s' % data)
        program = ROOT / 'examples/programs' / program
        facts = self.folder / 'facts.jsonl'
        self.expect(DONE, run(
            'import', '--mapping', ROOT / 'examples/import' / mapping, *files,
            '--rejects', self.folder / 'rejects.csv', '--to', f'file:{facts}'))
        found = figures_of(self.expect(DONE, run(
            'figures', '--facts', facts, '--program', program,
            '--json')).out)
        events = self.expect(DONE, run('decide', '--program', program,
                                       '--facts', facts)).out
        with facts.open() as lines:
            t = Tables(map(json.loads, lines),
                       [json.loads(line) for line in events.splitlines()],
                       zoneinfo.ZoneInfo(zone))
        first = t.one('select count(distinct owner) from (%s)' % t.CAME)
        for name, amount in (
                ('new_customers',
                 t.one('select count(distinct owner) from fact')),
                ('first_visits', first),
                ('purchases', t.one('select count(*) from (%s)' % t.PURCHASE)),
                ('visits', t.one("select count(*) from fact "
                                 "where kind = 'visit_completed'")),
                ('first_purchases', t.one(
                    'select count(distinct owner) from (%s)' % t.PURCHASE)),
                ('repurchase_rate', t.one('''select count(*) from (
                    select lead(ms) over w - ms as gap, row_number() over w as
                    nth from (%s) where owner is not null
                    window w as (partition by owner order by ms))
                    where nth = 1 and gap <= 90 * 86400000.0''' % t.PURCHASE)),
                ('spend', t.spend())):
            self.assertEqual(amount, int(found[name, '']['amount']), name)
        self.assertGreater(first, 100)

    def test_the_hair_salon(self):
        self.compare('hair_salon', 'hair_salon.yaml', 'hair.yaml',
                     'America/Winnipeg', 'Client*.csv', 'Future*.csv',
                     'No-Show*.csv', 'Receipt*.csv')

    def test_online_retail(self):
        self.compare('online_retail_uci', 'online_retail.yaml', 'retail.yaml',
                     'Europe/London', 'online_retail.csv.zst')


class OfCdnow(Case):
    """A real data set, counted from the file itself."""

    def test_the_sample_of_cdnow(self):
        folder = pathlib.Path(os.environ.get('LAUREL_TEST_DATA') or
                              ROOT.parent / 'shared/data')
        packed = folder / 'cdnow/CDNOW_sample.txt.zst'
        if not packed.exists():
            self.skipTest('no data set at %s' % packed)
        text = subprocess.run(['zstd', '-dc', '-q', str(packed)], check=True,
                              capture_output=True).stdout.decode()
        db = sqlite3.connect(':memory:')
        db.execute('create table sale(who, day, month, cents)')
        for line in text.splitlines():
            who, _, day, _, dollars = line.split()
            day = '-'.join((day[:4], day[4:6], day[6:]))
            db.execute('insert into sale values(?,?,?,?)', (
                who, day, day[:7], round(float(dollars) * 100)))
        one = lambda query: db.execute(query).fetchone()[0]
        repurchased = one('''select count(*) from (
            select julianday(lead(day) over w) - julianday(day) as gap,
                   row_number() over w as nth
            from sale window w as (partition by who order by day))
            where nth = 1 and gap <= 90''')
        retained = one('''select count(*) from (select distinct who, month,
            substr(date(month || '-01', '+1 month'), 1, 7) as next from sale) a
            join (select distinct who, month from sale) b
            on a.who = b.who and a.next = b.month''')
        before = one('''select count(*) from (select distinct who, month
            from sale) where month < (select max(month) from sale)''')
        program = self.write('sums.yaml', CDNOW_PROGRAM)
        data = str(self.folder / 'data')
        self.expect(DONE, run(
            'import', '--mapping', ROOT / 'examples/import/cdnow.yaml', packed,
            '--to', 'embedded:' + data, '--program', program,
            '--rejects', self.folder / 'rejects.csv'))
        self.expect(DONE, run('serve', '--data', data, '--until-caught-up'))
        figures = figures_of(self.expect(
            DONE, run('figures', '--data', data, '--json')).out)
        customers = one('select count(distinct who) from sale')
        self.assertGreater(repurchased, 100)
        for name, amount, of in (
                ('new_customers', customers, None),
                ('purchases', one('select count(*) from sale'), None),
                ('visits', one('select count(*) from '
                               '(select distinct who, day from sale)'), None),
                ('spend', one('select sum(cents) from sale'), None),
                ('repurchase_rate', repurchased, customers),
                ('retention_rate', retained, before)):
            self.assertEqual(amount, int(figures[name, '']['amount']), name)
            if of is not None:
                self.assertEqual(of, int(figures[name, '']['of']), name)


if __name__ == '__main__':
    unittest.main()
