"""A country of rows for the benchmarks: deterministic, made by SQL, without workflow.

The same arguments always give the same rows, so that two runs compare.
"""
