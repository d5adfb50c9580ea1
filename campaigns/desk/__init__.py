"""The office's side of events: writing them, registering people by counter and phone, the door, what follows."""
