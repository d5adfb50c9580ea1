"""A short message as the gateway keeps it, and the gateway's words for what became of it."""

import secrets
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from config.simulators.page import KST

ACCOUNT = "26010100000000"
_CHARACTERS = (string.ascii_uppercase + string.digits).encode()
_ANY_BYTE = bytes(_CHARACTERS[byte % len(_CHARACTERS)] for byte in range(256))

TAKEN, WITH_CARRIER, COMPLETE = "2000", "3000", "4000"

# docs.solapi.com/api-reference/message-status-codes, as far as SMS, LMS and 알림톡 can meet them
STATUS_MESSAGES = {
    "1010": "필수 입력 값 미입력",
    "1011": "Format Error",
    "1013": "제목은 문자 타입이 'SMS'일 경우 사용이 불가능합니다.",
    "1014": "제목은 40byte까지 사용 가능합니다.",
    "1024": "서버 오류",
    "1025": "잘못된 메시지 타입",
    "1026": "중복 수신번호",
    "1028": "Non Printable Characters는 사용할 수 없습니다.",
    "1029": "문자메시지의 경우 EUC-KR(완성형 한글) 범위 안에 있는 문자만 사용 합니다.",
    "1030": "잔액 부족",
    "1031": "SMS는 90byte LMS, MMS는 2000byte까지 사용 가능 합니다.",
    "1032": "유효한 커스텀 필드 값이 아닙니다.",
    "1033": "kakaoOptions은 메시지가 ATA 나 CTA인 경우에만 사용가능합니다.",
    "1041": "유효한 플러스 친구 값이 아닙니다.",
    "1042": "유효한 템플릿 아이디가 아닙니다.",
    "1043": "등록한 템플릿과 내용이 다릅니다.",
    "1062": "발신번호 미등록",
    TAKEN: "정상 접수(이통사로 접수 예정)",
    WITH_CARRIER: "이통사로 접수(리포트를 기다리는 중)",
    "3010": "수신번호 형식 오류",
    "3032": "미가입자",
    "3040": "전송시간 초과",
    "3043": "단말기 Power off",
    "3054": "SPAM",
    "3104": "카카오톡 미사용자",
    COMPLETE: "발송 처리 완료",
}


def now() -> str:
    """Return the time as the gateway writes it: UTC, milliseconds, ``Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def new_id(kind: str) -> str:
    """Return an id like the gateway's: ``G4V`` or ``M4V``, the time in Korea, 15 random characters."""
    return f"{kind}4V{datetime.now(KST):%Y%m%d%H%M%S}" + secrets.token_bytes(15).translate(_ANY_BYTE).decode()


def status_message(code: str) -> str:
    return STATUS_MESSAGES.get(code, "Unknown Code")


@dataclass(slots=True)
class ShortMessage:
    """One message that was taken in; ``status_code`` and the dates move on with its reports."""

    id: str
    group_id: str
    to: str
    sender: str
    text: str
    type: str
    subject: str = ""
    custom_fields: dict[str, str] = field(default_factory=dict)
    size: int = 0
    fallback: dict[str, Any] | None = None  # what is sent where there is no KakaoTalk
    replacement: bool = False
    status_code: str = TAKEN
    date_created: str = field(default_factory=now)
    date_updated: str = ""
    date_processed: str | None = None
    date_reported: str | None = None
    date_received: str | None = None

    def as_listed(self) -> dict[str, Any]:
        """Return the message as ``GET /messages/v4/list`` shows it."""
        return {
            **self.as_reported(),
            "_id": self.id,
            "accountId": ACCOUNT,
            "country": "82",
            "text": self.text,
            "subject": self.subject or None,
            "autoTypeDetect": True,
            "status": "COMPLETE" if self.date_reported else "PENDING" if self.status_code == TAKEN else "SENDING",
            "networkName": "ETC",
            "replacement": self.replacement,
            "resendCount": 0,
            "reason": None,
            "log": [],
            "dateCreated": self.date_created,
            "dateUpdated": self.date_updated or self.date_created,
        }

    def as_reported(self) -> dict[str, Any]:
        """Return the message as the report webhook shows it: without its text."""
        return {
            "messageId": self.id,
            "groupId": self.group_id,
            "type": self.type,
            "to": self.to,
            "from": self.sender,
            "statusCode": self.status_code,
            "statusMessage": status_message(self.status_code),
            "networkCode": None,
            "customFields": self.custom_fields,
            "dateProcessed": self.date_processed,
            "dateReported": self.date_reported,
            "dateReceived": self.date_received,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the message for ``/api/messages``; ``bytes`` counts the text in cp949."""
        return {**self.as_listed(), "id": self.id, "bytes": self.size}

    def fall_back(self) -> bool:
        """Become the SMS or LMS that replaces an 알림톡; return whether there is one."""
        if self.fallback is None:
            return False
        self.text, self.subject = self.fallback["text"], self.fallback["subject"]
        self.type, self.size = self.fallback["type"], self.fallback["size"]
        self.replacement = True
        return True

    def move(self, code: str) -> None:
        """Go to ``code`` and date it."""
        self.status_code = code
        self.date_updated = now()
        if code == WITH_CARRIER:
            self.date_processed = self.date_updated
        else:
            self.date_reported = self.date_updated
            self.date_received = self.date_updated if code == COMPLETE else None
