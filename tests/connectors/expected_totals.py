"""What an import of a data set must come to, by other means: Python's csv,
json and sqlite3 over the same files. Prints one JSON object.

    python3 expected_totals.py online_retail ../shared/data/online_retail_uci
"""

import collections
import csv
import decimal
import io
import json
import pathlib
import sqlite3
import subprocess
import sys

D = decimal.Decimal


def text(path):
    """The file as text, unpacked where it is zstd."""
    if path.suffix == '.zst':
        packed = subprocess.run(
            ['zstd', '-dc', '--long=27', '-q', str(path)],
            stdout=subprocess.PIPE, check=True)
        return packed.stdout.decode('utf-8')
    return path.read_text(encoding='utf-8-sig')


def rows(path):
    return list(csv.DictReader(io.StringIO(text(path), newline='')))


def minor(amount):
    return int((D(amount) * 100).quantize(D(1), decimal.ROUND_HALF_EVEN))


def online_retail(folder):
    """sqlite3 sums; refunds are matched with a list of open sales."""
    db = sqlite3.connect(':memory:')
    db.execute('create table r(invoice, sku, quantity, at, price, minor, '
               'customer, line)')
    sales = collections.defaultdict(list)
    refunds = []
    for i, r in enumerate(rows(folder / 'online_retail.csv.zst')):
        quantity = int(r['Quantity'])
        amount = minor(quantity * D(r['UnitPrice']))
        customer = r['CustomerID'].removesuffix('.0')
        db.execute('insert into r values (?,?,?,?,?,?,?,?)',
                   (r['InvoiceNo'], r['StockCode'], quantity, r['InvoiceDate'],
                    r['UnitPrice'], amount, customer, i))
    bought = "invoice not glob '[CA]*' and quantity >= 0"
    payments, total, lines = db.execute(
        f'select count(distinct invoice), sum(minor), count(*) from r '
        f'where {bought}').fetchone()
    customers = db.execute(
        f"select count(distinct customer) from r where {bought} "
        f"and customer <> ''").fetchone()[0]
    # A sale is as old as its first minute, a few took two.
    events = db.execute(
        f"select min(at) over (partition by invoice), min(line) over "
        f"(partition by invoice), line, 'sale', customer, sku, quantity, minor "
        f"from r where {bought} union all "
        f"select at, line, line, 'refund', customer, sku, -quantity, -minor "
        f"from r where invoice glob 'C*' order by 1, 2, 3")
    refunded = collections.Counter()
    for _, _, _, kind, customer, sku, quantity, amount in events:
        if kind == 'sale':
            # The import takes a quantity of 0 for one, as the engine does.
            sales[customer, sku].append([quantity or 1, amount])
            continue
        if not customer:
            refunded['no customer'] += 1
            continue
        if not (customer, sku) in sales:
            refunded['no earlier sale'] += 1
            continue
        open_sales = [s for s in sales[customer, sku] if s[0] >= quantity]
        fitting = [s for s in open_sales if s[1] >= amount]
        if fitting:
            fitting[-1][0] -= quantity
            fitting[-1][1] -= amount
            refunded['refunds'] += 1
            refunded['minor'] += amount
        elif open_sales:
            refunded['refunds more than was paid'] += 1
        else:
            refunded['no earlier sale of that quantity'] += 1
    skipped = db.execute("select count(*) from r where invoice glob 'A*' or "
                         "(quantity < 0 and invoice not glob 'C*')")
    return {
        'rows_read': i + 1, 'rows_skipped': skipped.fetchone()[0],
        'payment_captured': payments, 'lines': lines, 'lines_minor': total,
        'payment_refunded': refunded['refunds'],
        'refunds_minor': refunded['minor'], 'customers': customers,
        'rejected: no customer': refunded['no customer'],
        'rejected: no earlier sale': refunded['no earlier sale'],
        'rejected: no earlier sale of that quantity':
            refunded['no earlier sale of that quantity'],
        'rejected: refunds more than was paid':
            refunded['refunds more than was paid'],
        'first': '2010-12-01T08:26:00Z', 'last': '2011-12-09T12:50:00Z',
    }


def hair_salon(folder):
    receipts = rows(folder / 'Receipt Transactions0.csv')
    bookings = rows(folder / 'Future Bookings (All Clients)0.csv')
    cancelled = rows(folder / 'Client Cancellations0.csv')
    missed = rows(folder / 'No-Show Report0.csv')
    services = {r['Desc'] for r in rows(folder / 'Service Listing0.csv')
                if r['Desc']}
    returns = [r for r in receipts if int(r['Quantity']) < 0]
    sold = [r for r in receipts if int(r['Quantity']) >= 0]
    negative = [r for r in sold if D(r['Amount']) < 0]
    positive = [r for r in sold if D(r['Amount']) >= 0]
    served = [r for r in positive if r['Description'] in services]
    visits = ({(r['Client'], r['Date']) for r in served
               if r['Client'] != 'WALK_IN'} |
              {('WALK_IN', r['Receipt']) for r in served
               if r['Client'] == 'WALK_IN'})
    booked = {(r['Code'], r['Date']) for r in bookings if r['Code']}
    cancellations = {(r['Code'], r['Booking Date'], r['Cancel Date'])
                     for r in cancelled}
    people = ({r['Client'] for r in receipts} - {'WALK_IN'} |
              {r['Code'] for r in bookings + cancelled + missed if r['Code']})
    bundles = [r for r in sold if r['Description'] == 'Blow dry bundle 5+1']
    return {
        'rows_read': sum(map(len, (receipts, bookings, cancelled, missed))),
        'rows_skipped': 0,
        'payment_captured': len({(r['Receipt'], r['Client']) for r in sold}),
        'lines': len(positive),
        'lines_minor': sum(minor(r['Amount']) for r in positive),
        'tenders_minor': -sum(minor(r['Amount']) for r in negative),
        'payment_refunded': len(returns),
        'refunds_minor': -sum(minor(r['Amount']) for r in returns),
        'redemption_requested': len(negative),
        'visit_completed': len(visits),
        'visits_with_appointment': len(visits & booked),
        'appointment_booked': len(booked) + len(cancellations),
        'appointment_cancelled': len(cancellations),
        'appointment_missed':
            len({(r['Code'], r['Date']) for r in missed if r['Code']}),
        'package_sessions': 6 * sum(int(r['Quantity']) for r in bundles),
        'customers': len(people),
        'rejected: no customer':
            sum(not r['Code'] for r in bookings + cancelled + missed),
        # Gross, less what bundles paid, less the return.
        'net_minor': sum(minor(r['Amount']) for r in receipts),
    }


def cdnow(folder):
    lines = [line.split() for line in
             text(folder / 'CDNOW_sample.txt.zst').splitlines()]
    return {
        'rows_read': len(lines), 'rows_skipped': 0,
        'payment_captured': len(lines), 'lines': len(lines),
        'lines_minor': sum(minor(line[4]) for line in lines),
        'quantity': sum(int(line[3]) for line in lines),
        'visit_completed': len({(line[0], line[2]) for line in lines}),
        'customers': len({line[0] for line in lines}),
        'first': '1997-01-01T17:00:00Z', 'last': '1998-06-30T16:00:00Z',
    }


def starbucks(folder):
    def records(name):
        return [json.loads(line, parse_float=D) for line in
                text(folder / name).splitlines() if line.strip()]
    profiles = records('profile.json.zst')
    events = records('transcript.json.zst')
    of = collections.defaultdict(list)
    for event in events:
        of[event['event']].append(event)
    paid = of['transaction']
    return {
        'rows_read': len(profiles) + len(events), 'rows_skipped': 0,
        'customer_enrolled': len(profiles),
        'payment_captured': len(paid), 'lines': len(paid),
        'lines_minor': sum(minor(e['value']['amount']) for e in paid),
        'message_sent': len(of['offer received']),
        'message_opened': len(of['offer viewed']),
        'engagement_recorded': len(of['offer completed']),
        'customers': len({p['id'] for p in profiles} |
                         {e['person'] for e in events}),
        'first': '2013-07-29T00:00:00Z',
    }


if __name__ == '__main__':
    data_set, data_folder = sys.argv[1:]
    expected = globals()[data_set](pathlib.Path(data_folder))
    print(json.dumps(expected, indent=2))
