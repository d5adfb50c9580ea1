"""Who may speak to the gateway: HMAC-SHA256 over date and salt, good once and for 15 minutes (docs.solapi.com)."""

import hashlib
import hmac
import re
import threading
import time
from collections import deque
from datetime import UTC, datetime

SKEW = 15 * 60.0  # seconds
SALT_BYTES = range(12, 65)
_PART = re.compile(r"\s*(\w+)\s*=\s*([^,]+?)\s*(?:,|$)")


class NotSigned(Exception):
    """The signature is refused; ``code`` is the gateway's errorCode, the text its errorMessage."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Door:
    """Checks the Authorization header of each request, and remembers the signatures it has seen."""

    def __init__(self, key: str, secret: str) -> None:
        self._key = key
        self._secret = secret.encode()
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._order: deque[tuple[float, str]] = deque()

    def check(self, header: str) -> None:
        """Let a rightly signed request pass; raise NotSigned otherwise."""
        method, _, rest = header.partition(" ")
        parts = {name.lower(): value for name, value in _PART.findall(rest)}
        if method.upper() != "HMAC-SHA256" or not {"apikey", "date", "salt", "signature"} <= parts.keys():
            raise NotSigned("Unauthorized", "Authorization 헤더의 형식이 올바르지 않습니다.")
        if not hmac.compare_digest(parts["apikey"].encode(), self._key.encode()):
            raise NotSigned("InvalidAPIKey", "유효한 API Key가 아닙니다.")
        self._check_time(parts["date"])
        if len(parts["salt"].encode()) not in SALT_BYTES:
            raise NotSigned("ValidationError", "salt는 12 ~ 64바이트로 입력해주세요.")
        expected = hmac.new(self._secret, (parts["date"] + parts["salt"]).encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(parts["signature"].encode(), expected.encode()):
            raise NotSigned("SignatureDoesNotMatch", "생성한 signature를 확인하세요.")
        self._use_once(expected)

    def _check_time(self, date: str) -> None:
        try:
            given = datetime.fromisoformat(date)
        except ValueError as error:
            raise NotSigned("ValidationError", "date는 ISO 8601 형식으로 입력해주세요.") from error
        if abs((given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp() - time.time()) > SKEW:
            raise NotSigned("RequestTimeTooSkewed", "요청 시간이 서버 시간과 15분 이상 차이가 납니다.")

    def _use_once(self, signature: str) -> None:
        moment = time.monotonic()
        with self._lock:
            while self._order and self._order[0][0] < moment - 2 * SKEW:
                self._seen.discard(self._order.popleft()[1])
            if signature in self._seen:
                raise NotSigned("DuplicatedSignature", "이미 사용한 signature입니다.")
            self._seen.add(signature)
            self._order.append((moment, signature))
