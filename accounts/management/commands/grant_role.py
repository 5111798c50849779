"""Give a role to a person, who is created when unknown."""

import datetime as dt
import sys

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import signin_links
from accounts.actor import Actor
from accounts.enums import Role, Scope
from accounts.workflow import grants
from directory.commands import TracedCommand
from directory.models import Academy, BranchOrganisation, Company, Department, School
from directory.violations import Refused

PLACES = {
    "school": (School, "uai", "schools", "Aucun établissement ne porte l’UAI"),
    "company": (Company, "siret", "companies", "Aucune entreprise ne porte le SIRET"),
    "department": (Department, "code", "departments", "Aucun département ne porte le code"),
    "academy": (Academy, "code", "academies", "Aucune académie ne porte le code"),
    "branch": (BranchOrganisation, "name__iexact", "branches", "Aucune branche ne porte le nom"),
}


class Command(TracedCommand):
    """`grant_role EMAIL ROLE [--school UAI | --company SIRET [--whole-company] |
    --department CODE | --academy CODE | --region | --branch NAME] [--until DATE]`

    Idempotent. Exit status 1 when the role cannot be given (unknown place, scope that
    does not fit), 2 when the command line is wrong (address, role, date).
    """

    help = "Attribue un rôle à une personne et affiche un lien de connexion à usage unique."

    def add_arguments(self, parser):
        parser.add_argument("email", help="adresse électronique de la personne")
        parser.add_argument("role", metavar="ROLE", help=", ".join(Role.values))
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--school", metavar="UAI", type=str.upper)
        place.add_argument("--company", metavar="SIRET", type=lambda text: text.replace(" ", ""))
        place.add_argument("--department", metavar="CODE", type=str.upper)
        place.add_argument("--academy", metavar="CODE")
        place.add_argument("--region", action="store_true", help="toute la région académique")
        place.add_argument("--branch", metavar="NOM")
        parser.add_argument(
            "--whole-company",
            action="store_true",
            help="avec --company : tous les établissements de la même entreprise (SIREN)",
        )
        parser.add_argument("--until", metavar="DATE", help="dernier jour, AAAA-MM-JJ")

    def handle(self, *, email, role, until, **options):
        email = self._email(email)
        role = self._role(role)
        ends_on = self._date(until)
        try:
            scope = self._scope(options)
            with transaction.atomic():
                user, opened = grants.open_account(email)
                assignment, granted = grants.grant(
                    Actor.system("Commande grant_role"),
                    user,
                    role,
                    ends_on=ends_on,
                    whole_company=options["whole_company"],
                    **scope,
                )
        except Refused as refusal:
            self._fail(refusal.message, 1)
        self._say(user, opened, assignment, granted)

    def _say(self, user, opened, assignment, granted):
        places = ", ".join(assignment.places()) or "sans périmètre"
        until = f", jusqu’au {assignment.ends_on:%d/%m/%Y}" if assignment.ends_on else ""
        self.stdout.write(f"{'Compte créé' if opened else 'Compte existant'} : {user.email}")
        verb = "Rôle attribué" if granted else "Rôle déjà attribué"
        self.stdout.write(f"{verb} : {assignment.get_role_display()} ({places}){until}")
        self.stdout.write("Lien de connexion, à usage unique et valable trois jours :")
        self.stdout.write(signin_links.make(user))

    def _scope(self, options):
        if options["region"]:
            return {Scope.REGION: True}
        for option, (model, lookup, field, unknown) in PLACES.items():
            value = options[option]
            if value:
                place = model._default_manager.filter(**{lookup: value}).first()
                if place is None:
                    known = f" Choix : {self._branches()}." if option == "branch" else ""
                    raise Refused(f"{unknown} {value}.{known}")
                return {field: [place]}
        return {}

    def _branches(self):
        names = BranchOrganisation.objects.values_list("name", flat=True)
        return ", ".join(names) or "aucune, importez-les d’abord"

    def _email(self, text):
        try:
            validate_email(text.strip())
        except ValidationError:
            self._fail(f"« {text} » n’est pas une adresse électronique.", 2)
        return text

    def _role(self, text):
        if text not in Role.values:
            self._fail(f"« {text} » n’est pas un rôle. Choix : {', '.join(Role.values)}.", 2)
        return Role(text)

    def _date(self, text):
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            self._fail(f"« {text} » n’est pas une date : écrivez par exemple 2027-08-31.", 2)

    def _fail(self, message, status):
        self.stderr.write(message)
        sys.exit(status)
