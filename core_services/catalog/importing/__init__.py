"""Reading product files of other shops, and our own, as a stream of ``ProductRecord``.

The readers are pure: bytes go in as they arrive, records and complaints come out, each with its
place in the file. What is kept between rows is the product at hand and the names seen so far,
never the file.
"""
