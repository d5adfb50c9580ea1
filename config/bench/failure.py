class BenchFailed(Exception):
    """The benchmark cannot run or did not measure what it says; the text says what to do."""
