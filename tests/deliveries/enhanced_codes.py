"""The registry of enhanced status codes at IANA (RFC 5248), up to 7.30: subject.detail of each, and its kind.

``DEAD``: it says of the recipient that nobody is reached there, for good. ``NOW``: for now by its nature, also where a
server calls it permanent. All others are about us, the message, the way or the server, or say too little.
"""

HIGHEST = {0: 0, 1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}  # subject → its highest detail; none is left out
REGISTRY = [f"{subject}.{detail}" for subject, highest in HIGHEST.items() for detail in range(highest + 1)]

DEAD = {
    "1.1",  # Bad destination mailbox address
    "1.2",  # Bad destination system address
    "1.6",  # Destination mailbox has moved, No forwarding address
    "1.10",  # Recipient address has null MX (RFC 7505)
    "7.17",  # Mailbox owner has changed (RFC 7293)
    "7.18",  # Domain owner has changed (RFC 7293)
}
NOW = {
    "2.2",  # Mailbox full
    "3.1",  # Mail system full
    "4.5",  # Mail system congestion
    "5.3",  # Too many recipients
}
