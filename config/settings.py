"""Every setting of the portal, read from the environment in one place.

Development needs nothing: without DATABASE_URL the embedded services answer
(`config/services.py`) and DEBUG is on. Production gives DATABASE_URL, REDIS_URL,
SECRET_KEY, ALLOWED_HOSTS, BASE_URL and EMAIL_URL; what is missing there is a
refusal to start. Importing this module starts no process.
"""

import os
import tomllib
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import development, services
from config.mail import *  # noqa: F403

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

env = environ.Env()
environ.Env.read_env(ROOT / ".env")

# Which program counted a figure: the release, and what a deployment adds to it (a commit).
PROGRAM_VERSION = env(
    "PROGRAM_VERSION",
    default=tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"],
)
UNDER_PYTEST = "PYTEST_VERSION" in os.environ
DEBUG = env.bool("DEBUG", default="DATABASE_URL" not in os.environ or UNDER_PYTEST)


def needed(name, in_development):
    """The variable's value; in production its absence refuses the start."""
    if name in os.environ:
        return os.environ[name]
    if DEBUG:
        return in_development() if callable(in_development) else in_development
    raise ImproperlyConfigured(f"{name} must be set when DEBUG is off (see deploy/env.example).")


# --- Addresses and secrets ---------------------------------------------------------
SECRET_KEY = needed("SECRET_KEY", lambda: development.secret_key(VAR))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PORT = env.int("PORT", default=8000)
# Mails and documents use BASE_URL, never the host of a request.
BASE_URL = needed("BASE_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = needed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Reverse proxies in front of the portal: how many X-Forwarded-For entries to trust.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

# --- Applications, from the top floor down -----------------------------------------
INSTALLED_APPS = [
    "portal",
    "reports",
    "events",
    "placements",
    "partnerships",
    "clee",
    "documents",
    "reminders",
    "accounts",
    "outbox",
    "directory",
    "accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "dsfr",  # before django.forms: its boxes and radios are the design system's
    "widget_tweaks",  # the templates of dsfr load it
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "csp",
    "config.apps.HouseConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "accounts.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.sessions.SeenMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.second_factor.middleware.SecondFactorMiddleware",
    "accounts.middleware.ActorHistoryMiddleware",
    "directory.middleware.SchoolYearMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database ----------------------------------------------------------------------
DATABASE_URL = needed("DATABASE_URL", services.database_url)
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"].update(
    ENGINE="django.db.backends.postgresql",
    CONN_HEALTH_CHECKS=True,
    # Behind PgBouncer in transaction mode server-side cursors break.
    DISABLE_SERVER_SIDE_CURSORS=env.bool("PGBOUNCER", default=False),
)
DATABASES["default"].setdefault("OPTIONS", {})
if not env.bool("PGBOUNCER", default=False):
    # Planning costs more than running small statements (decision 0045).
    DATABASES["default"]["OPTIONS"]["options"] = "-c join_collapse_limit=5"
if POOL_SIZE := env.int("DATABASE_POOL", default=0):
    # The web process only: a pool opened before a fork breaks the child.
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
if "DATABASE_REPLICA_URL" in os.environ:
    DATABASES["replica"] = env.db_url_config(os.environ["DATABASE_REPLICA_URL"])
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and cache live in PostgreSQL: sign-in works with Redis stopped.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # It counts sign-in attempts: Django's default would throw counters away beyond 300.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Celery (RELIABILITY: Redis is a doorbell) -------------------------------------
REDIS_URL = needed("REDIS_URL", services.redis_url)
# redis-py and kombu name the same socket by different schemes.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
VISIBILITY_TIMEOUT = 900
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "socket_timeout": env.int("REDIS_SOCKET_TIMEOUT", default=5),
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "global_keyprefix": env("REDIS_PREFIX", default="passerelle:"),
}
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# Hard limits only: a soft one is an exception in the middle of a conversation with the
# relay. What a killed task leaves behind is resolved from the tables.
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

# --- Mail --------------------------------------------------------------------------
# In development the supervisor's local relay listens here and files into MAIL_FOLDER.
EMAIL_URL = needed("EMAIL_URL", f"smtp://localhost:{env.int('MAIL_PORT', default=8025)}")
vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Passerelle <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_FOLDER = Path(env("MAIL_FOLDER", default=str(VAR / "mail")))
# The hour (Paris) of the one mail a day that carries what nobody waits for at once.
DIGEST_HOUR = env.int("DIGEST_HOUR", default=8)
# Who can tell whether a mail was taken when its sender died (RELIABILITY §2).
OUTBOX_RELAY = env(
    "OUTBOX_RELAY",
    default="outbox.relay." + ("UnknownRelay" if "EMAIL_URL" in os.environ else "LocalFolderRelay"),
)

# --- People ------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}.NumericPasswordValidator"},
]
if BREACHED_PASSWORDS := env("BREACHED_PASSWORDS", default=""):
    AUTH_PASSWORD_VALIDATORS.append(
        {
            "NAME": "accounts.breached.BreachedPasswordValidator",
            "OPTIONS": {"path": BREACHED_PASSWORDS},
        }
    )
if UNDER_PYTEST:  # a slow hash for each person of each test would take minutes
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/connexion/"
LOGIN_REDIRECT_URL = "/tableau-de-bord/"
LOGOUT_REDIRECT_URL = "/"
# Values of accounts.enums.Role.
TERRITORY = ["education_authority", "department_supervisor", "department_office"]
SECOND_FACTOR_ROLES = env.list(
    "SECOND_FACTOR_ROLES", default=[] if DEBUG else ["administrator", *TERRITORY]
)
# Mailboxes of the education authority: their holders work before they are validated.
ACADEMIC_DOMAINS = env.list(
    "ACADEMIC_DOMAINS",
    default=["ac-montpellier.fr", "ac-toulouse.fr", "region-academique-occitanie.fr"],
)
# ProConnect: without these three there is no button (docs/decisions/0010-proconnect.md).
PROCONNECT_ISSUER = env("PROCONNECT_ISSUER", default="").rstrip("/")
if PROCONNECT_ISSUER and not DEBUG and not PROCONNECT_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("PROCONNECT_ISSUER must begin with https://.")
PROCONNECT_CLIENT_ID = env("PROCONNECT_CLIENT_ID", default="")
PROCONNECT_CLIENT_SECRET = env("PROCONNECT_CLIENT_SECRET", default="")
# Asked for, and the only ones taken.
PROCONNECT_ACR_VALUES = env.list("PROCONNECT_ACR_VALUES", default=["eidas1", "eidas2", "eidas3"])
# Levels (acr) and methods (amr) that stand for our second factor; none: ours is always asked.
PROCONNECT_SECOND_FACTOR = env.list("PROCONNECT_SECOND_FACTOR", default=[])
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Accounts are opened by invitation: their address is known, nothing to confirm.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.PasswordForm",
    "request_login_code": "accounts.forms.CodeRequestForm",
    "confirm_login_code": "accounts.forms.CodeForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.second_factor.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor.forms.ProveForm",
    "reauthenticate": "accounts.second_factor.forms.ProveAgainForm",
    "activate_totp": "accounts.second_factor.forms.AddApplicationForm",
    "add_webauthn": "accounts.second_factor.forms.AddKeyForm",
    "edit_webauthn": "accounts.second_factor.forms.RenameKeyForm",
}
MFA_TOTP_TOLERANCE = 1  # a telephone that is half a minute late
# A key that anybody who holds it can use would be one factor, not two.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # http://localhost
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT

# --- The State's company search (R-ID-6) -----------------------------------------------
# "https://recherche-entreprises.api.gouv.fr"; empty: nobody is asked.
COMPANY_SEARCH_URL = env("COMPANY_SEARCH_URL", default="").rstrip("/")

# --- Language, look ----------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [folder for folder in [ROOT / "static"] if folder.is_dir()]
STATICFILES_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE},
}
# Private files (imports, exports, sealed PDF): never under a web root.
MEDIA_ROOT = env.path("FILES_FOLDER", default=str(VAR / "files"))

# The académies of the région académique that runs the portal ("whole region" of a role).
REGION_ACADEMIES = env.list("REGION_ACADEMIES", default=["11", "16"])

# The brand of the State needs an authorisation: off, the header shows the text alone.
DSFR_BRAND = {
    "title": env("BRAND_TITLE", default="Région académique\nOccitanie"),
    "marianne": env.bool("BRAND_MARIANNE", default=False),
    "service": "Passerelle",
    "tagline": "Le portail entre l’École et les entreprises",
}
# Who answers for the site: printed on the legal pages.
PUBLISHER = {
    "name": env("PUBLISHER_NAME", default="Région académique Occitanie"),
    "address": env("PUBLISHER_ADDRESS", default=""),
    "director": env("PUBLISHER_DIRECTOR", default="Le recteur de région académique"),
    "host": env("PUBLISHER_HOST", default=""),
    "contact": env("CONTACT_EMAIL", default="contact@passerelle.example"),
    "privacy": env("PRIVACY_EMAIL", default="dpd@passerelle.example"),
    "security": env("SECURITY_EMAIL", default="securite@passerelle.example"),
}
DSFR_USE_INTEGRITY_CHECKSUMS = False  # hashed files no longer match dsfr's own checksums
DSFR_CONTENT_IS_SAFE = False  # else messages and table cells print raw HTML
DSFR_CHECK_DEPRECATED_PARAMS = DEBUG

# --- Walls -------------------------------------------------------------------------
PROCONNECT_ORIGIN = "/".join(PROCONNECT_ISSUER.split("/")[:3])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        # Browsers also apply it to where a form leads by redirection.
        "form-action": [SELF, *([PROCONNECT_ORIGIN] if PROCONNECT_ORIGIN else [])],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
# Messages name people: in the session, not in a cookie that the browser keeps.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # probes speak plain HTTP to the process
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # A browser takes these names over HTTPS only, from this very host, for all its paths.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
