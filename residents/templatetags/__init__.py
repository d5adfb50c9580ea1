"""Template filters and tags of this room, which the pages of every room may use."""
