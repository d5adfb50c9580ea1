"""The pages of notices: ``resident`` for who reads one, ``batches`` for the staff."""
