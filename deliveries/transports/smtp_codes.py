"""What a mail server's refusal means, and what to do: by enhanced status code, or else by reply code.

Held against RFC 5321 (4.2), RFC 4954 (6), RFC 7504, and the IANA registry of enhanced status codes (RFC 3463, RFC 5248,
RFC 7505). The class (4 or 5) says whether it is for now or for good; the rows below say what it is about. An address is
dead only where a code says so and nothing else: 550 by itself may be the mailbox, or the server's opinion of us.
"""

from dataclasses import dataclass
from enum import Enum

from deliveries.states import DeliveryState


class Remedy(Enum):
    """What to do about a refusal."""

    RETRY = "retry later"
    FAIL = "fail"
    SUPPRESS = "fail, and send nothing more to this address"
    STOP = "the server refuses us, not this message: let it rest"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a refusal means; ``stop`` says that the next message would fare no better."""

    remedy: Remedy
    meaning: str

    @property
    def state(self) -> DeliveryState:
        """Return what the delivery becomes: QUEUED to be tried again, or FAILED."""
        return DeliveryState.QUEUED if self.remedy in (Remedy.RETRY, Remedy.STOP) else DeliveryState.FAILED

    @property
    def dead_address(self) -> bool:
        return self.remedy is Remedy.SUPPRESS

    @property
    def stop(self) -> bool:
        return self.remedy is Remedy.STOP


RETRY, FAIL, SUPPRESS, STOP = Remedy.RETRY, Remedy.FAIL, Remedy.SUPPRESS, Remedy.STOP

# subject.detail → what to do when it is for good, and what it means.
ENHANCED: dict[str, tuple[Remedy, str]] = {
    "0.0": (FAIL, "undefined"),
    "1.0": (FAIL, "something about the address"),
    "1.1": (SUPPRESS, "no such mailbox"),
    "1.2": (SUPPRESS, "no such mail domain"),
    # Our addresses were checked when they came in, so this is more likely a quirk of the server.
    "1.3": (FAIL, "the server does not like the address's syntax"),
    "1.4": (FAIL, "the address fits several mailboxes"),
    "1.5": (FAIL, "the address is valid"),
    "1.6": (SUPPRESS, "the mailbox has moved, nobody says where to"),
    "1.7": (FAIL, "the sender address's syntax"),
    "1.8": (FAIL, "the sender address's domain"),
    "1.9": (FAIL, "relayed to a server that does not report back"),
    "1.10": (SUPPRESS, "the domain says that it takes no mail (null MX)"),
    "2.0": (FAIL, "something about the mailbox"),
    # Also said of a mailbox that gets too much for the moment, or is locked for a while.
    "2.1": (FAIL, "the mailbox takes no messages at present"),
    # By nature for now: the owner may make room any day.
    "2.2": (RETRY, "the mailbox is full"),
    "2.3": (FAIL, "longer than the mailbox allows"),
    "2.4": (FAIL, "the mailing list cannot be expanded"),
    "3.0": (FAIL, "something about the server"),
    "3.1": (RETRY, "the server's storage is full"),
    "3.2": (FAIL, "the server takes no messages"),
    "3.3": (FAIL, "the server lacks a feature"),
    "3.4": (FAIL, "too big for the server"),
    "3.5": (FAIL, "the server is set up wrongly"),
    "3.6": (FAIL, "the priority was changed"),
    "4.0": (FAIL, "something about the network"),
    "4.1": (FAIL, "the host does not answer"),
    "4.2": (FAIL, "the connection is bad"),
    "4.3": (FAIL, "the directory does not answer"),
    "4.4": (FAIL, "no route"),
    "4.5": (RETRY, "the mail system is congested"),
    "4.6": (FAIL, "a routing loop"),
    "4.7": (FAIL, "the time for delivery ran out"),
    "5.0": (FAIL, "something about the protocol"),
    "5.1": (FAIL, "a command out of turn"),
    "5.2": (FAIL, "a command's syntax"),
    "5.3": (RETRY, "too many recipients"),
    "5.4": (FAIL, "a command's arguments"),
    "5.5": (FAIL, "the wrong version of the protocol"),
    "5.6": (FAIL, "an authentication line too long"),
    "6.0": (FAIL, "something about the content"),
    "6.1": (FAIL, "the kind of content is not supported"),
    "6.2": (FAIL, "a conversion is needed and forbidden"),
    "6.3": (FAIL, "a conversion is needed and not supported"),
    "6.4": (FAIL, "converted with loss"),
    "6.5": (FAIL, "the conversion failed"),
    "6.6": (FAIL, "the content is not available"),
    "6.7": (FAIL, "addresses beyond ASCII are not permitted here"),
    "6.8": (FAIL, "the answer would need UTF-8"),
    "6.9": (FAIL, "the header in UTF-8 cannot be transferred"),
    "6.10": (FAIL, "the answer would need UTF-8"),
    "7.0": (FAIL, "a matter of security or policy"),
    "7.1": (FAIL, "not authorised, or blocked by policy"),
    "7.2": (FAIL, "the mailing list may not be expanded"),
    "7.3": (FAIL, "a security conversion is not possible"),
    "7.4": (FAIL, "security features are not supported"),
    "7.5": (FAIL, "the cryptography failed"),
    "7.6": (FAIL, "the cryptographic algorithm is not supported"),
    "7.7": (FAIL, "the message's integrity is damaged"),
    "7.8": (FAIL, "our user or password is wrong"),
    "7.9": (FAIL, "the authentication is too weak"),
    "7.10": (FAIL, "encryption is needed"),
    "7.11": (FAIL, "encryption is needed to authenticate"),
    "7.12": (FAIL, "our password has to be changed"),
    "7.13": (FAIL, "the account is disabled"),
    "7.14": (FAIL, "a relation of trust is required"),
    "7.15": (FAIL, "the priority is too low"),
    "7.16": (FAIL, "too big for its priority"),
    # What is personal must not go to whoever has the address now (RFC 7293).
    "7.17": (SUPPRESS, "the mailbox belongs to somebody else now"),
    "7.18": (SUPPRESS, "the domain belongs to somebody else now"),
    "7.19": (FAIL, "whether the owner changed cannot be told"),
    "7.20": (FAIL, "no DKIM signature passes"),
    "7.21": (FAIL, "no acceptable DKIM signature"),
    "7.22": (FAIL, "no DKIM signature of the author's domain"),
    "7.23": (FAIL, "SPF does not let us send"),
    "7.24": (FAIL, "SPF cannot be evaluated"),
    "7.25": (FAIL, "our address has no name in reverse DNS"),
    "7.26": (FAIL, "several authentication checks failed"),
    "7.27": (FAIL, "the sender's domain takes no mail (null MX)"),
    "7.28": (FAIL, "taken for a flood of mail"),
    "7.29": (FAIL, "the ARC chain does not validate"),
    "7.30": (FAIL, "REQUIRETLS is required"),
}

# Reply codes that name nobody but us, whatever enhanced code stands behind them.
_ABOUT_US: dict[int, str] = {
    421: "the service ends the connection",
    432: "our password has to be changed",
    454: "authentication or TLS is not available at present",
    521: "the host takes no mail",
    530: "authentication is needed",
    534: "the authentication is too weak",
    535: "our user or password is wrong",
    538: "encryption is needed to authenticate",
}

# Reply codes, where no enhanced code says more.
REPLIES: dict[int, tuple[Remedy, str]] = {
    450: (RETRY, "the mailbox is busy, or not yet known to the server"),
    451: (RETRY, "an error of the server"),
    452: (RETRY, "the server's storage is full, or too many recipients"),
    455: (RETRY, "the server cannot take the parameters at present"),
    500: (FAIL, "a command's syntax"),
    501: (FAIL, "the syntax of a command's arguments"),
    502: (FAIL, "a command is not implemented"),
    503: (FAIL, "a command out of turn"),
    504: (FAIL, "a command's parameter is not implemented"),
    550: (FAIL, "no such mailbox, or a matter of policy"),
    551: (FAIL, "the mailbox is elsewhere"),
    552: (RETRY, "the mailbox is full"),
    553: (FAIL, "the mailbox's name is not allowed"),
    554: (FAIL, "the transaction failed"),
    555: (FAIL, "parameters of MAIL or RCPT are not known"),
    556: (SUPPRESS, "the domain takes no mail"),
}

# Said at MAIL, these are about the one message; all else that is said there is about us (RFC 1870, RFC 6531).
_ABOUT_THE_MESSAGE = frozenset({"2.3", "3.4", "6.7", "6.8", "6.9", "6.10", "7.15", "7.16"})
_SYNTAX = frozenset({500, 501, 502, 503, 504, 555})


def verdict(code: int, enhanced: str | None = None, *, command: str = "") -> Verdict:
    """Return what a 4xx or 5xx reply means; ``enhanced`` as in ``5.1.1``; ``code`` 0 where only that is known.

    ``command`` is the one it answers. No recipient has been named at MAIL, so that a refusal there is about us.
    """
    kind, _, detail = (enhanced or "").partition(".")
    code = code or (int(kind) * 100 + 50 if kind in ("4", "5") else 0)
    if code in _ABOUT_US:
        return Verdict(STOP, _ABOUT_US[code])
    remedy, meaning = ENHANCED.get(detail) or REPLIES.get(code) or _of_class(code)
    if detail == "0.0":  # it says no more than the reply code, or less
        remedy, meaning = REPLIES.get(code) or (remedy, meaning)
    if command.upper() == "MAIL" and code not in _SYNTAX and detail not in _ABOUT_THE_MESSAGE and code != 552:
        return Verdict(STOP, meaning)
    return Verdict(_at_most(remedy, code, kind), meaning)


def _at_most(remedy: Remedy, code: int, kind: str) -> Remedy:
    """Let what is for now stay for now, and nothing be dead on a word that contradicts itself (550 4.1.1)."""
    if 400 <= code < 500:
        return RETRY
    if remedy is SUPPRESS and kind not in ("", "5"):
        return FAIL
    return remedy


def _of_class(code: int) -> tuple[Remedy, str]:
    """Return what to do about a code of no table, by its class (RFC 5321, 4.2.1)."""
    return (RETRY, "refused for now") if 400 <= code < 500 else (FAIL, "refused")
