"""Nobody acts in a role of SECOND_FACTOR_ROLES without a second factor."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts.actor import Actor
from accounts.second_factor.rules import Lack, lack

PAGES = {Lack.SET_UP: "mfa_index", Lack.PROOF: "mfa_reauthenticate"}


class SecondFactorMiddleware:
    """Asked at each request, so that a role granted during an open session asks too.

    Until the factor is there the person has no role at all, and every page leads to the one
    where it is set up or proved, but those marked `accounts.access.before_second_factor`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.second_factor_lack = Lack.NONE
        if request.actor.roles:
            request.second_factor_lack = lack(request, request.actor.roles)
        if request.second_factor_lack != Lack.NONE:
            request.actor = Actor(user=request.user, label=str(request.user))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        page = PAGES.get(request.second_factor_lack)
        if page is None or getattr(view, "opens_before_second_factor", False):
            return None
        back = request.get_full_path() if request.method == "GET" else "/tableau-de-bord/"
        return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': back})}")
