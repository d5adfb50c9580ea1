"""Free ports on loopback: the usual one where it is free, else the next that is."""

import socket

from config.demo.failure import DemoFailed
from config.words import say as _

HOST = "127.0.0.1"
REACH = 1_000

# Ports that this process gave out, each with a name of the kernel's (unix(7), "abstract") that no second process gets
# before this one ends: two demos that start at the same moment find the same port free long before either uses it.
_claims: dict[int, socket.socket] = {}


def free_port(preferred: int) -> int:
    """Return ``preferred``, or the next higher port that nobody uses and no other demo was given; it stays ours."""
    for port in range(preferred, min(preferred + REACH, 65_536)):
        if _claim(port):
            return port
    raise DemoFailed(_("No port from %(port)s on is free.") % {"port": preferred})


def _claim(port: int) -> bool:
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0sotong-demo-{HOST}:{port}")
        _try(port)
    except OSError:
        claim.close()
        return False
    _claims[port] = claim
    return True


def _try(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
