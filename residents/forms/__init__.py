"""Forms of the resident's pages: they check shape and say how to mend it."""
