"""An SMS gateway that speaks Solapi's HTTP protocol, version 4, and keeps what it gets.

``python -m config.simulators.sms_gateway --port 0 --key K --secret S --senders 0212345678``

Each phone of its page has a box to answer in; what is typed there goes to ``--incoming``, as the house's own interface
for messages from phones has it (docs/decisions/0029-what-residents-write.md). ``POST /api/replies`` does the same.

A fault is a JSON object, shown ``times`` (1; a ``report`` until cleared). ``{"status": 429}`` refuses a request with
this HTTP status and an ``errorCode`` before anything is taken; with ``"on": "list"`` one for the list.
``{"report": "3032", "to": …}`` has messages end with this code. Otherwise it has a ``mode``:

========================  ===================================================================================
``timeout``               take nothing, keep silent for ``seconds`` (60), cut the connection
``timeout_after_accept``  take all, keep silent for ``seconds`` (60), cut the connection
``slow``                  take all, and answer after ``seconds`` (60)
``error_after_accept``    take all, and answer with the HTTP status ``code`` (502)
``malformed``             take all, and answer with half of the JSON
``partial``               refuse every second message with ``code`` (1024), take the others
``lost_reports``          do not call the webhook
``repeated_reports``      call it twice with the same events
``late_reports``          call it ``seconds`` (60) later
``early_reports``         call it before the request is answered
``stale_reports``         call it, and then again with new events that tell an earlier state (3000)
``unknown_reports``       add events about messages that nobody here has sent
========================  ===================================================================================
"""

import argparse
import sys
import threading
from typing import Any
from urllib.parse import quote

from config.simulators import life, page
from config.simulators.faults import Faults
from config.simulators.sms_answers import Answers
from config.simulators.sms_intake import BadRequest, Intake, take
from config.simulators.sms_kakao import Kakao
from config.simulators.sms_pages import phones
from config.simulators.sms_reports import REPORT_MODES, Carrier, Webhook
from config.simulators.sms_signature import Door, NotSigned
from config.simulators.sms_store import SmsStore
from config.simulators.web import Answer, Request, WebServer, Withheld, json_answer, see_other
from config.words import say as _

SEND, LIST = "/messages/v4/send-many/detail", "/messages/v4/list"
STALL_SECONDS = 60.0
MODES = frozenset({"timeout", "timeout_after_accept", "slow", "error_after_accept", "malformed", "partial"})
ERROR_CODES = {402: "NotEnoughBalance", 429: "TooManyRequests"}


class Gateway:
    """Answers the requests of senders, of the viewer and of tests."""

    def __init__(
        self,
        door: Door,
        senders: frozenset[str],
        store: SmsStore,
        faults: Faults,
        carrier: Carrier,
        kakao: Kakao,
        answers: Answers | None = None,
    ) -> None:
        self._door = door
        self._kakao = kakao
        self._senders = senders
        self._store = store
        self._faults = faults
        self._carrier = carrier
        self._answers = answers or Answers(None)

    def respond(self, request: Request) -> Answer:
        if request.path.startswith("/messages/"):
            return self._protocol(request)
        if request.path == "/api/messages":
            return self._messages(request)
        if request.path == "/api/replies" and request.method == "POST":
            return self._reply(request.json().get("from", ""), request.json().get("text", ""))
        if request.path == "/reply" and request.method == "POST":
            self._reply(request.one("from"), request.form("text"))
            return see_other(f"/?to={quote(request.one('from'))}")
        if request.path == "/api/faults":
            return self._faults.answer(request)
        if request.path == page.SCRIPT_ADDRESS:
            return Answer(page.SCRIPT.encode(), content_type="text/javascript; charset=utf-8")
        if request.path == "/health":
            return json_answer({"status": "ok", "total": self._store.total})
        if request.path == "/":
            return phones(self._store, request.one("to"), self._answers)
        return _error(404, "NotFound", "not found")

    def _messages(self, request: Request) -> Answer:
        if request.method == "DELETE":
            self._store.empty()
            self._answers.empty()
            return json_answer({"total": 0, "messages": []})
        found = [message.as_json() for message in self._store.newest(request.one("to"))]
        return json_answer({"total": self._store.total, "messages": found})

    def _reply(self, sender: str, text: str) -> Answer:
        """Send a message from a phone to the number that its newest message came from."""
        newest = next(iter(self._store.newest(sender)), None)
        try:
            typed = self._answers.send(sender, newest.sender if newest else min(self._senders), text)
        except ValueError:
            return _error(400, "ValidationError", "from, text")
        return json_answer(typed.as_json())

    def _protocol(self, request: Request) -> Answer:
        try:
            self._door.check(request.headers.get("authorization", ""))
        except NotSigned as refused:
            return _error(403, refused.code, str(refused))
        if (request.method, request.path) == ("GET", LIST):
            return self._list(request)
        if (request.method, request.path) == ("POST", SEND):
            return self._send(request)
        return _error(404, "ResourceNotFound", "존재하지 않는 리소스입니다.")

    def _list(self, request: Request) -> Answer:
        if fault := self._faults.take(status=..., on="list"):
            return _failing(fault)
        try:
            return json_answer(self._store.search(request.query))
        except ValueError as error:
            return _error(400, "ValidationError", str(error))

    def _send(self, request: Request) -> Answer:
        fault = self._faults.take(status=..., on=None)
        if fault:
            return _failing(fault)
        if fault := self._faults.take(mode="timeout"):
            _keep_silent(fault)
            raise Withheld
        partial = self._faults.take(mode="partial")
        try:
            intake = take(request.json(), self._senders, refuse_every_second=_code(partial), kakao=self._kakao)
        except (BadRequest, ValueError) as error:
            return _error(400, "ValidationError", str(error))
        self._store.add(intake.taken)
        self._carrier.carry(intake.taken)
        return self._answer(intake)

    def _answer(self, intake: Intake) -> Answer:
        """Answer, unless told to keep silent or to speak gibberish after the messages were taken."""
        if fault := self._faults.take(mode="timeout_after_accept"):
            _keep_silent(fault)
            raise Withheld
        if fault := self._faults.take(mode="slow"):
            _keep_silent(fault)
        if fault := self._faults.take(mode="error_after_accept"):
            return _failing({"status": fault.get("code", 502)})
        answer = json_answer(intake.as_json())
        if self._faults.take(mode="malformed"):
            return Answer(answer.body[: len(answer.body) // 2])
        return answer


def _keep_silent(fault: dict[str, Any]) -> None:
    threading.Event().wait(float(fault.get("seconds", STALL_SECONDS)))


def _code(fault: dict[str, Any] | None) -> str:
    return str(fault.get("code", "1024")) if fault else ""


def _failing(fault: dict[str, Any]) -> Answer:
    status = int(fault["status"])
    code = fault.get("errorCode") or ERROR_CODES.get(status, "InternalServerError")
    return _error(status, str(code), "simulated")


def _error(status: int, code: str, message: str) -> Answer:
    return json_answer({"errorCode": code, "errorMessage": message}, status)


def main() -> int:
    """Serve until a signal comes; return 1 when the port cannot be had."""
    given = _arguments()
    if given.die_with_parent:
        life.die_with_parent()
    ending = life.ending_signal()
    try:
        kakao = Kakao.from_file(given.pf_id, given.templates, given.no_kakao)
    except (OSError, ValueError) as error:
        sys.stderr.write(_("The templates cannot be read ({reason}).").format(reason=error) + "\n")
        return 1
    store, faults = SmsStore(given.store), Faults(always="report", mode=MODES | REPORT_MODES)
    webhook = Webhook(given.webhook, faults, given.retry_delay) if given.webhook else None
    carrier = Carrier(store, faults, webhook, given.report_delay, kakao)
    senders = frozenset(number.strip().replace("-", "") for number in given.senders.split(","))
    answers = Answers(given.incoming, given.retry_delay)
    gateway = Gateway(Door(given.key, given.secret), senders, store, faults, carrier, kakao, answers)
    try:
        web = WebServer(given.host, given.port, gateway.respond)
    except OSError as error:
        return life.refuse_port(given.port, error)
    web.begin()
    life.announce(http=web.port)
    ending.wait()
    web.end()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sms_gateway")
    parser.add_argument("--port", type=int, default=0, help=_("port; 0 takes a free one"))
    parser.add_argument("--key", required=True, help=_("the API key that senders sign with"))
    parser.add_argument("--secret", required=True, help=_("the API secret that senders sign with"))
    parser.add_argument("--senders", required=True, help=_("registered sender numbers, separated by commas"))
    parser.add_argument("--pf-id", default="", help=_("the Kakao channel that may send 알림톡"))
    parser.add_argument(
        "--templates", metavar="FILE", help=_("approved 알림톡 templates: a JSON object of id and text")
    )
    parser.add_argument(
        "--no-kakao", default="", metavar="ENDINGS", help=_("endings of numbers without KakaoTalk, separated by commas")
    )
    parser.add_argument("--webhook", help=_("address that gets the reports"))
    parser.add_argument("--incoming", help=_("address that gets what the phones send"))
    parser.add_argument("--report-delay", type=float, default=0.2, help=_("seconds until a report"))
    parser.add_argument("--retry-delay", type=float, default=1.0, help=_("seconds before a webhook is called again"))
    life.add_arguments(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
