"""All settings, from the environment and ``.env``; README.md lists the variables.

One code path: without ``DATABASE_URL`` and ``REDIS_URL`` the embedded servers are used, never another engine.
"""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import embedded, public_urls
from config.environment import read_env_file
from config.queues import BEAT_SCHEDULE, PRIORITY_STEPS, QUEUES, ROUTES
from config.secrets import read_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
read_env_file()
env = environ.Env()

SOTONG_DATA = Path(env.str("SOTONG_DATA", default="") or BASE_DIR / "var").resolve()
EMBEDDED = not env.str("DATABASE_URL", default="")
_secrets = read_secrets(dict(os.environ), data=SOTONG_DATA, embedded=EMBEDDED)
SECRET_KEY = _secrets.secret_key
FIELD_KEYS = _secrets.field_keys

# --- The site --------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = [SITE_HOST, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "residents.views.enrol.stale.show_again"
DISTRICT_NAME = env.str("DISTRICT_NAME", default="성동구")
DISTRICT_NAME_EN = env.str("DISTRICT_NAME_EN", default="" if DISTRICT_NAME != "성동구" else "Seongdong-gu")
DEFAULT_DEPARTMENT = env.str("DEFAULT_DEPARTMENT", default="세무1과")
OFFICE_CONTACT = env.str("OFFICE_CONTACT", default="02-0000-5000")
SHOW_OFFICIAL_MASTHEAD = env.bool("SHOW_OFFICIAL_MASTHEAD", default=False)

# --- The law and the office: amounts, deadlines and addresses are settings with a citation ---------------
TAX_PAYMENT_URL = env.str("TAX_PAYMENT_URL", default="https://etax.seoul.go.kr")
# Civil defence: the notice arrives at least 7 days before the training, 48 hours before a make-up training
# (민방위기본법 시행령 제34조; DOMAIN.md, "Civil defence").
CIVIL_DEFENSE_NOTICE_HOURS = env.int("CIVIL_DEFENSE_NOTICE_HOURS", default=7 * 24)
CIVIL_DEFENSE_MAKE_UP_NOTICE_HOURS = env.int("CIVIL_DEFENSE_MAKE_UP_NOTICE_HOURS", default=48)
# School entry: the dong head tells the guardian by 20 December (초·중등교육법 시행령 제17조; DOMAIN.md).
SCHOOL_ENTRY_NOTICE_BY = env.str("SCHOOL_ENTRY_NOTICE_BY", default="12-20")
# Consent of a child under 14 is given by the legal guardian (개인정보 보호법 제22조의2).
GUARDIAN_CONSENT_BELOW_AGE = env.int("GUARDIAN_CONSENT_BELOW_AGE", default=14)
# The log of access to personal data of 50,000 people or more is kept two years
# (개인정보의 안전성 확보조치 기준 제8조).
ACCESS_LOG_DAYS = max(env.int("ACCESS_LOG_DAYS", default=2 * 365 + 1), 2 * 365 + 1)
# Accounts: rights are given to who needs them, taken back without delay, and the record of it is kept three years
# (개인정보의 안전성 확보조치 기준 제5조). An account is marked when unused for so long; a starting password is good for
# so many hours.
ACCOUNT_HISTORY_DAYS = max(env.int("ACCOUNT_HISTORY_DAYS", default=3 * 365 + 1), 3 * 365 + 1)
ACCOUNT_UNUSED_DAYS = env.int("ACCOUNT_UNUSED_DAYS", default=90)
STARTING_PASSWORD_HOURS = env.int("STARTING_PASSWORD_HOURS", default=72)
# The log of access is gone through once a month, and each download's reason is checked
# (개인정보의 안전성 확보조치 기준 제8조 제2항). What counts as unusual in it is for the office to say.
ACCESS_REVIEW_TIMES = env.float("ACCESS_REVIEW_TIMES", default=3.0)  # as many people as is usual for them
ACCESS_REVIEW_PEOPLE = env.int("ACCESS_REVIEW_PEOPLE", default=300)  # and at least so many
ACCESS_REVIEW_MONTHS = env.int("ACCESS_REVIEW_MONTHS", default=3)  # before it, from which the usual is taken
ACCESS_REVIEW_DAY_BEGINS = env.int("ACCESS_REVIEW_DAY_BEGINS", default=7)  # o'clock; earlier is night
ACCESS_REVIEW_DAY_ENDS = env.int("ACCESS_REVIEW_DAY_ENDS", default=21)
ACCESS_REVIEW_OFF_HOURS = env.int("ACCESS_REVIEW_OFF_HOURS", default=3)  # looks at night or on days off
ACCESS_REVIEW_WITHOUT_ACT = env.int("ACCESS_REVIEW_WITHOUT_ACT", default=30)  # records opened, nothing done
ACCESS_REVIEW_LOOKERS = env.int("ACCESS_REVIEW_LOOKERS", default=5)  # who looked at one and the same person
# What free text of the office must not hold: an RRN is never stored (개인정보 보호법 제24조의2).
OFFICE_TEXT_VALIDATORS = ["residents.rrn.refuse_rrn"]
SELF_APPROVAL = env.bool("SOTONG_SELF_APPROVAL", default=False)
# Opting out of an advertisement costs its reader nothing, and the advertisement says how: a free number
# (정보통신망법 제50조 제4항, 제6항; 시행령 제61조 [별표 6]). Without one no advertisement goes out by SMS.
OPT_OUT_PHONE = env.str("OPT_OUT_PHONE", default="")
# An advertisement by email names its sender's postal address as well (시행령 제61조 [별표 6]); without one, none goes.
OFFICE_ADDRESS = env.str("OFFICE_ADDRESS", default="")

# --- Reading a notice: tries before a pause, per link and per client address ------------------------------
READING_TRIES_PER_LINK = env.int("READING_TRIES_PER_LINK", default=5)
READING_TRIES_PER_CLIENT = env.int("READING_TRIES_PER_CLIENT", default=30)
READING_PAUSE_MINUTES = env.int("READING_PAUSE_MINUTES", default=30)
READING_SESSION_MINUTES = env.int("READING_SESSION_MINUTES", default=30)

# --- Residents on the site: codes that prove an address, drafts, visits ------------------------------------
CODE_MINUTES = env.int("CODE_MINUTES", default=5)
CODE_TRIES = env.int("CODE_TRIES", default=5)  # per code
CODE_RESEND_SECONDS = env.int("CODE_RESEND_SECONDS", default=30)
CODES_PER_ADDRESS = env.int("CODES_PER_ADDRESS", default=6)  # an hour
CODES_PER_CLIENT = env.int("CODES_PER_CLIENT", default=60)  # an hour; a dong centre's visitors share an address
CODES_PER_MINUTE = env.int("CODES_PER_MINUTE", default=600)  # in all
CODE_TRIES_PER_ADDRESS = env.int("CODE_TRIES_PER_ADDRESS", default=20)  # an hour
CODE_TRIES_PER_CLIENT = env.int("CODE_TRIES_PER_CLIENT", default=60)  # an hour, wrong ones
PROOF_COUNTER_MINUTES = env.int("PROOF_COUNTER_MINUTES", default=10)  # a code that a clerk sends to who stands there
PROOF_DAYS = env.int("PROOF_DAYS", default=14)  # one for a paper form, or after a call
PROOFS_PER_CLERK = env.int("PROOFS_PER_CLERK", default=400)  # sent an hour; a desk types 120 forms
PROOF_PAGES_PER_CLIENT = env.int("PROOF_PAGES_PER_CLIENT", default=600)  # in ten minutes; carriers share addresses
PROOF_PAGES_PER_MINUTE = env.int("PROOF_PAGES_PER_MINUTE", default=6_000)  # in all
REPAIR_UNVERIFIED_DAYS = env.int(
    "REPAIR_UNVERIFIED_DAYS", default=7
)  # then a contact that nobody proved is called about
REPAIR_AGAIN_DAYS = env.int("REPAIR_AGAIN_DAYS", default=3)  # until somebody who was not reached is called again
REPAIR_CALL_MINUTES = env.int("REPAIR_CALL_MINUTES", default=10)  # nobody else calls the same person meanwhile
# Mobile prefixes out of use: all numbers begin with 010 since the last of them ended in June 2021 (010 번호통합정책,
# 과학기술정보통신부; 전기통신번호관리세칙).
STALE_MOBILE_PREFIXES = tuple(env.list("STALE_MOBILE_PREFIXES", default=["011", "016", "017", "018", "019"]))
ENROLMENT_DRAFT_DAYS = env.int("ENROLMENT_DRAFT_DAYS", default=7)
COUNTER_DRAFT_DAYS = env.int("COUNTER_DRAFT_DAYS", default=3)
CIVIL_DEFENSE_FROM_AGE = env.int("CIVIL_DEFENSE_FROM_AGE", default=20)  # 민방위기본법 제18조 제1항: from the year of it
CIVIL_DEFENSE_TO_AGE = env.int("CIVIL_DEFENSE_TO_AGE", default=40)  # the same: until the end of the year of it
SCHOOL_ENTRY_AGE = env.int("SCHOOL_ENTRY_AGE", default=6)  # 초·중등교육법 제13조: school begins the year after it
ENROL_PAGES_PER_CLIENT = env.int("ENROL_PAGES_PER_CLIENT", default=3_000)  # in ten minutes; carriers share addresses
ENROL_PAGES_PER_MINUTE = env.int("ENROL_PAGES_PER_MINUTE", default=30_000)  # in all
ENROLMENTS_PER_CLIENT = env.int("ENROLMENTS_PER_CLIENT", default=120)  # handed in, an hour
ENROLMENTS_PER_MINUTE = env.int("ENROLMENTS_PER_MINUTE", default=600)  # handed in, in all
MY_PAGE_MINUTES = env.int("MY_PAGE_MINUTES", default=30)  # without a click
RIGHTS_REQUEST_DAYS = env.int("RIGHTS_REQUEST_DAYS", default=10)  # 개인정보 보호법 시행령 제41조, 제43조, 제44조

# --- Files handed in ---------------------------------------------------------------------------------------
REGISTER_MAX_BYTES = env.int("REGISTER_MAX_BYTES", default=50 * 1024 * 1024)
PAPER_SCAN_PAGES = env.int("PAPER_SCAN_PAGES", default=300)  # handed in at once
PAPER_SCAN_MEGAPIXELS = env.int("PAPER_SCAN_MEGAPIXELS", default=60)  # of one page; A4 at 600 dpi has 35
PAPER_SCAN_PIXELS = env.int("PAPER_SCAN_PIXELS", default=1754)  # of a page's longer side as it is kept: A4 at 150 dpi
PAPER_FORMS_PER_BUNDLE = min(env.int("PAPER_FORMS_PER_BUNDLE", default=500), 10_000)
PAPER_CLAIM_MINUTES = env.int("PAPER_CLAIM_MINUTES", default=15)  # how long a form is somebody's without a key press
CAMPAIGN_PICTURE_MEGABYTES = env.int("CAMPAIGN_PICTURE_MEGABYTES", default=10)  # of one picture handed in
CAMPAIGN_PICTURE_MEGAPIXELS = env.int("CAMPAIGN_PICTURE_MEGAPIXELS", default=50)
CAMPAIGN_PICTURE_PIXELS = env.int("CAMPAIGN_PICTURE_PIXELS", default=1200)  # of its width as it is kept
CAMPAIGN_FILE_MEGABYTES = env.int("CAMPAIGN_FILE_MEGABYTES", default=20)  # of one file that messages link to
IMPORT_SLICE_SECONDS = 2.0  # that one task works on a file of enrolments, before others have their turn
IMPORT_ENQUEUE_AGAIN_SECONDS = env.int("IMPORT_ENQUEUE_AGAIN_SECONDS", default=20)
IMPORT_ROWS_DAYS = env.int("IMPORT_ROWS_DAYS", default=14)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "config.upload_limit.LargestUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- News (campaigns/sending/) -------------------------------------------------------------------------------
CAMPAIGN_WEEKLY_BUDGET = max(env.int("CAMPAIGN_WEEKLY_BUDGET", default=3), 1)  # to one person in any seven days
CAMPAIGN_APPROVAL_ABOVE = env.int("CAMPAIGN_APPROVAL_ABOVE", default=500)  # people; then a second person approves
CAMPAIGN_TRIAL_HOURS = env.float("CAMPAIGN_TRIAL_HOURS", default=4.0)  # until the better of two subjects is chosen

# --- The cockpit (residents/cockpit/) ------------------------------------------------------------------------
ENROLMENT_GOAL_PERCENT = env.float("ENROLMENT_GOAL_PERCENT", default=50.0)
SMALL_CELL = max(env.int("SMALL_CELL", default=5), 1)  # counts of 1 to one less are masked
AUDIENCE_SMALL = env.int("AUDIENCE_SMALL", default=10)  # news to fewer people needs a reason, which is logged
AGE_BANDS = env.list("AGE_BANDS", cast=int, default=[20, 30, 40, 50, 60, 70, 80])  # where each band begins
POPULATION_FROM_AGE = env.int("POPULATION_FROM_AGE", default=19)  # 민법 제4조; what the upload form suggests
# What one saved page, letter or visit costs, as the office itself says, and where that stands. Unset: no amounts.
SAVING_PAPER_WON = env.int("SAVING_PAPER_WON", default=0)
SAVING_POSTAGE_WON = env.int("SAVING_POSTAGE_WON", default=0)
SAVING_VISIT_WON = env.int("SAVING_VISIT_WON", default=0)
SAVING_SOURCE = env.str("SAVING_SOURCE", default="")

# --- Surveys and proposals (campaigns/surveys/, campaigns/proposals/) -----------------------------------------
# Days until a resident has an answer to a proposal. 국민 제안 규정 is known to give about a month, and a district has
# its own ordinance (주민 제안 조례): so this is the office's promise, and no page calls it a term of the law.
PROPOSAL_DAYS = env.int("PROPOSAL_DAYS", default=30)
# --- Events (campaigns/desk/) ---------------------------------------------------------------------------------
EVENT_REMINDER_HOURS = env.int("EVENT_REMINDER_HOURS", default=24)  # before it begins; an SMS waits for the morning
# What a guest left is destroyed once it has served (개인정보 보호법 제21조); guests are told so.
EVENT_GUEST_DAYS = env.int("EVENT_GUEST_DAYS", default=30)
CERTIFICATE_LOOKS_PER_CLIENT = env.int("CERTIFICATE_LOOKS_PER_CLIENT", default=60)  # an hour, right and wrong ones

# --- The house -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "crispy_forms",
    "crispy_krds",
    "django_htmx",
    "accounts",
    "residents",
    "deliveries",
    "notices",
    "campaigns",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.gate.DefaultDenyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "krds"
CRISPY_TEMPLATE_PACK = "krds"
KRDS_GALLERY = env.bool("KRDS_GALLERY", default=DEBUG)  # every field in every state, at /krds/
KRDS_GALLERY_BASE = "base.html"

# --- Who may come in: every URL needs a signed-in, entitled person unless its name stands in config/public_urls.py
PUBLIC_URL_NAMES = public_urls.NAMES | ({"krds:fields", "krds:layout"} if KRDS_GALLERY else frozenset())
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_CLIENT_IP_CALLABLE = "accounts.gate.client_address"

_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- PostgreSQL, Redis, Celery -----------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or embedded.database_url())}
DATABASES["default"].update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket folder comes percent-encoded
DATABASES["default"].setdefault("OPTIONS", {})["application_name"] = "sotong"
_redis = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = _redis or embedded.celery_broker_url()
CELERY_TASK_QUEUES = QUEUES
CELERY_TASK_ROUTES = ROUTES
CELERY_TASK_DEFAULT_QUEUE = "housekeeping"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(SOTONG_DATA / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a lost task costs nothing: PostgreSQL knows what is left (deliveries/sweeper.py)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "config.queues:UrgentFirst",
    "priority_steps": PRIORITY_STEPS,
    "visibility_timeout": 300,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_DB_REUSE_MAX = 10_000  # Celery's Django fixup would otherwise close the connection around every task
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Ways out ------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
SMS_URL = env.str("SMS_URL", default="")
MAIL_FROM = env.str("MAIL_FROM", default=f"notice@{SITE_HOST if re.search('[a-z]$', SITE_HOST) else 'sotong.example'}")
MAIL_FROM_NAME = env.str("MAIL_FROM_NAME", default=f"{DISTRICT_NAME}청")
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", default=MAIL_FROM)
# Email is signed here when there is a key (deliveries/signing.py, docs/decisions/0011-who-signs.md).
DKIM_KEY = env.str("DKIM_KEY", default="")
DKIM_SELECTOR = env.str("DKIM_SELECTOR", default="sotong")
DKIM_DOMAIN = env.str("DKIM_DOMAIN", default="") or MAIL_FROM.rpartition("@")[2]
HOOK_SECRET = env.str("HOOK_SECRET", default="")
# --- Ways back: the return path that bounces come to, and the mailbox they are taken from ---------------------
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", default="")
# What residents answer (docs/decisions/0029-what-residents-write.md); an SMS answers the last message of so many days.
REPLY_ADDRESS, REPLY_MAILBOX = env.str("REPLY_ADDRESS", default=""), env.str("REPLY_MAILBOX", default="")
REPLY_SMS_DAYS = env.int("REPLY_SMS_DAYS", default=30)
# The law gives an inquiry 7 days (민원 처리에 관한 법률 시행령 제14조); the office promises 18 working hours, two days.
CONVERSATION_DUE_HOURS = env.int("CONVERSATION_DUE_HOURS", default=18)
CONVERSATION_THREAD_DAYS = env.int("CONVERSATION_THREAD_DAYS", default=30)
CONVERSATION_UNKNOWN_DAYS = env.int("CONVERSATION_UNKNOWN_DAYS", default=90)  # 개인정보 보호법 제21조
CONVERSATION_ANSWERS_PER_HOUR = env.int("CONVERSATION_ANSWERS_PER_HOUR", default=10)  # to one address: no loops
NHN_WEBHOOK_SECRET = env.str("NHN_WEBHOOK_SECRET", default="")
ALIMTALK_TEMPLATES = {  # notice type → the id of its approved template
    name.strip(): template.strip() for name, template in env.dict("ALIMTALK_TEMPLATES", default={}).items()
}

# --- Sending (deliveries/): sizes, leases and patience ---------------------------------------------------------
DELIVERY_CHUNK = env.int("DELIVERY_CHUNK", default=1000)
DELIVERY_WINDOW = env.int("DELIVERY_WINDOW", default=200)
DELIVERY_CAMPAIGN_WINDOW = env.int("DELIVERY_CAMPAIGN_WINDOW", default=300)
DELIVERY_SMS_WINDOW = env.int("DELIVERY_SMS_WINDOW", default=500)
# Gateways take 1,000 or 10,000 messages a request; what one lost answer leaves in doubt should stay small.
SMS_MESSAGES_PER_REQUEST = min(max(env.int("SMS_MESSAGES_PER_REQUEST", default=500), 1), 1000)
DELIVERY_SLICE_SECONDS = env.float("DELIVERY_SLICE_SECONDS", default=2.0)
# A lease outlives the slowest single message: one reconnection, and every SMTP step at its SMTP_TIMEOUT.
SMTP_TIMEOUT = env.float("SMTP_TIMEOUT", default=10.0)
SMS_TIMEOUT = env.float("SMS_TIMEOUT", default=20.0)
DELIVERY_LEASE_SECONDS = env.int("DELIVERY_LEASE_SECONDS", default=120)
DELIVERY_TRIES = env.int("DELIVERY_TRIES", default=8)
DELIVERY_BACKOFF_SECONDS = env.int("DELIVERY_BACKOFF_SECONDS", default=30)
DELIVERY_RETRY_SECONDS = env.float("DELIVERY_RETRY_SECONDS", default=5.0)
# Left out after so many failures in a row; after a pause, which doubles up to the longest, one worker tries again.
DELIVERY_BREAKER_FAILURES = env.int("DELIVERY_BREAKER_FAILURES", default=3)
DELIVERY_BREAKER_SECONDS = env.float("DELIVERY_BREAKER_SECONDS", default=5.0)
DELIVERY_BREAKER_MAX_SECONDS = env.float("DELIVERY_BREAKER_MAX_SECONDS", default=60.0)
DELIVERY_BREAKER_RAMP_SECONDS = env.float("DELIVERY_BREAKER_RAMP_SECONDS", default=30.0)
DELIVERY_ENQUEUE_AGAIN = timedelta(seconds=env.int("DELIVERY_ENQUEUE_AGAIN_SECONDS", default=30))
# Which channel comes next when one failed for good, and until how long after the start of its dispatch: what nobody
# read after about 72 hours goes on paper (DOMAIN.md, "Civil defence").
DELIVERY_CHANNEL_ORDER = env.list("DELIVERY_CHANNEL_ORDER", default=["alimtalk", "sms", "email"])
DELIVERY_FALLOVER_HOURS = env.int("DELIVERY_FALLOVER_HOURS", default=72)
TRANSACTIONAL_DAYS = env.int("TRANSACTIONAL_DAYS", default=90)
DELIVERY_ENQUEUED = max(env.int("DELIVERY_ENQUEUED", default=16), 1)
# A canary is judged when its last message has had time to be reported; a share of a handful of messages says nothing.
DELIVERY_CANARY_SECONDS = env.float("DELIVERY_CANARY_SECONDS", default=300.0)
DELIVERY_HALT_AT_LEAST = env.int("DELIVERY_HALT_AT_LEAST", default=50)
# What is late by more, or was being sent when the house fell asleep for longer, waits for a person.
DISPATCH_OVERDUE = timedelta(minutes=max(env.float("DISPATCH_OVERDUE_MINUTES", default=60.0), 1.0))
DOWNTIME = timedelta(minutes=max(env.float("DOWNTIME_MINUTES", default=60.0), 1.0))
QUIET_HOURS_BEGIN, QUIET_HOURS_END = 21, 8  # 정보통신망법 제50조 제3항: 21시부터 다음 날 8시까지

# --- News (campaigns/news/, campaigns/digests/) --------------------------------------------------------------
# 정보통신망법 제50조 제8항, 시행령 제62조의3: before two years are over; 700 days leave a month for it.
RECONFIRM_AFTER_DAYS = min(env.int("RECONFIRM_AFTER_DAYS", default=700), 730)
RECONFIRM_AT_ONCE = env.int("RECONFIRM_AT_ONCE", default=500)  # in each hourly run, so that no code waits behind them
# The weekly digest goes out at this hour of this day (1 is Monday).
DIGEST_WEEKDAY, DIGEST_HOUR = env.int("DIGEST_WEEKDAY", default=4), env.int("DIGEST_HOUR", default=10)
DIGEST_WEEKS_AHEAD = env.int("DIGEST_WEEKS_AHEAD", default=4)
OPTED_OUT_DAYS = 7  # within which ending news counts as an answer to what came last; the pages say so in words

# --- Words and times -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# --- Static files: ours, and those of the npm packages ------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = SOTONG_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.npm_static.NpmFinder",
    "config.site_font.SiteFontFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Compressing well takes time: of what is served once, and not of source maps, which no resident asks for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff", "woff2", "png", "svgz", "gz", "br"]

# --- Logs: never a name, an address or a token (promise 6) -----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.error_reports.NoPersonalValuesFilter"
