"""Template filters of the pages of notices."""
