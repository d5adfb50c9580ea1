"""What the demo says when it cannot go on."""


class DemoFailed(Exception):
    """A part of the demo cannot start; the text says why, with the end of the part's log."""
