"""Past orders of another shop system, from CSV files into the lake's raw zone.

See docs/history-import.md. A file's rows become blocks of whole orders (`reading`), a block's cells
become columns (`converting`, by a `mapping`), what the file says of whole orders is spread over
their lines (`spreading`), all is staged on disk where lines are compared with each other
(`staging`), and what is sound is put in the lake under the import's name (`places`).
"""
