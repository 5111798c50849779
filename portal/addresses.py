from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, default="/tableau-de-bord/"):
    """The `next` of a form when it stays on this site, else `default`."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    secure = not settings.DEBUG
    if url_has_allowed_host_and_scheme(wanted, hosts, require_https=secure):
        return wanted
    return default
