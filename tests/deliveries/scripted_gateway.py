"""An SMS gateway that answers by script, for what the simulator does not do."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CUT = "cut"  # read the request, then close without an answer
SILENCE = "silence"  # read the request, then say nothing until the client goes away

Answer = str | tuple[int, Any]


class ScriptedGateway:
    """``answers`` are used up in order, whatever is asked; a body of bytes goes as it is, others as JSON."""

    def __init__(self, answers: list[Answer]) -> None:
        self._answers = list(answers)
        self.requests: list[Any] = []
        self.paths: list[str] = []
        self.authorizations: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"solapi://key:secret@127.0.0.1:{self.port}?from=02-1234-5678&scheme=http"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.requests.append(json.loads(body))
                self._answer()

            def do_GET(self) -> None:
                self._answer()

            def log_message(self, *_: object) -> None:
                pass

            def _answer(self) -> None:
                gateway.paths.append(self.path)
                gateway.authorizations.append(self.headers["Authorization"])
                gateway.headers.append({name.lower(): value for name, value in self.headers.items()})
                answer = gateway._answers.pop(0)
                if isinstance(answer, str):
                    self.close_connection = True
                    if answer == SILENCE:
                        self.connection.settimeout(30)
                        self.rfile.read(1)
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, said = answer
                data = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        return Handler
