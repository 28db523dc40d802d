"""A payment provider for one machine: Stripe's API, hosted page and webhooks over a durable book.

It stands where Stripe stands: another company's system. It knows nothing of the shop that calls
it, imports nothing of the platform, and keeps its own record of every payment, so that a test
can ask it what really happened.
"""
