"""Contact repair: finding contacts that a message would not reach, and calling their owners before a send day."""
