"""Template filters of the campaigns’ pages."""
