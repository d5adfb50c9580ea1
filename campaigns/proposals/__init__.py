"""What residents propose: its way through the office, and what came of it, told to who said it."""
