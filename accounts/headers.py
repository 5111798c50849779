"""Headers that Django's own middleware does not set, on every answer of the portal."""

POLICIES = {
    # The portal asks the browser for nothing but passkeys.
    "Permissions-Policy": ", ".join(
        [
            *(f"{name}=()" for name in ("camera", "geolocation", "microphone", "payment", "usb")),
            "display-capture=(), serial=(), browsing-topics=()",
            "publickey-credentials-get=(self), publickey-credentials-create=(self)",
        ]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
PRIVATE = "private, no-store"
# PostgreSQL stores no NUL: in an address it becomes the sign of an unreadable character,
# which finds nothing and breaks nothing. Forms refuse it by themselves.
NUL, UNREADABLE = "%00", "%EF%BF%BD"


class HeadersMiddleware:
    """Policies on everything; what a signed-in person was shown is kept by no cache, and
    signing out empties what their browser may have kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace(NUL, UNREADABLE)
        response = self.get_response(request)
        for name, value in POLICIES.items():
            response.headers.setdefault(name, value)
        # Who asked, as read at the beginning; a personal link has put its holder there.
        actor = getattr(request, "actor", None)
        if actor is not None and (actor.user or actor.link or _signed_in(request)):
            if "no-store" not in response.get("Cache-Control", ""):
                response["Cache-Control"] = PRIVATE
            if actor.user and not _signed_in(request):
                response["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _signed_in(request):
    return request.user.is_authenticated
