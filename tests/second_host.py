"""A second host: a network namespace with a mail server and a worker of its own, on the first one's database and queue.

``unshare --net python -m tests.second_host SMTP_PORT HTTP_PORT``. Nothing on its loopback is to be seen from outside,
so it asks its mail catcher itself: a JSON line ``[method, path, body]`` on standard input is answered by one on
standard output. It ends when its input does.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import urllib.request

from config.demo.ports import HOST

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP (netdevice(7))


def main(smtp_port: str, http_port: str) -> None:
    _raise_loopback()
    catcher = ["config.simulators.mail_catcher", "--smtp-port", smtp_port, "--http-port", http_port]
    worker = ["celery", "-A", "config", "worker", "-Q", "email", "--hostname", "second@%h", "--concurrency", "2"]
    children = [
        subprocess.Popen([sys.executable, "-m", *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for command in (catcher, worker)
    ]
    try:
        for line in sys.stdin:
            method, path, body = json.loads(line)
            sys.stdout.write(json.dumps(_ask(http_port, method, path, body)) + "\n")
            sys.stdout.flush()
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            child.wait(20)


def _raise_loopback() -> None:
    """Bring ``lo`` up: in a new namespace it is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sH14x", b"lo", 0)
        (flags,) = struct.unpack_from("H", fcntl.ioctl(control, _GET_FLAGS, asked), 16)
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


def _ask(port: str, method: str, path: str, body: object) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://{HOST}:{port}{path}", data, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own simulator
            text = answer.read()
    except OSError:
        return None  # it is not up yet
    return json.loads(text) if text.strip() else True


if __name__ == "__main__":
    main(*sys.argv[1:3])
