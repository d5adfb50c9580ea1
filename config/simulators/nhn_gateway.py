"""An SMS gateway that speaks NHN Cloud's HTTP protocol, SMS API version 3.0, and keeps what it gets.

``python -m config.simulators.nhn_gateway --port 0 --appkey K --secret S --senders 0212345678``

It takes the faults of the other gateway, and ``{"resultCode": -9999}``, with which it refuses a request to send.
"""

import argparse
import hmac
import sys
from collections.abc import Mapping

from config.simulators import life
from config.simulators.faults import Faults
from config.simulators.nhn_intake import KINDS, Refused, Template, header, read_templates, take
from config.simulators.nhn_message import NhnMessage
from config.simulators.nhn_reports import NhnCarrier, NhnWebhook
from config.simulators.nhn_search import search, single
from config.simulators.sms_gateway import Gateway
from config.simulators.sms_kakao import Kakao
from config.simulators.sms_signature import Door, NotSigned
from config.simulators.sms_store import SmsStore
from config.simulators.web import Answer, Request, WebServer, json_answer
from config.words import say as _


class SecretKey(Door):
    """Checks the header X-Secret-Key, which is the secret itself."""

    def check(self, header: str) -> None:
        """Let a request with the right secret pass; raise NotSigned otherwise."""
        if not hmac.compare_digest(header.encode(), self._secret):
            raise NotSigned("-1000", "Invalid appKey.")  # the manual's table has no code for the secret alone


class NhnGateway(Gateway):
    """Answers the requests of senders; the viewer and the tests are answered as at the other gateway."""

    def __init__(
        self,
        appkey: str,
        door: Door,
        senders: frozenset[str],
        store: SmsStore,
        faults: Faults,
        carrier: NhnCarrier,
        templates: Mapping[str, Template],
    ) -> None:
        super().__init__(door, senders, store, faults, carrier, Kakao())
        self._place = f"/sms/v3.0/appKeys/{appkey}/"
        self._templates = templates

    def respond(self, request: Request) -> Answer:
        if request.path.startswith("/sms/"):
            return self._protocol(request)
        return super().respond(request)

    def _protocol(self, request: Request) -> Answer:
        """Answer with HTTP 200 whatever the result, as this gateway does."""
        try:
            return self._answered(request)
        except Refused as refused:
            return json_answer({"header": header(refused.code), "body": None})

    def _answered(self, request: Request) -> Answer:
        if not request.path.startswith(self._place):
            raise Refused("-1000" if "/appKeys/" in request.path else "-9998")
        try:
            self._door.check(request.headers.get("x-secret-key", ""))
        except NotSigned as error:
            raise Refused(error.code) from error
        steps = request.path.removeprefix(self._place).split("/")
        if steps[0] != "sender" or len(steps) not in (2, 3) or steps[1] not in KINDS:
            raise Refused("-9998")
        if request.method == "POST" and len(steps) == 2:
            return self._sent(request, KINDS[steps[1]])
        if request.method == "GET":
            return self._found(request, KINDS[steps[1]], *steps[2:])
        raise Refused("-9998")

    def _found(self, request: Request, kind: str, request_id: str = "") -> Answer:
        if fault := self._faults.take(status=..., on="list"):
            return json_answer({}, int(fault["status"]))
        if request_id:
            return json_answer(single(self._store.newest(), request_id, request.one("recipientSeq")))
        return json_answer(search(request, self._store.newest(), kind))

    def _sent(self, request: Request, kind: str) -> Answer:
        if fault := self._faults.take(status=..., on=None):
            return json_answer({}, int(fault["status"]))
        if fault := self._faults.take(resultCode=...):
            raise Refused(str(fault["resultCode"]))
        if not request.headers.get("content-type", "").lower().startswith("application/json"):
            raise Refused("-9996")
        try:
            body = request.json()
        except ValueError as error:
            raise Refused("-9997") from error
        partial = self._faults.take(mode="partial")
        code = str(partial.get("code", "-2019")) if partial else ""
        intake = take(body, kind, self._senders, self._templates, refuse_every_second=code)
        self._store.add(intake.taken)
        self._carrier.carry(intake.taken)
        return self._answer(intake)


def main() -> int:
    """Serve until a signal comes; return 1 when the port or the templates cannot be had."""
    given = _arguments()
    if given.die_with_parent:
        life.die_with_parent()
    ending = life.ending_signal()
    try:
        templates = read_templates(given.templates)
    except (OSError, ValueError) as error:
        sys.stderr.write(_("The templates cannot be read ({reason}).").format(reason=error) + "\n")
        return 1
    try:
        web = WebServer(given.host, given.port, _gateway(given, templates).respond)
    except OSError as error:
        return life.refuse_port(given.port, error)
    web.begin()
    life.announce(http=web.port)
    ending.wait()
    web.end()
    return 0


def _gateway(given: argparse.Namespace, templates: Mapping[str, Template]) -> NhnGateway:
    store, faults = SmsStore(given.store, NhnMessage), Faults(always="report")
    webhook = (
        NhnWebhook(given.webhook, faults, given.retry_delay, appkey=given.appkey, signature=given.signature)
        if given.webhook
        else None
    )
    carrier = NhnCarrier(store, faults, webhook, given.report_delay)
    senders = frozenset(number.strip().replace("-", "") for number in given.senders.split(","))
    door = SecretKey(given.appkey, given.secret)
    return NhnGateway(given.appkey, door, senders, store, faults, carrier, templates)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nhn_gateway")
    parser.add_argument("--port", type=int, default=0, help=_("port; 0 takes a free one"))
    parser.add_argument("--appkey", required=True, help=_("the app key in the address of each request"))
    parser.add_argument("--secret", required=True, help=_("the secret key that each request bears"))
    parser.add_argument("--senders", required=True, help=_("registered sender numbers, separated by commas"))
    parser.add_argument("--templates", metavar="FILE", help=_("registered templates, as JSON"))
    parser.add_argument("--webhook", help=_("address that gets the reports"))
    parser.add_argument("--signature", default="", help=_("the word that the webhook bears as its signature"))
    parser.add_argument("--report-delay", type=float, default=0.2, help=_("seconds until a report"))
    parser.add_argument("--retry-delay", type=float, default=1.0, help=_("seconds before a webhook is called again"))
    life.add_arguments(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
