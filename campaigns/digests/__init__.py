"""The weekly digest: what is new for each who wants it, in one email, and none where there is nothing."""
