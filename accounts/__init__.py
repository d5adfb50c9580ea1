"""The office's own people: users, their roles and dongs, and the log of who looked at whose data."""
