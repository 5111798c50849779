"""The settings of delivery (docs/operations.md#mail); `config.settings` takes them over."""

import os

import environ

_env = environ.Env()

# Where the relay is asked what it took, by the class that OUTBOX_RELAY names.
POSTFIX_LOG = _env("POSTFIX_LOG", default="/var/log/mail.log")
BREVO_API_URL = _env("BREVO_API_URL", default="https://api.brevo.com/v3").rstrip("/")
BREVO_API_KEY = _env("BREVO_API_KEY", default="")

# At most so many mails, to a domain: {"gmail.com": "60/m", "*": "300/m"}, and to one person.
# The local relay of development knows neither domains nor impatience.
MAIL_LIMITS = _env.json("MAIL_LIMITS", default={})
MAIL_PERSON_LIMIT = _env("MAIL_PERSON_LIMIT", default="60/h" if "EMAIL_URL" in os.environ else "")

# What became of the mails: told by a signed webhook (closed without its secret), or read in
# the mailbox that reports come back to (maildir:///srv/reports, imaps://user:password@host/INBOX).
MAIL_WEBHOOK_SECRET = _env("MAIL_WEBHOOK_SECRET", default="")
MAIL_WEBHOOK_TOLERANCE = _env.int("MAIL_WEBHOOK_TOLERANCE", default=300)  # seconds
REPORTS_MAILBOX = _env("REPORTS_MAILBOX", default="")
# An address is barred when so many mails came back for a passing cause within so many days.
SOFT_BOUNCE_LIMIT = _env.int("SOFT_BOUNCE_LIMIT", default=5)
SOFT_BOUNCE_DAYS = _env.int("SOFT_BOUNCE_DAYS", default=30)

SMS_BACKEND = _env("SMS_BACKEND", default="outbox.sms.ConsoleBackend")
