"""Where to go next, on this portal only."""

from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, url, default):
    """`url` when it stays on this portal, else `default`."""
    stays = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if url and stays else default
