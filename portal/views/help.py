"""`/aide/`: what each one does here, with a link to the pages that the reader may open."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import before_second_factor, public
from accounts.views_roles import team
from accounts.views_schools import school_settings
from partnerships.models.merges import MERGERS
from partnerships.workflow import planned
from portal import desks


@before_second_factor
@public
@require_safe
def help_page(request):
    """Public. A page that would answer 403 to the reader is named without a link."""
    actor = request.actor
    opens = {
        "team": actor.role in team.roles,
        "settings": actor.role in school_settings.roles,
        "rentree": bool(planned.prepared_by(actor)),
        "moderation": actor.role in MERGERS or actor.is_administrator,
        "hand_over": desks.schools_for(actor).exists(),
        "admin": actor.uses_admin,
    }
    context = {"publisher": settings.PUBLISHER, "opens": opens}
    return render(request, "portal/help.html", context)
