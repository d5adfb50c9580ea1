"""The web side of the mail catcher: mailboxes as on a phone, and the same as JSON for tests."""

from email.utils import parseaddr
from html import escape
from urllib.parse import quote

from config.simulators import mail_replies, page
from config.simulators.faults import Faults
from config.simulators.mail_replies import ReplyBox
from config.simulators.mail_store import KEPT, Mail, MailStore
from config.simulators.web import Answer, Request, html_answer, json_answer, see_other
from config.words import say as _

SHOWN = 200
# The mail's own HTML runs no script and loads nothing but pictures; its links open in a tab outside the sandbox.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
BODY_POLICY = (
    f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; font-src data:"
)
PAGE_POLICY = f"{page.ANSWERING_POLICY}; frame-src 'self'"


class MailPages:
    """Answers the requests of the viewer and of tests."""

    def __init__(self, store: MailStore, faults: Faults, replies: ReplyBox | None = None) -> None:
        self._store = store
        self._faults = faults
        self._replies = replies
        self.smtp: tuple[str, int] | None = None  # where answers are sent to

    def respond(self, request: Request) -> Answer:
        if request.path == "/api/messages":
            return self._messages(request)
        if request.path == "/api/faults":
            return self._faults.answer(request)
        if request.path == page.SCRIPT_ADDRESS:
            return Answer(page.SCRIPT.encode(), content_type="text/javascript; charset=utf-8")
        if request.path == "/health":
            return json_answer({"status": "ok", "total": self._store.total})
        if request.method == "POST" and request.path.endswith("/reply"):
            return self._reply(request)
        if request.method not in ("GET", "HEAD"):
            return json_answer({"error": "method not allowed"}, 405)
        return self._page(request)

    def _messages(self, request: Request) -> Answer:
        if request.method == "DELETE":
            self._store.empty()
            return json_answer({"total": 0, "messages": []})
        limit = request.one("limit")
        found = self._store.newest(request.one("to"), int(limit) if limit.isdecimal() else KEPT)
        return json_answer({"total": self._store.total, "messages": [mail.as_json() for mail in found]})

    def _reply(self, request: Request) -> Answer:
        """Answer a mail, by SMTP, from the mailbox that it lies in."""
        mail = self._store.get(request.path.strip("/").split("/")[1])
        text = request.form("text").replace("\r\n", "\n").strip()
        if mail is None or self.smtp is None or not text:
            return json_answer({"error": "nothing to answer"}, 400)
        sent = mail_replies.send(mail_replies.answer_to(mail, text), *self.smtp)
        return see_other(f"/messages/{mail.id}?to={quote(request.one('to'))}&sent={int(sent)}")

    def _page(self, request: Request) -> Answer:
        steps = request.path.strip("/").split("/")
        if steps == [""]:
            return self._inbox(request.one("to"))
        mail = self._store.get(steps[1]) if steps[0] == "messages" and len(steps) in (2, 3) else None
        if mail is None:
            back = _("Back to the inbox")
            return _html(page.page(_("Not found"), "", f'<p><a href="/">{escape(back)}</a></p>'), 404)
        if steps[2:] == ["body"]:
            return html_answer(
                '<base target="_blank">' + mail.html, Content_Security_Policy=BODY_POLICY, Referrer_Policy="no-referrer"
            )
        return self._mail(mail, request.one("to"), request.one("tab"), request.one("sent"))

    def _inbox(self, to: str) -> Answer:
        mails = self._store.newest(to, SHOWN)
        rows = "".join(_row(mail, to) for mail in mails)
        body = f'<ul class="mails">{rows}</ul>' if rows else page.empty(_("No mail has arrived yet."))
        return self._desk(to, page.phone(to or _("All mail"), body), total=self._store.total)

    def _mail(self, mail: Mail, to: str, tab: str, sent: str = "") -> Answer:
        shown = tab if tab in ("html", "text", "headers") else ("html" if mail.html else "text")
        address = f"/messages/{mail.id}?to={quote(to)}&tab="
        names = (("html", _("Message")), ("text", _("Plain text")), ("headers", _("Headers")))
        views = page.tabs([(name, address + key) for key, name in names], address + shown)
        inbox = _("Inbox")
        back = f'<a href="{_inbox_address(to)}">{escape(inbox)}</a>'
        above = f'<p class="bar row">{back}{page.moment(mail.received)}</p>{views}'
        below = ""
        if sent:
            words = _("Your answer was sent.") if sent == "1" else _("Your answer could not be sent.")
            below = f'<p class="bar" role="status">{escape(words)}</p>'
        elif self._replies and self._replies.takes(parseaddr(mail.header("Reply-To"))[1]):
            below = page.answer_box(f"/messages/{mail.id}/reply?to={quote(to)}", _("Answer by email"))
        return self._desk(to, page.phone(mail.subject or _("(no subject)"), _content(mail, shown), above, below))

    def _desk(self, to: str, phone: str, *, total: int | None = None) -> Answer:
        boxes = [(address, str(count), _inbox_address(address)) for address, count in self._store.mailboxes()[:SHOWN]]
        everyone = (_("All mail"), str(self._store.total), _inbox_address(""))
        nav = page.choices(_("Mailboxes"), [everyone, *boxes], _inbox_address(to))
        summary = _("Mail that the demo has sent. It never leaves this machine.")
        return _html(page.page(_("Caught mail"), summary, nav + phone, total=total))


def _inbox_address(to: str) -> str:
    return f"/?to={quote(to)}" if to else "/"


def _row(mail: Mail, to: str) -> str:
    sender = mail.header("From") or mail.sender
    subject = mail.subject or _("(no subject)")
    return (
        f'<li><a href="/messages/{mail.id}?to={quote(to)}"><span class="row"><strong>{escape(sender)}</strong>'
        f"{page.moment(mail.received)}</span><span>{escape(subject)}</span>"
        f'<span class="soft">{escape(" ".join(mail.text.split())[:90])}</span></a></li>'
    )


def _content(mail: Mail, shown: str) -> str:
    if shown == "headers":
        envelope = [(_("Envelope sender"), mail.sender), (_("Envelope recipients"), ", ".join(mail.to))]
        rows = (f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in (*envelope, *mail.headers))
        return f"<dl>{''.join(rows)}</dl>"
    if shown == "html" and mail.html:
        title = escape(mail.subject or _("Message"))
        return f'<iframe title="{title}" sandbox="{SANDBOX}" src="/messages/{mail.id}/body"></iframe>'
    return f'<pre class="text">{page.linked(mail.text)}</pre>{_attached(mail)}'


def _attached(mail: Mail) -> str:
    if not mail.attachments:
        return ""
    names = _("Attachments: {names}").format(names=", ".join(mail.attachments))
    return f'<p class="text soft">{escape(names)}</p>'


def _html(text: str, status: int = 200) -> Answer:
    return html_answer(text, status, Content_Security_Policy=PAGE_POLICY)
