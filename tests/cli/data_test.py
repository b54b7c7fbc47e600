"""A data directory: publish, serve, verify, rebuild, skip."""

import json
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from laurel import (BINARY, Case, DONE, FAILED, GLOW, WRONG_INPUT, WRONG_USE,
                    environment, run)


def visit(customer, number, when, **more):
    return {'id': number, 'source': 'pos/7', 'customer_id': customer,
            'occurred_at': when, 'recorded_at': when,
            'visit_completed': {'visit_id': number}, **more}


class Data(Case):

    def setUp(self):
        super().setUp()
        self.data = str(self.folder / 'data')
        self.to = 'embedded:' + self.data

    def publish(self, facts, *flags):
        path = self.write('facts.jsonl',
                          ''.join(json.dumps(fact) + '\n' for fact in facts))
        return run('publish', '--facts', path, '--to', self.to, *flags)

    def prepare(self, customers=20):
        """A served log with two visits of each customer."""
        self.expect(DONE, run('program', 'publish', GLOW, '--to', self.to))
        facts = [visit(f'c-{n}', f'v-{n}-{i}', f'2025-0{i}-03T10:00:00Z')
                 for i in (1, 2) for n in range(customers)]
        self.expect(DONE, self.publish(facts))
        self.serve_all()

    def serve_all(self):
        ended = run('serve', '--data', self.data, '--until-caught-up',
                    '--json')
        return json.loads(self.expect(DONE, ended).out)

    def start(self, *flags):
        """Serves in the background, until it says so."""
        serving = subprocess.Popen(
            [BINARY, 'serve', '--data', self.data, *flags],
            stderr=subprocess.PIPE, text=True, env=environment())
        self.addCleanup(serving.stderr.close)
        self.addCleanup(serving.wait)
        self.addCleanup(serving.kill)
        for line in serving.stderr:
            if 'serving' in line:
                return serving
        self.fail('serve ended before it served')


class Snapshots(Data):
    """Of 4 partitions."""

    def setUp(self):
        super().setUp()
        self.prepare()
        self.taken = str(self.folder / 'taken')
        self.other = str(self.folder / 'other')

    def snapshot(self):
        return run('snapshot', '--data', self.data, '--to', self.taken,
                   '--json')

    def restore(self, *flags):
        return run('restore', '--from', self.taken, '--data', self.other,
                   *flags)

    def test_a_whole_one_is_restored(self):
        told = json.loads(self.expect(DONE, self.snapshot()).out)
        self.assertEqual(told, {'views': 4, 'missing_partitions': []})
        self.expect(DONE, self.restore())

    def test_one_that_lacks_a_partition_is_refused_with_a_way_on(self):
        self.expect(DONE, self.snapshot())
        shutil.rmtree(self.folder / 'taken/2')
        told = self.expect(FAILED, self.restore())
        self.assertIn('partitions 0, 1, 3 of 4; not of 2', told.err)
        self.assertIn('--partial', told.err)
        self.assertFalse(pathlib.Path(self.other, 'view').exists())
        told = json.loads(
            self.expect(DONE, self.restore('--partial', '--json')).out)
        self.assertEqual(told, {'views': 3, 'missing_partitions': [2]})

    def test_views_that_were_swapped_are_found_out(self):
        self.expect(DONE, self.snapshot())
        taken = self.folder / 'taken'
        for old, new in (('1', 'x'), ('2', '1'), ('x', '2')):
            (taken / old).rename(taken / new)
        told = self.expect(FAILED, self.restore())
        self.assertIn('taken/1 is the view of partition 2', told.err)

    def test_a_machine_that_has_some_views_is_told_so(self):
        shutil.rmtree(pathlib.Path(self.data, 'view/3'))
        told = self.expect(DONE, self.snapshot())
        self.assertEqual([3], json.loads(told.out)['missing_partitions'])
        self.assertIn('not of 3', told.err)


class AsOf(Data):

    def test_a_customer_as_of_a_day_that_nothing_happened_on(self):
        self.prepare(customers=1)
        ended = run('customer', 'c-0', '--data', self.data,
                    '--at', '2099-06-01T10:30:00+08:00')
        said = self.expect(DONE, ended).out
        self.assertRegex(said, r'as of +2099-06-01 10:30\n')
        self.assertIn('churned', said)


class Publish(Data):

    def test_what_others_wrote_moves_no_cursor(self):
        self.expect(DONE, run('program', 'publish', GLOW, '--to', self.to))
        fact = {'id': 'a-1', 'source': 'pos/7', 'customer_id': 'ada',
                'units_adjusted': {
                    'adjustment_id': 'a-1', 'unit': 'points', 'amount': 5,
                    'reason': 'sorry\x1b[2J\nada  \u009b31mrich \u00e9'}}
        self.expect(DONE, self.publish([fact]))
        self.serve_all()
        out = self.expect(DONE, run('explain', 'ada', '--data', self.data)).out
        self.assertNotIn('\x1b', out)
        self.assertNotIn('\u009b', out)
        self.assertIn('sorry\\x1b[2J\\x0aada  \\xc2\\x9b31mrich \u00e9', out)

    def test_what_is_no_customer_id(self):
        self.prepare()
        for command in 'explain', 'customer':
            for name, says in (('x\x1b[31m\ny', 'x\\x1b[31m\\ny'),
                               ('a' * 129, '129 bytes'), ('', 'is empty')):
                ended = self.expect(WRONG_USE,
                                    run(command, name, '--data', self.data))
                self.assertIn(says, ended.err)
                self.assertNotIn('\x1b', ended.err)

    def test_facts_go_to_the_partition_of_their_key(self):
        ended = self.expect(DONE, self.publish(
            [visit('ada', 'v-1', '2025-01-03T10:00:00Z')],
            '--partitions', '3', '--json'))
        self.assertEqual(1, json.loads(ended.out)['facts'])
        meta = pathlib.Path(self.data, 'log.meta').read_text('utf-8')
        self.assertIn('partitions 3', meta)

    def test_all_or_nothing(self):
        good = visit('ada', 'v-1', '2025-01-03T10:00:00Z')
        for wrong, sentence in (
                ({**good, 'customer_id': ''}, 'customer_id'),
                ({**good, 'source': 'laurel/x'}, 'reserved'),
                ({**good, 'occurred_at': '2999-01-01T00:00:00Z',
                  'recorded_at': None}, 'occurred_at'),
                ({'id': 'x', 'source': 's', 'customer_id': 'c'}, 'body')):
            with self.subTest(sentence):
                ended = self.expect(WRONG_INPUT, self.publish([good, wrong]))
                self.assertRegex(ended.err,
                                 rf'facts\.jsonl:2: .*{sentence}')
                self.assertFalse(pathlib.Path(self.data).exists())

    def test_destinations(self):
        path = self.write('facts.jsonl', '')
        for to in ('data', 'kafka:', 'file:x.jsonl',
                   'embedded:'):
            ended = self.expect(WRONG_USE, run('publish', '--facts', path,
                                               '--to', to))
            self.assertIn('embedded:DIR', ended.err)


class Program(Data):

    def publish_program(self, path, *flags):
        return run('program', 'publish', path, '--to', self.to, '--json',
                   *flags)

    def test_versions_rise_and_the_same_is_not_published_again(self):
        first = json.loads(self.publish_program(GLOW).out)
        again = json.loads(self.publish_program(GLOW).out)
        text = pathlib.Path(GLOW).read_text('utf-8')
        other = self.write('other.yaml', text + '\n# changed\n')
        second = json.loads(self.publish_program(other).out)
        self.assertEqual((1, True), (first['version'], first['published']))
        self.assertEqual((1, False), (again['version'], again['published']))
        self.assertEqual((2, True), (second['version'], second['published']))

    def test_a_program_that_cannot_follow_is_refused(self):
        self.expect(DONE, self.publish_program(GLOW))
        text = pathlib.Path(GLOW).read_text('utf-8')
        other = self.write('other.yaml',
                           text.replace('currency: CNY', 'currency: EUR'))
        ended = self.expect(WRONG_INPUT, self.publish_program(other))
        self.assertIn('currency', ended.err)
        self.assertIn('cannot follow version 1', ended.err)
        self.assertEqual(1, json.loads(self.publish_program(GLOW).out)
                         ['version'])


class Serve(Data):

    def test_until_caught_up(self):
        self.prepare()
        again = self.serve_all()
        self.assertEqual(0, again['facts'])

    def types_told(self, *flags, config=''):
        """The CloudEvents types of what is public of two visits each."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.expect(DONE, run('program', 'publish', GLOW, '--to', self.to))
        self.expect(DONE, self.publish(
            [visit('ada', f'v-{n}', f'2025-0{n}-03T10:00:00Z')
             for n in (1, 2)]))
        path = self.write('laurel.yaml', config)
        self.expect(DONE, run('serve', '--data', self.data, '--config', path,
                              '--until-caught-up', *flags))
        segments = pathlib.Path(self.data).glob('*/commits/*.segment')
        written = b''.join(path.read_bytes() for path in segments)
        return {found.decode() for found
                in re.findall(rb'laurel\.(\w+)\.v1', written)}

    def test_which_events_are_public(self):
        usual = self.types_told()
        self.assertIn('stage_changed', usual)
        self.assertEqual({'stage_changed'}, self.types_told(
            '--events-publish', 'stage_changed'))
        self.assertEqual({'stage_changed', 'tier_entered'}, self.types_told(
            config='events: {publish: [stage_changed, tier_entered]}\n'))
        self.assertEqual(set(), self.types_told('--events-publish', 'none'))
        self.assertEqual(usual, self.types_told(
            config='serve: {events: {publish: default, format: protobuf}}\n'))

    def test_an_event_that_is_none_is_not_published(self):
        ended = run('serve', '--data', self.data,
                    '--events-publish', 'default,unit_earned')
        self.expect(WRONG_USE, ended)
        self.assertIn('"unit_earned" is no derived event (did you mean '
                      'units_earned?)', ended.err)

    def test_a_second_process_is_told_who_serves(self):
        self.prepare()
        serving = self.start()
        ended = run('serve', '--data', self.data)
        self.expect(FAILED, ended)
        self.assertIn(f'in use by process {serving.pid}', ended.err)
        self.assertEqual(FAILED, run('rebuild', '--data', self.data).status)

    def test_sigterm_ends_it_in_order(self):
        self.prepare()
        for stop in (signal.SIGTERM, signal.SIGINT):
            serving = self.start()
            began = time.monotonic()
            serving.send_signal(stop)
            self.assertEqual(0, serving.wait(timeout=30))
            self.assertLess(time.monotonic() - began, 10)

    def test_facts_published_beside_it_are_decided(self):
        self.prepare()
        self.start()
        self.expect(DONE, self.publish(
            [visit('eve', 'v-9', '2025-03-03T10:00:00Z')]))
        for _ in range(100):
            ended = run('verify', '--data', self.data, '--json')
            if json.loads(ended.out)['customers'] == 21:
                return
            time.sleep(0.1)
        self.fail('it was not decided within 10 s')

    def test_directories_that_are_no_log(self):
        other = self.folder / 'other'
        other.mkdir()
        (other / 'notes.txt').write_text('mine')
        for command in ('serve', 'verify', 'rebuild'):
            ended = self.expect(WRONG_INPUT, run(command, '--data', other))
            self.assertIn('notes.txt', ended.err)
        self.assertEqual(['notes.txt'], [p.name for p in other.iterdir()])

    def test_a_log_of_another_version(self):
        self.prepare()
        meta = pathlib.Path(self.data, 'log.meta')
        meta.write_text(meta.read_text('utf-8').replace('format 1',
                                                        'format 99'))
        ended = self.expect(WRONG_INPUT, run('serve', '--data', self.data))
        self.assertRegex(ended.err, 'format 99.*format 1')

    def test_a_full_disk_is_told_and_passes(self):
        self.prepare(customers=400)
        facts = [visit(f'c-{n}', f'v-{n}-3', '2025-03-03T10:00:00Z')
                 for n in range(400)]
        self.expect(DONE, self.publish(facts))
        full = subprocess.run(
            ['bash', '-c', 'ulimit -f 40; exec "$@"', 'bash', BINARY, 'serve',
             '--data', self.data, '--until-caught-up'],
            capture_output=True, text=True, env=environment(), timeout=120,
            check=False)
        self.assertEqual(FAILED, full.returncode, full.stderr)
        self.assertRegex(full.stderr, r'write .*segment: File too large')
        self.assertIn('trying again', full.stderr)
        self.serve_all()
        ended = run('verify', '--data', self.data, '--json')
        said = json.loads(self.expect(DONE, ended).out)
        self.assertEqual(1204, said['facts'])

    def test_no_log_at_all(self):
        for command in ('verify', 'rebuild'):
            ended = self.expect(WRONG_INPUT,
                                run(command, '--data', self.data))
            self.assertIn('there is no log in', ended.err)


class Again(Data):

    def test_verify_and_rebuild_agree(self):
        self.prepare()
        before = json.loads(self.expect(
            DONE, run('verify', '--data', self.data, '--json')).out)
        self.assertEqual(20, before['customers'])
        self.assertEqual(4, before['views'])
        self.expect(DONE, run('rebuild', '--data', self.data))
        after = json.loads(run('verify', '--data', self.data, '--json').out)
        self.assertEqual(before, after)
        self.assertEqual(0, self.serve_all()['replayed'])

    def test_a_view_of_another_log_is_refused(self):
        self.prepare()
        pathlib.Path(self.data, 'view').rename(self.folder / 'kept')
        kept, self.data = self.data, str(self.folder / 'data2')
        self.to = 'embedded:' + self.data
        self.prepare(customers=3)
        (self.folder / 'kept').rename(pathlib.Path(kept, 'view'))
        pathlib.Path(self.data, 'view').rename(self.folder / 'away')
        pathlib.Path(kept, 'view').rename(pathlib.Path(self.data, 'view'))
        ended = self.expect(FAILED, run('serve', '--data', self.data,
                                        '--until-caught-up'))
        self.assertIn('the view is of log', ended.err)

    def test_skip_names_what_is_there(self):
        self.prepare()
        ended = self.expect(WRONG_INPUT, run(
            'skip', '1-0', '--data', self.data, '--reason', 'why not'))
        self.assertIn('only the fact that stopped it', ended.err)
        for position in ('1', 'x-1', '1-x', '-1-2'):
            self.assertEqual(WRONG_USE, run(
                'skip', position, '--data', self.data, '--reason',
                'x').status)

    def test_skip_parks_the_next_fact(self):
        self.prepare(customers=1)
        self.expect(DONE, self.publish(
            [visit('c-0', 'v-9', '2025-03-03T10:00:00Z')]))
        skipped = [run('skip', f'{p}-3', '--data', self.data, '--reason',
                       'a test').status for p in range(4)]
        self.assertEqual(1, skipped.count(DONE), skipped)
        self.assertEqual(0, self.serve_all()['facts'])
        self.expect(DONE, run('verify', '--data', self.data))


class Parked(Data):

    def retry(self, *arguments):
        return run('parked', 'retry', *arguments, '--data', self.data)

    def test_those_that_are_there_are_sent_and_told(self):
        self.prepare(1)
        refunds = [{'id': f'x-{n}', 'source': 'pos/7', 'customer_id': 'c-0',
                    'occurred_at': '2025-03-03T10:00:00Z',
                    'payment_refunded': {
                        'refund_id': f'x-{n}', 'payment_id': 'p-9',
                        'amount': {'currency': 'CNY', 'minor': 100}}}
                   for n in (1, 2)]
        self.expect(DONE, self.publish(refunds))
        self.serve_all()
        listed = self.expect(DONE, run('parked', 'list', '--json', '--data',
                                       self.data)).out
        parked = [json.loads(line) for line in listed.splitlines()]
        self.assertEqual(['unknown_payment'] * 2,
                         [copy['reason'] for copy in parked])
        ended = self.expect(WRONG_INPUT,
                            self.retry(parked[0]['position'], '3-999'))
        self.assertIn('1 facts are on the log again', ended.out)
        self.assertIn('no parked fact stands at 3-999', ended.err)
        ended = self.expect(DONE, self.retry('--all', '--json', '--reason',
                                             'unknown_payment'))
        self.assertEqual({'facts': 2}, json.loads(ended.out))
        self.expect(WRONG_USE, self.retry())

    def test_a_reason_that_is_none_is_told_and_the_nearest_named(self):
        self.prepare(1)
        for of in (('list',), ('retry', '--all')):
            ended = self.expect(WRONG_USE, run(
                'parked', *of, '--reason', 'unknown_payments', '--data',
                self.data))
            self.assertIn('did you mean unknown_payment?', ended.err)
        ended = self.expect(WRONG_USE, run(
            'parked', 'list', '--reason', 'x', '--data', self.data))
        self.assertIn('a reason is one of unreadable, ', ended.err)


if __name__ == '__main__':
    unittest.main()
