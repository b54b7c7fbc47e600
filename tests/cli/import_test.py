"""laurel import, into a file and into a log."""

import json
import os
import pathlib
import unittest

from laurel import Case, DONE, GLOW, WRONG_INPUT, WRONG_USE, run

MAPPING = """\
source: import/shop
format: {delimiter: ",", header: true, timezone: Asia/Shanghai}
facts:
  - body: payment_captured
    id: "{Receipt}"
    customer_id: "{Client}"
    occurred_at: {column: Date, format: "%Y-%m-%d"}
    set: {payment_id: "{Receipt}"}
    lines: {line_id: "1", category: hair, kind: service, amount: "{Paid} CNY"}
"""

ROWS = """\
Receipt,Client,Date,Paid
r-2,bo,2025-02-04,90.00
r-1,ada,2025-02-03,128.50
r-3,ada,2025-02-05,dear
"""


class Import(Case):

    def setUp(self):
        super().setUp()
        self.mapping = self.write('shop.yaml', MAPPING)
        self.rows = self.write('sales.csv', ROWS)
        self.data = str(self.folder / 'data')
        self.rejects = self.folder / 'rejects.csv'

    def run_import(self, to, *flags, rows=None):
        return run('import', '--mapping', self.mapping, rows or self.rows,
                   '--to', to, '--rejects', self.rejects, *flags)

    def serve(self):
        return json.loads(self.expect(DONE, run(
            'serve', '--data', self.data, '--until-caught-up',
            '--json')).out)


class IntoAFile(Import):

    def test_facts_in_the_order_of_time_that_decide_takes(self):
        out = str(self.folder / 'facts.jsonl')
        ended = self.expect(DONE, self.run_import('file:' + out, '--json'))
        summary = json.loads(ended.out)
        self.assertEqual((3, 2, 1), (summary['rows_read'], summary['facts'],
                                     summary['rows_rejected']))
        with open(out, encoding='utf-8') as file:
            facts = [json.loads(line) for line in file]
        self.assertEqual(['r-1', 'r-2'], [fact['id'] for fact in facts])
        self.assertEqual(facts[0]['occurred_at'], facts[0]['recorded_at'])
        decided = self.expect(DONE, run('decide', '--program', GLOW,
                                        '--facts', out))
        self.assertIn('"amount":"128"', decided.out)

    def test_rejects_name_line_and_reason(self):
        self.run_import('file:' + str(self.folder / 'facts.jsonl'))
        text = self.rejects.read_text('utf-8')
        self.assertRegex(text, r'sales\.csv,4,.*dear')

    def test_without_rejects_no_file_is_left(self):
        rows = self.write('good.csv', ROWS.replace('dear', '5.00'))
        self.run_import('file:' + str(self.folder / 'facts.jsonl'),
                        rows=rows)
        self.assertFalse(self.rejects.exists())

    def test_what_is_read_is_not_written_over(self):
        out = str(self.folder / 'facts.jsonl')
        for to, rejects in (('file:' + self.rows, 'rejects.csv'),
                            ('file:' + out, self.rows),
                            ('file:' + out, self.mapping),
                            ('embedded:' + self.data, self.rows)):
            ended = run('import', '--mapping', self.mapping, self.rows,
                        '--to', to, '--rejects', rejects)
            self.assertIn('is a file that is read', ended.err)
            self.expect(WRONG_INPUT, ended)
        self.assertEqual(ROWS, pathlib.Path(self.rows).read_text('utf-8'))
        self.assertFalse(pathlib.Path(self.data).exists())
        ended = run('import', '--mapping', self.mapping, self.rows,
                    '--to', 'file:' + out, '--rejects', out)
        self.expect(WRONG_USE, ended)

    def test_a_pipe_stays_a_pipe(self):
        pipe = self.folder / 'pipe'
        good = self.write('good.csv', ROWS.replace('dear', '5.00'))
        for rows, text in ((self.rows, b'dear'), (good, b'file,line,')):
            os.mkfifo(pipe)
            reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            try:
                self.expect(DONE, run(
                    'import', '--mapping', self.mapping, rows, '--to',
                    'file:' + str(self.folder / 'f'), '--rejects', pipe))
                self.assertTrue(pipe.is_fifo())
                self.assertIn(text, os.read(reader, 4096))
            finally:
                os.close(reader)
            pipe.unlink()

    def test_wrong_input(self):
        out = 'file:' + str(self.folder / 'facts.jsonl')
        narrow = self.write('narrow.csv', 'Receipt,Client\nr-1,ada\n')
        for ended, sentence in (
                (self.run_import(out, rows='absent.csv'), 'absent.csv'),
                (self.run_import(out, rows=narrow), 'Date')):
            self.expect(WRONG_INPUT, ended)
            self.assertIn(sentence, ended.err)
        self.mapping = self.write('shop.yaml', MAPPING.replace('lines:',
                                                               'lins:'))
        ended = self.expect(WRONG_INPUT, self.run_import(out))
        self.assertRegex(ended.err, r'shop\.yaml:9: .*lins.*lines')
        self.assertFalse((self.folder / 'facts.jsonl').exists())

    def test_a_program_has_no_place_in_a_file(self):
        ended = self.run_import('file:x.jsonl', '--program', GLOW)
        self.expect(WRONG_USE, ended)


class IntoALog(Import):

    def test_history_unfolds_as_it_did(self):
        self.expect(DONE, self.run_import('embedded:' + self.data,
                                          '--program', GLOW,
                                          '--partitions', '2'))
        # started, program, finished on two partitions, and two payments
        self.assertEqual(8, self.serve()['facts'])
        self.expect(DONE, run('verify', '--data', self.data))

    def test_who_stayed_away_was_not_written_to_and_explain_says_why(self):
        rows = self.write('gap.csv', ROWS.splitlines()[0] + '\n'
                          'r-1,ada,2025-02-03,128.50\n'
                          'r-2,ada,2025-09-01,90.00\n')
        self.run_import('embedded:' + self.data, '--program', GLOW, rows=rows)
        self.serve()
        said = self.expect(DONE, run('explain', 'ada', '--data', self.data))
        self.assertIn('- do not write: win_back (no consent)', said.out)

    def test_twice_changes_nothing(self):
        self.run_import('embedded:' + self.data, '--program', GLOW)
        self.serve()
        self.expect(DONE, self.run_import('embedded:' + self.data, '--late',
                                          '--program', GLOW))
        self.assertEqual(0, self.serve()['derived_events'])

    def test_a_later_clock_is_refused_unless_late(self):
        self.run_import('embedded:' + self.data)
        early = self.write('early.csv', ROWS.replace('2025', '2024'))
        ended = self.expect(WRONG_INPUT, self.run_import(
            'embedded:' + self.data, rows=early))
        self.assertIn("the log's clock is at 2025-02-03", ended.err)
        self.assertIn('2024-02-02', ended.err)
        before = self.serve()['facts']
        self.expect(DONE, self.run_import('embedded:' + self.data, '--late',
                                          rows=early))
        self.assertGreater(before, 0)
        self.assertGreater(self.serve()['facts'], 0)

    def test_a_program_that_cannot_follow_appends_nothing(self):
        self.run_import('embedded:' + self.data, '--program', GLOW)
        self.serve()
        text = pathlib.Path(GLOW).read_text('utf-8')
        other = self.write('other.yaml',
                           text.replace('currency: CNY', 'currency: EUR'))
        self.expect(WRONG_INPUT, self.run_import(
            'embedded:' + self.data, '--late', '--program', other))
        self.assertEqual(0, self.serve()['facts'])


if __name__ == '__main__':
    unittest.main()
