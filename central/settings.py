"""Django settings. Everything that differs between installations comes from the state folder or six variables.

``SUISHIBAN_CENTRAL_STATE`` names the state folder, ``SUISHIBAN_CENTRAL_URL`` the address people reach the platform at
(it is printed on receipts and certificates). `central.bootstrap` sets both before Django reads this module.
``SUISHIBAN_CENTRAL_SECOND_FACTOR=off`` lets people in by their password alone, where the address is no https.
``SUISHIBAN_CENTRAL_DATABASE``, or else the file ``database`` in the state folder, names a PostgreSQL (`central.database`);
without either SQLite in the state folder is used. ``SUISHIBAN_CENTRAL_LOG=json`` makes each line of the log one JSON document.
``SUISHIBAN_CENTRAL_LOOKUPS_YEARS`` keeps who looked at whose data for longer than the three years of the law.
``SUISHIBAN_CENTRAL_SUPPLEMENT_DAYS``: working days that people have for a 补正 unless its officer says otherwise, 15 without it.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from central.database import address_of, database

BASE = Path(__file__).parent
STATE = Path(os.environ.get("SUISHIBAN_CENTRAL_STATE", "var/central")).absolute()
PUBLIC_URL = os.environ.get("SUISHIBAN_CENTRAL_URL", "")
BLOBS = STATE / "blobs"
_SECRET = STATE / "secret"
SECRET_KEY = _SECRET.read_text() if _SECRET.exists() else ""

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", *filter(None, [urlsplit(PUBLIC_URL).hostname])]
ROOT_URLCONF = "central.urls"
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "central.people.console_apps.ConsoleConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "auditlog",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "central.home",
    "central.people",
    "central.kiosks",
    "central.cases",
    "central.certificates",
    "central.payments",
    "central.delivery",
    "central.ratings",
    "central.reports",
    "central.fleet",
    "central.commands",
    "central.numbers",
    "central.writing",
    "central.voice",
    "central.government",
    "central.services",
    "central.appointments",
    "central.review",
    "central.timers",
]

MIDDLEWARE = [
    "central.weblog.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",  # Content-Length, without which no connection is kept
    "central.problems.ProblemsOnly",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "central.people.auditing.Actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "central.people.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "central.people.accounts.Accounts"]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database(address_of(STATE, os.environ), STATE)}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "central.people.passwords.VariedPassword"},
]
SESSION_COOKIE_AGE = 8 * 3600  # at most; central.people.gate ends idle ones earlier
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "suishiban_console"
# TLS ends at the reverse proxy: what it forwards says https in Origin and comes by http.
_BY_HTTPS = PUBLIC_URL.startswith("https://")
BEHIND_PROXY = _BY_HTTPS  # then the end of X-Forwarded-For from this machine is what the proxy saw
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _BY_HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _BY_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
if _BY_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
# The addresses of receipts and certificates are secrets. "no-referrer" would also empty the Origin of forms.
SECURE_REFERRER_POLICY = "same-origin"

# Only a platform that nobody but this machine reaches may do without the second factor: `make run` and tests say "off".
SECOND_FACTOR_REQUIRED = _BY_HTTPS or os.environ.get("SUISHIBAN_CENTRAL_SECOND_FACTOR", "") != "off"
OTP_TOTP_ISSUER = "Suishiban"

# Five wrong logins of one name from one address, then a pause that further tries do not lengthen; a stranger elsewhere
# locks nobody out. Names and addresses stay out of the log: the trail has them (central.people.sessions).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "central.people.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "central.people.lockout.locked_out"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AUDITLOG_CID_HEADER = None

# No script or style inside a page but with the nonce of its request; unsafe-eval: Unfold's Alpine compiles attributes.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/v1/", "/releases/"),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, UNSAFE_EVAL],
        "style-src": [SELF, NONCE],
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
LANGUAGE_COOKIE_NAME = "suishiban_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # an application is about 4 KiB; files travel as blobs
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the form of a matter: 950 values for the largest that was shipped
BLOB_MAX_BYTES = 20 * 1024 * 1024
SUBMISSION_MAX_BYTES = 256 * 1024 * 1024  # all attachments of one message: each is opened when it arrives

UNFOLD = {
    "SITE_TITLE": _("随时办 中心平台"),
    "SITE_HEADER": _("随时办 中心平台"),
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "sizes": "any", "href": lambda _request: static("central/icon.svg")}
    ],
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SIDEBAR": {"navigation": "central.home.navigation.navigation"},
    "DASHBOARD_CALLBACK": "central.home.waiting.dashboard",
    "STYLES": [lambda _request: static("central/console.css")],
    "SCRIPTS": [lambda _request: static("central/console.js")],
    "ACCOUNT": {
        "navigation": [
            {"title": _("修改密码"), "link": reverse_lazy("admin:password_change")},
            {"title": _("二次验证"), "link": reverse_lazy("admin:second-factor")},
            {"title": _("我的会话"), "link": reverse_lazy("admin:own-sessions")},
        ],
    },
}

# Which class stands behind each service that a kiosk consults (central.services). The file services.json of the state folder
# names a province's own in the place of these: {"credit": "province.credit.CreditLibrary"}.
SERVICES = {
    "identity": "central.services.identity.SimulatedIdentity",
    "certificates": "central.services.certificates.SimulatedCertificates",
    "matters": "central.services.matters.ReleasedMatters",
    "complaints": "central.services.complaints.PlatformComplaints",
    "ratings": "central.services.ratings.PlatformRatings",
    "users": "central.services.users.SimulatedUsers",
    "search": "central.services.search.CatalogueSearch",
    "population": "central.services.libraries.SimulatedPopulation",
    "legal_entity": "central.services.libraries.SimulatedLegalEntity",
    "credit": "central.services.libraries.SimulatedCredit",
    "payment": "central.services.payment.SimulatedPayment",
    "delivery": "central.services.delivery.SimulatedCarrier",
    "appointment": "central.services.appointment.PlatformAppointments",
    **(json.loads(_SERVICES.read_bytes()) if (_SERVICES := STATE / "services.json").exists() else {}),
}

LOOKUPS_KEPT_YEARS = int(os.environ.get("SUISHIBAN_CENTRAL_LOOKUPS_YEARS", "3"))
SUPPLEMENT_DAYS = int(os.environ.get("SUISHIBAN_CENTRAL_SUPPLEMENT_DAYS", "15"))

_LINES = "JsonFormatter" if os.environ.get("SUISHIBAN_CENTRAL_LOG") == "json" else "NamelessFormatter"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"nameless": {"()": "central.weblog.Nameless"}},
    "formatters": {
        "nameless": {"()": f"central.weblog.{_LINES}"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["nameless"], "formatter": "nameless"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Replaces Django's own handlers (console, mail), which would write paths and exception texts.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},  # 4xx: see AccessLog
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "central": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
