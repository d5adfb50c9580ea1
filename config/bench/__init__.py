"""The benchmark: Sotong, the usual ways of sending, and the limit of the machine, side by side in one run.

``manage.py bench`` runs it on servers and data of its own (``SOTONG_DATA/bench``), which go when it ends. What is
measured and how to read it is in docs/benchmarks.md.
"""
