"""What a host declares for the trainees of vocational periods: staff, machines, hours."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from directory.models import Company
from directory.violations import Refused
from placements.forms.declarations import DeclarationForm
from placements.workflow import declarations

QUESTION = (
    "Ces déclarations valent pour tous les établissements scolaires : elles ne sont pas "
    "redemandées à chaque convention. Chacune garde sa date."
)


@require(Role.COMPANY_REPRESENTATIVE)
def declare(request, pk):
    """Of one of the companies of the account."""
    company = get_visible_or_404(Company.objects, request.actor, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = DeclarationForm(data, initial=declarations.declared_values(company))
    home = reverse("placements:hosted")
    if form.is_valid():
        try:
            made = declarations.declare(request.actor, company, form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "C’est déclaré." if made else "Rien n’a changé.")
            return redirect(home)
    context = {
        "form": form,
        "title": f"Effectif et dérogations, {company}",
        "question": QUESTION,
        "submit": "Déclarer",
        "cancel_url": home,
    }
    return render(request, "components/confirm.html", context)
