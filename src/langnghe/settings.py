"""The one settings file. Everything an office may change is read from the environment; a wrong value refuses to start.

LANGNGHE_HOME       folder of the database, sealed originals, keys and reports (default: ./var)
LANGNGHE_DATABASE   sqlite:///path/file.sqlite3 or postgresql://user:password@host:port/name
LANGNGHE_HOSTS      host names the site answers to, separated by commas
LANGNGHE_HTTPS      1 where the site is reached through https: cookies are then sent over https only
LANGNGHE_PROXIES    reverse proxies before the site that set X-Forwarded-For (default: 0)
LANGNGHE_SMTP       smtp://user:password@host:587 (STARTTLS when there is a user) or smtps://...; default: mail is
                    written to LANGNGHE_HOME/mail
LANGNGHE_MAIL_FROM  sender of the site's mail
LANGNGHE_OIDC_ISSUER, LANGNGHE_OIDC_CLIENT_ID, LANGNGHE_OIDC_CLIENT_SECRET
                    sign-in through the office's OpenID Connect provider, for officers the site knows
LANGNGHE_OIDC_NAME  what its button says
LANGNGHE_SCAN       command that scans one file for viruses, its path added at the end: "clamdscan --no-summary"
LANGNGHE_WORKERS    processes used to read files and run the engine (default: number of cores, at most 4)
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("LANGNGHE_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The signing key, made at the first start and kept readable by the owner only."""
    path = HOME / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _sqlite(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,  # opening the file anew reads the whole schema: a third of a list's processor time
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # Pages are read where the system keeps them; the log goes into the file every 16 MB and not every 4.
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA mmap_size=268435456;PRAGMA wal_autocheckpoint=4000;",
        },
    }


def _database(address: str) -> dict[str, object]:
    """Django's settings for a database address.

    Raises ImproperlyConfigured when the address is neither SQLite nor PostgreSQL.
    """
    if not address:
        return _sqlite(str(HOME / "langnghe.sqlite3"))
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")) if parts.path != "/:memory:" else ":memory:")
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            # Pages ask short questions: compiling one takes longer than answering it.
            "OPTIONS": {"options": "-c jit=off"},
        }
    raise ImproperlyConfigured(
        f"LANGNGHE_DATABASE: {parts.scheme!r} is not known; write sqlite:///file or postgresql://user@host/name"
    )


def _whole(name: str, default: int, least: int = 1) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of {least} or more, not {value!r}")
    return int(value)


def _mail(address: str) -> dict[str, object]:
    """Django's settings for the way mail leaves; to files where none is configured, so that nothing is lost.

    Raises ImproperlyConfigured when the address is not SMTP.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": HOME / "mail"}
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("LANGNGHE_SMTP: write smtp://user:password@host:587 or smtps://...")
    sealed = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if sealed else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": sealed,
        "EMAIL_USE_TLS": not sealed and bool(parts.username),
        "EMAIL_TIMEOUT": 15,
    }


def _provider() -> list[dict[str, object]]:
    """The office's OpenID Connect provider, when it has switched one on: all three values or none."""
    names = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    values = {name: os.environ.get(f"LANGNGHE_OIDC_{name}", "") for name in names}
    if not any(values.values()):
        return []
    if not all(values.values()):
        missing = ", ".join(f"LANGNGHE_OIDC_{name}" for name in names if not values[name])
        raise ImproperlyConfigured(f"OpenID Connect needs its three values; missing: {missing}")
    return [
        {
            "provider_id": "co-quan",
            "name": os.environ.get("LANGNGHE_OIDC_NAME", "OpenID Connect"),
            "client_id": values["CLIENT_ID"],
            "secret": values["CLIENT_SECRET"],
            "settings": {"server_url": values["ISSUER"].rstrip("/"), "oauth_pkce_enabled": True},
        }
    ]


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LANGNGHE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
WORKERS = _whole("LANGNGHE_WORKERS", min(os.cpu_count() or 1, 4))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "langnghe.registry",
    "langnghe.audit",
    "langnghe.privacy",
    "langnghe.intake",
    "langnghe.synthesis",
    "langnghe.cases",
    "langnghe.consultations",
    "langnghe.plan",
    "langnghe.reports",
    "langnghe.desk",
    "langnghe.portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "langnghe.desk.language.vietnamese_first",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it puts the page of a locked sign-in in place of the view's answer
]

ROOT_URLCONF = "langnghe.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "langnghe.desk.context.desk",
            ],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("LANGNGHE_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.Officer"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "langnghe.registry.sessions"  # Django's own, whose question is put together once a process
SESSION_COOKIE_AGE = 8 * 3600  # one working day
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # of an invitation or a reset link

# Sign-in: a password (and a code), with lockout; langnghe.desk.entrance says what the libraries leave open.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "langnghe.desk.entrance.Entrance"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = SESSION_COOKIE_AGE
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# "login_failed" counts wrong codes of one officer; wrong passwords are counted by axes, by name and address together.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "reset_password": "10/h/ip", "reauthenticate": "20/5m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = _whole("LANGNGHE_PROXIES", 0, least=0)
MFA_ADAPTER = "langnghe.desk.entrance.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "langnghe.desk.entrance.Outside"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _provider()}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that is sent on to another host would break form-action 'self'
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # so that nobody can lock another out from elsewhere
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "langnghe.desk.entrance.locked"
AXES_CLIENT_IP_CALLABLE = "langnghe.desk.entrance.client_address"
AXES_USERNAME_CALLABLE = "langnghe.desk.entrance.counted_name"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login"]
AXES_DISABLE_ACCESS_LOG = True  # the journal keeps who signed in
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

CACHES = {  # counts of wrong codes and codes used: shared by all processes, kept over a restart
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "registry_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

globals().update(_mail(os.environ.get("LANGNGHE_SMTP", "")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("LANGNGHE_MAIL_FROM", "Lắng Nghe <lang-nghe@localhost>")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LANGNGHE_HTTPS") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
# Django's own Vietnamese locale has no DATE_INPUT_FORMATS, so 12/05/2025 would be read as 5 December.
FORMAT_MODULE_PATH = "langnghe.formats"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20  # of a form without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a month of a province dropped at once
SCAN = os.environ.get("LANGNGHE_SCAN", "").split()
UPLOAD_MAX_BYTES = 50 * 2**20  # of one file

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"traced": {"()": "langnghe.privacy.failures.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "traced"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # At a finer level these print what they read: the hidden fields of a photo, the words of a PDF.
    "loggers": {name: {"level": "WARNING"} for name in ("PIL", "pdfminer")},
}
