"""The yearly sheet of a company, for itself and for the offices that follow it."""

from django.http import Http404
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, show_pdf
from accounts.enums import Role
from directory.models import Company
from directory.years import label
from partnerships.workflow import ceilings
from reports import company_sheet


@require_safe
@require(*[role for role in Role if role in ceilings.SETTERS])
def sheet(request, pk):
    """PDF of the school year of the header; only of one's own company or département."""
    company = get_visible_or_404(Company, request.actor, pk=pk)
    if not ceilings.may_set(request.actor, company):
        raise Http404
    year = request.school_year.start_year
    content = company_sheet.pdf(company, year)
    taking = Taking("a téléchargé la fiche annuelle", company, filters=label(year))
    return show_pdf(request, content, f"fiche-annuelle-{label(year)}-{pk}.pdf", taking)
