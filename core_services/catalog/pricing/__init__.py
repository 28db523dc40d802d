"""What a basket costs: pure functions over frozen structs; no I/O and no clock.

The rounding rule of the shop, stated here and nowhere else:

- Amounts are whole minor units of one currency. A product of an amount and a rate is rounded half
  up, once, and never again.
- A discount is computed once for all the lines it touches and then allocated to them by
  ``contracts.money.allocate`` (largest remainder), so its parts add up to it.
- Tax is computed once per line, for the sum of the rates that apply, on the amount after discounts,
  and allocated to the rates. It is never computed on a total: totals are sums of lines.
"""
