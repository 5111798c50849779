"""What a few companies look for in people, told by who knows them."""

import uuid

from django.utils import timezone

from accounts.actor import Actor
from partnerships.workflow.needs import Told, tell

from .offers import NAMESPACE

# Who tells it | company | job | level | people
NEEDS = """
entreprise|meca|Opératrice ou opérateur sur commande numérique|bac|4
rbde|cellule|Ajusteuse monteuse, ajusteur monteur|cap|12
rbde|capteurs|Technicienne ou technicien en électronique|bts|3
ipe|fonderie|Mouleuse ou mouleur de fonderie|cap|2
uimm|quercy|Chaudronnière ou chaudronnier|bac|5
"""


def add(everybody, hosts):
    """Told once, each by its key."""
    today = timezone.localdate()
    for line in NEEDS.strip().splitlines():
        author, company, job, level, count = line.split("|")
        host = hosts[company]
        told = Told(host, job, level, today, int(count))
        key = uuid.uuid5(NAMESPACE, f"besoin-{company}")
        tell(Actor.of(everybody[author]), told, key=key, today=today)
