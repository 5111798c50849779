"""`make bench`: how fast the portal is, as ratios to a bare baseline in the same run.

A module of this package declares benchmarks:

    from benchmarks.harness import absolute, benchmark, ratio

    @benchmark
    def booking(size):
        ...
        yield ratio("booking ÷ bare transaction", value, at_least=0.3, detail="16 threads")

`size` is "small" or "full" (the SIZE variable). Rows of kind `absolute` are reported
with the machine's factor and never fail; a ratio that misses its goal fails the run.
"""
