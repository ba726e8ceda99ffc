"""The suites of `python -m evals run`: ask and record, then score, compare and report."""
