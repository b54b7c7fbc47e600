"""What the tills send in the tests that kill: sales and redemptions of a
program so simple that a script can work out every balance."""
import json

PROGRAM = """\
program: kills
currency: CNY
timezone: Asia/Shanghai
units:
  - {name: points, kind: points, expiry: none}
earn:
  - {name: base, on: payment_captured, unit: points, rate: {per: 1.00, give: 1}}
"""


def fact(number, rng, expected, customers=200, redemptions=0.3):
    """One sale or redemption; `expected` is what the balances come to. The
    order of the calls of `rng` is kept, so that seeds keep their meaning."""
    customer = 'c-%d' % rng.randrange(customers)
    body = {'id': 'f-%d' % number, 'source': 'pos/1', 'customer_id': customer,
            'store_id': 's-1'}
    if rng.random() < redemptions:
        amount = rng.randrange(1, 400)
        body['redemption_requested'] = {
            'redemption_id': 'r-%d' % number, 'unit': 'points',
            'amount': amount}
        if expected.get(customer, 0) >= amount:
            expected[customer] -= amount
    else:
        minor = rng.randrange(1, 50000)
        body['payment_captured'] = {
            'payment_id': 'p-%d' % number,
            'lines': [{'kind': 'SERVICE',
                       'amount': {'currency': 'CNY', 'minor': minor}}]}
        expected[customer] = expected.get(customer, 0) + minor // 100
    return json.dumps(body)
