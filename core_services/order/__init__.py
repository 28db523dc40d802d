"""Orders, stock and coupon redemptions: what was sold, to whom, and what is left to sell.

Only this service takes stock. It decides no price (the catalog quotes) and moves no money (the
payment service does); it remembers both, and a placed order's lines never change again.
"""
