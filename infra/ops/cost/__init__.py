"""What an environment costs: Terraform's plan at list prices, and what orders add.

`prices` reads and renews the price table, `fixed` reads a plan, `usage` what customers do, and
`page` writes ``docs/cost.md``.
"""
