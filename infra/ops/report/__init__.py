"""The Monday report: what happened in a shop last week, on one page that needs nothing else.

``reading`` asks the lake, ``findings`` makes values of the answers, ``attention`` decides what an
owner must know, ``charts`` draws, ``page`` puts it together. Every number on the page is one of
``analytics/queries``; none is computed in another way.
"""
