"""The letter with a code, printed by who validates the role of a company's representative."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.access import get_visible_or_404
from accounts.downloads import UNTOLD, give
from accounts.models import RoleAssignment
from accounts.rules import may_send_letter
from accounts.workflow import letters
from directory.french import full_day
from directory.violations import Refused
from documents.rendering import render_pdf
from outbox.addresses import absolute
from portal.header import scope_label


@method_decorator(never_cache, name="dispatch")
class RoleLetterPage(View):
    """GET says what to do, POST makes the code and gives the PDF, once."""

    def get(self, request, pk):
        row = self._row(request, pk)
        company = row.companies.get()
        last = row.letters.first()
        context = {
            "row": row,
            "company": company,
            "last": last,
            "facts": [
                ("Personne", f"{row.user} ({row.user.email})"),
                ("Entreprise", str(company)),
                ("Adresse", ", ".join(address_of(company)) or "inconnue"),
            ],
        }
        return TemplateResponse(request, "portal/role_letter.html", context)

    def post(self, request, pk):
        row = self._row(request, pk)
        try:
            # A letter that cannot be printed leaves no code behind.
            with transaction.atomic():
                letter, code = letters.prepare(request.actor, row)
                content = render_pdf("letter.typ", letter_data(request.actor, letter, code))
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("portal:role-letter", pk)
        # `letters.prepare` has told the journal already.
        name = f"courrier-role-{row.pk}.pdf"
        return give(request, content, name, "application/pdf", UNTOLD)

    def _row(self, request, pk):
        rows = RoleAssignment.objects.decided_by(request.actor).select_related("user")
        row = get_visible_or_404(rows, request.actor, pk=pk)
        if not (may_send_letter(request.actor.role) and letters.awaits_letter(row)):
            raise Http404
        return row


def address_of(company):
    """The lines of a postal address, without the name."""
    return [
        line for line in (company.address, f"{company.postcode} {company.city}".strip()) if line
    ]


def letter_data(actor, letter, code):
    """What the layout prints; the code is here and on the paper only."""
    row = letter.assignment
    company = row.companies.get()
    return {
        "title": "Confirmer un accès à Passerelle",
        "to": ["À l’attention du représentant légal", str(company), *address_of(company)],
        "from": f"{actor.label}\n{scope_label(actor)}",
        "date": f"Le {full_day(timezone.localdate())}",
        "paragraphs": [
            "Madame, Monsieur,",
            f"{row.user} ({row.user.email}) demande à représenter votre entreprise dans "
            "Passerelle, le portail entre les établissements scolaires et les entreprises. Cet "
            "accès permet de publier des offres d’accueil de classes et de répondre aux demandes "
            "des établissements au nom de l’entreprise.",
            "Si vous êtes d’accord, remettez-lui le code ci-dessous. Sinon, détruisez ce "
            "courrier : aucun accès n’est ouvert.",
        ],
        "code": code,
        "steps": [
            f"Se connecter sur {absolute('/')} avec l’adresse {row.user.email}.",
            "Ouvrir « Mon compte », puis « Saisir le code reçu par courrier ».",
            f"Saisir le code avant le {full_day(timezone.localdate(letter.expires_at))}. "
            "Il ne sert qu’une fois.",
        ],
        "closing": [
            "L’accès s’ouvre lorsque la demande, avec ce code, a été validée.",
            "Je vous prie d’agréer, Madame, Monsieur, l’expression de mes salutations distinguées.",
        ],
        "facts": [
            ("Entreprise", str(company)),
            *([("SIRET", company.siret)] if company.siret else []),
        ],
    }
