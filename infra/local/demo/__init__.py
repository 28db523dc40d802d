"""The demo shop: its catalogue, its drawn product images, its tax, shipping and promotion tables.

Everything here is our own and made from the data files in ``texts`` and ``reference``; the same
input always gives the same catalogue, so that seeding twice changes nothing.
"""
