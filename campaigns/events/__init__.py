"""Events: who takes part, who waits, who is told what; and what the public and a calendar see of them."""
