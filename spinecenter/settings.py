"""Django settings, all read from the environment; docs/deployment.md lists the variables.

The defaults are those of production: no debug pages, HTTPS only, no known secret key. Two
switches relax them: `DJANGO_DEMO` (the demonstration on this machine, with its own database
and a generated key) and `DJANGO_DEBUG` (development).
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def _switch(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in {"1", "0", "on", "off", "true", "false", "yes", "no"}:
        raise ValueError(f"{name}={value!r}: write on or off")
    return value in {"1", "on", "true", "yes"}


def _words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def _networks(name: str) -> list[IPv4Network | IPv6Network]:
    networks = []
    for word in _words(name):
        try:
            networks.append(ip_network(word))
        except ValueError as error:
            raise ValueError(
                f"{name}: write addresses and networks such as 10.0.0.5 10.0.0.0/8; {error}"
            ) from error
    return networks


def _demo_secret_key() -> str:
    """The demo's own key, generated at first use and kept so that log-ins outlive a restart."""
    VAR_DIR.mkdir(exist_ok=True)
    path = VAR_DIR / "demo-secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="ascii")
    return path.read_text(encoding="ascii")


DEBUG = _switch("DJANGO_DEBUG")
# Demo accounts and demo data may exist only where this is on.
DEMO = _switch("DJANGO_DEMO")
_ON_THIS_MACHINE = DEBUG or DEMO

# Without a key Django raises when it first needs one; wsgi.py checks at the start.
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "") or (_demo_secret_key() if DEMO else "")
ALLOWED_HOSTS = _words("DJANGO_ALLOWED_HOSTS", "localhost 127.0.0.1" if _ON_THIS_MACHINE else "")
CSRF_TRUSTED_ORIGINS = _words("DJANGO_CSRF_TRUSTED_ORIGINS")
# Who may ask for /health/ by any host, and is told what is wrong. docs/decisions/0053
HEALTH_PROBES = _networks("DJANGO_HEALTH_PROBES")

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # no site of its own: assessments/admin.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "assessments",
    "spinecenter",
]

MIDDLEWARE = [
    # Before those that look at the host: a probe names an address.
    "spinecenter.health.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "spinecenter.unreadable_requests.refuse_unreadable",
    "django.middleware.common.CommonMiddleware",
    "spinecenter.body_size.refuse_large_bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every view asks for a log-in unless it says otherwise.
    "assessments.editing.draft_pages.LoginRequired",
    "spinecenter.caching.prevent_caching",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "spinecenter.sessions.note_activity",
    "spinecenter.second_factor.require_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "assessments.imports.upload.views.damaged_contents.DamagedContentsPage",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "spinecenter.urls"
WSGI_APPLICATION = "spinecenter.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Databases ---------------------------------------------------------------------------------
# The demo has its own, whatever DATABASE_URL says: its accounts and passwords are public.
_DATABASE_URL = "" if DEMO else os.environ.get("DATABASE_URL", "")
_SQLITE = VAR_DIR / ("demo.sqlite3" if DEMO else "db.sqlite3")
DATABASES = {
    "default": dj_database_url.parse(
        _DATABASE_URL or f"sqlite:///{_SQLITE}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    # Readers do not wait for a writer; a writer takes its lock at once instead of half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Wrong passwords are counted here, so every process has to see the same counts. docs/decisions/0027
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Above it old entries are deleted; one address cannot cause so many while its counts last.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# Accounts ----------------------------------------------------------------------------------
# Who has which account is decided by administrators: nobody signs up. docs/decisions/0027.
AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["spinecenter.accounts.OneHashBackend"]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "assessments.editing.draft_pages.form_expired"
LOGIN_REDIRECT_URL = "portfolio"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# A member without a second factor is led to set one up before anything else.
REQUIRE_SECOND_FACTOR = _switch("DJANGO_REQUIRE_SECOND_FACTOR")
ACCOUNT_ADAPTER = "spinecenter.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# The account's own address is the only one, and administrators vouch for it by inviting.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
# A whole hospital may share one address, so that limit is wider than the one of an account.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/5m/ip,5/5m/key",  # key: the name that was typed
    "login_failed_account": "5/5m/key",
    # Nobody's mailbox is filled by a stranger. Key: the address that was typed.
    "reset_password": "20/m/ip,200/d/ip,5/m/key,10/d/key",
    # Forms sent after log-out, which wait in a session; the key is who had opened the form.
    "keep_form": "20/1h/ip,20/1d/key",
}
ACCOUNT_FORMS = {
    "login": "assessments.accounts.forms.sign_in.LoginForm",
    "reauthenticate": "assessments.accounts.forms.sign_in.PasswordAgainForm",
    "change_password": "assessments.accounts.forms.sign_in.ChangePasswordForm",
    "reset_password": "assessments.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "assessments.accounts.forms.sign_in.NewPasswordForm",
    "user_token": "assessments.accounts.forms.sign_in.LinkForm",
}
# The first encrypts the secrets of second factors, all decrypt. docs/decisions/0054
SECOND_FACTOR_KEYS = _words("DJANGO_SECOND_FACTOR_KEYS")
for _key in SECOND_FACTOR_KEYS:
    try:
        Fernet(_key)
    except ValueError:
        # Without the key, which belongs into no log.
        raise ValueError(
            "DJANGO_SECOND_FACTOR_KEYS: docs/deployment.md says how to make a key"
        ) from None
MFA_ADAPTER = "spinecenter.accounts.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1  # accepts the previous and next code: clocks differ, and typing takes time
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no address is verified by a link, see above
MFA_FORMS = {
    "authenticate": "assessments.accounts.forms.sign_in.CodeForm",
    "reauthenticate": "assessments.accounts.forms.sign_in.CodeAgainForm",
    "activate_totp": "assessments.accounts.forms.sign_in.ActivateSecondFactorForm",
}
USERSESSIONS_TRACK_ACTIVITY = True

# Languages and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "spinecenter.formats"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("DJANGO_TIME_ZONE", "UTC")

# Static files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Static files are for this site's pages only.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Uploads: a volume grid has some thousand cells; files above the memory size go to disk. ---
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# No request has more, files of an import included; checked before any of it is read.
MOST_UPLOADED_BYTES = 450 * 1024 * 1024
# A file above the limit of imports (assessments.imports.files.limits) is cut during the upload.
FILE_UPLOAD_HANDLERS = [
    "assessments.imports.upload.forms.upload_limits.CutLargeUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "assessments.imports.upload.forms.upload_limits.PrivateFileUpload",
]

# Long files are read and e-mails sent by `manage.py import_worker`. docs/decisions/0034, 0050 ----
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
# An upload that weighs more (all its files together) is read by the worker, not by the request.
# docs/decisions/0049
IMPORT_BACKGROUND_BYTES = int(os.environ.get("DJANGO_IMPORT_BACKGROUND_BYTES") or 3 * 1024 * 1024)
# Web server and worker share this private folder; its files are deleted with their run.
_IMPORTS = VAR_DIR / ("demo-imports" if DEMO else "imports")
IMPORT_FOLDER = Path(os.environ.get("DJANGO_IMPORT_FOLDER") or _IMPORTS)

# How often every web process looks for files that have to go, whether a worker runs or not.
REMOVE_EXPIRED_EVERY: float | None = 300  # seconds; None: never

# Choices of a site -------------------------------------------------------------------------
# Counts of 1 to 3 operations, cases or events are not shown in files that leave the site.
HIDE_SMALL_COUNTS = _switch("DJANGO_HIDE_SMALL_COUNTS")
# Four eyes: whoever submitted an assessment does not sign it off. docs/decisions/0036
ALLOW_OWN_SIGN_OFF = _switch("DJANGO_ALLOW_OWN_SIGN_OFF")
# All records as they are stored, to be looked at below /admin/. docs/decisions/0051
ADMIN_SITE = _switch("DJANGO_ADMIN_SITE")

# Transport and cookies ---------------------------------------------------------------------
SECURE_SSL_REDIRECT = _switch("DJANGO_SSL_REDIRECT", default=not _ON_THIS_MACHINE)
# The load balancer asks for /health/ over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = int(os.environ.get("DJANGO_HSTS_SECONDS", "0"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = _switch("DJANGO_HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = _switch("DJANGO_HSTS_PRELOAD")
if _switch("DJANGO_BEHIND_PROXY"):
    # Only for a proxy that always sets or strips these headers itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not _ON_THIS_MACHINE
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "spinecenter.session_store"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# The hash is that of an empty style element: Plotly creates one and fills it by insertRule,
# which needs no 'unsafe-inline'.
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, _EMPTY_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# E-mail ------------------------------------------------------------------------------------
_EMAIL = urlsplit(os.environ.get("DJANGO_EMAIL_URL") or "smtp://localhost:25")
if _EMAIL.scheme not in {"smtp", "smtp+tls", "smtp+ssl"}:
    raise ValueError("DJANGO_EMAIL_URL: begin with smtp://, smtp+tls:// or smtp+ssl://")
EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend"
    if _ON_THIS_MACHINE
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = _EMAIL.hostname or "localhost", _EMAIL.port or 25
EMAIL_HOST_USER = unquote(_EMAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_EMAIL.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL.scheme == "smtp+tls", _EMAIL.scheme == "smtp+ssl"
EMAIL_TIMEOUT = 20
# The web server itself sends what no worker has sent by then, in seconds; None: never.
SEND_MAIL_WITHOUT_WORKER_AFTER: float | None = 5.0
DEFAULT_FROM_EMAIL = os.environ.get("DJANGO_FROM_EMAIL") or "spine-centre@localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "spinecenter.logs.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("DJANGO_LOG_LEVEL", "INFO")},
    # The framework's own handlers differ by DEBUG and mail the administrators.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Logs every second that there is nothing to do.
        "django_tasks_db": {"level": "WARNING"},
    },
}
