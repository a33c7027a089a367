"""Django settings. Everything that differs between installations comes from the state folder or three variables.

``SUISHIBAN_CENTRAL_STATE`` names the state folder, ``SUISHIBAN_CENTRAL_URL`` the address people reach the platform at
(it is printed on receipts and certificates). `central.bootstrap` sets both before Django reads this module.
``SUISHIBAN_CENTRAL_DATABASE`` names a PostgreSQL (`central.database`); without it SQLite in the state folder is used.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from central.database import database

BASE = Path(__file__).parent
STATE = Path(os.environ.get("SUISHIBAN_CENTRAL_STATE", "var/central")).absolute()
PUBLIC_URL = os.environ.get("SUISHIBAN_CENTRAL_URL", "")
BLOBS = STATE / "blobs"
_SECRET = STATE / "secret"
SECRET_KEY = _SECRET.read_text() if _SECRET.exists() else ""

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", *filter(None, [urlsplit(PUBLIC_URL).hostname])]
ROOT_URLCONF = "central.urls"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
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
    "auditlog.middleware.AuditlogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

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

DATABASES = {"default": database(os.environ.get("SUISHIBAN_CENTRAL_DATABASE", ""), STATE)}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "suishiban_console"
# TLS ends at the reverse proxy: what it forwards says https in Origin and comes by http.
_BY_HTTPS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _BY_HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _BY_HTTPS
SECURE_REFERRER_POLICY = "no-referrer"  # the addresses of receipts and certificates are secrets

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
LANGUAGE_COOKIE_NAME = "suishiban_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # an application is about 4 KiB; files travel as blobs
BLOB_MAX_BYTES = 20 * 1024 * 1024
SUBMISSION_MAX_BYTES = 256 * 1024 * 1024  # all attachments of one message: each is opened when it arrives

UNFOLD = {
    "SITE_TITLE": "随时办 中心平台",
    "SITE_HEADER": "随时办 中心平台",
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"nameless": {"()": "central.weblog.Nameless"}},
    "formatters": {"nameless": {"()": "central.weblog.NamelessFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["nameless"], "formatter": "nameless"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Replaces Django's own handlers (console, mail), which would write paths and exception texts.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},  # 4xx: see AccessLog
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "central": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
