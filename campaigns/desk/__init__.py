"""The office's side of events: writing them, registering people at the counter and on the phone, the door, what follows."""
