"""The first consent texts, the interests, and the trigger that keeps the consent ledger append-only."""

import datetime
import hashlib

from django.db import migrations

TEXTS = {
    "collection_use": """개인정보 수집·이용 동의 (필수)
목적: 전자행정 안내(지방세, 민방위, 취학 등) 발송과 본인 확인
항목: 성명, 생년월일, 성별, 주소, 휴대전화번호, 이메일 주소
보유 기간: 동의를 철회하실 때까지
거부하실 수 있습니다. 거부하시면 전자 안내를 받으실 수 없고, 종전과 같이 종이로 받으십니다.""",
    "third_party": """개인정보 제3자 제공 동의 (선택)
제공받는 자: 문자·이메일 발송 대행 사업자
목적: 안내 발송
항목: 휴대전화번호, 이메일 주소
보유 기간: 발송 완료 후 지체 없이 파기
거부하실 수 있으며, 거부하셔도 신청에는 영향이 없습니다.""",
    "promotional": """홍보성 정보 수신 동의 (선택)
목적: 강좌, 문화행사, 도서관, 건강 소식 안내
항목: 성별, 생년월일, 관심분야, 휴대전화번호, 이메일 주소
보유 기간: 동의를 철회하실 때까지 (2년마다 다시 여쭙습니다)
거부하실 수 있으며, 거부하셔도 신청에는 영향이 없습니다.""",
    "civil_defense": """민방위 교육훈련 통지서 전자문서 수신 동의 (선택)
목적: 민방위 교육훈련 통지서를 종이 대신 전자문서로 전달
항목: 성명, 생년월일, 주소, 휴대전화번호, 이메일 주소
보유 기간: 동의를 철회하실 때까지
거부하실 수 있습니다. 거부하시면 통지서를 종이로 받으십니다.""",
}
INTERESTS = (
    "교육·강좌", "문화·공연·축제", "도서관", "건강·보건", "복지", "보육·아동", "청년", "어르신", "일자리·경제", "체육",
    "환경·청소", "교통·주차", "안전·재난", "주민참여", "동 소식",
)


def add_texts(apps, schema_editor):
    text = apps.get_model("residents", "ConsentText")
    text.objects.bulk_create(
        text(
            kind=kind,
            version="1",
            body=body,
            sha256=hashlib.sha256(body.encode()).hexdigest(),
            since=datetime.date(2026, 1, 1),
        )
        for kind, body in TEXTS.items()
    )


def add_interests(apps, schema_editor):
    interest = apps.get_model("residents", "Interest")
    interest.objects.bulk_create(interest(name=name) for name in INTERESTS)


APPEND_ONLY = """
CREATE FUNCTION residents_consent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the consent ledger is append-only: add a line instead';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON residents_consententry
  FOR EACH ROW EXECUTE FUNCTION residents_consent_append_only();
"""
CHANGEABLE = """
DROP TRIGGER append_only ON residents_consententry;
DROP FUNCTION residents_consent_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_initial")]
    operations = [
        migrations.RunPython(add_texts, migrations.RunPython.noop),
        migrations.RunPython(add_interests, migrations.RunPython.noop),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
