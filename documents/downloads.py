"""Giving a stored file back: never read as a page of ours, never kept by a cache."""

from django.http import HttpResponse

SANDBOX = "sandbox; default-src 'none'"
# The browser's PDF reader does not open in a sandbox; only files that we made are shown.
READER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def download(stored, name=""):
    """The file as an attachment, in a sandbox."""
    return give(stored.bytes, name or stored.name, stored.mimetype)


def give(content, name, mimetype="application/pdf"):
    """The same for bytes that are not kept."""
    response = HttpResponse(content, content_type=mimetype)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response, SANDBOX)


def show(stored):
    """A stored PDF that the portal made, opened in the browser's own reader."""
    return show_pdf(stored.bytes, stored.name)


def show_pdf(content, name):
    """The same for bytes that are not kept."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return _private(response, READER)


def _private(response, policy):
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
