"""Free ports on loopback: the usual one where it is free, else the next that is."""

import socket

HOST = "127.0.0.1"


def free_port(preferred: int, taken: set[int]) -> int:
    """Return ``preferred``, or the next higher port that nobody listens on; ``taken`` are promised to others."""
    for port in range(preferred, preferred + 1_000):
        if port not in taken and _is_free(port):
            taken.add(port)
            return port
    raise OSError(f"no free port from {preferred} on")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
