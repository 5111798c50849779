"""The pages of every day on a whole country: their time, their queries, what they read.

The yearly report of the country is in `benchmarks.reports`, on the same rows.
"""

from django.core.management import call_command

from accounts.enums import Role
from benchmarks.companies import WORDS
from benchmarks.harness import absolute, benchmark, percentile, ratio, times
from benchmarks.people import first_school, person, rbde, signed_in, teacher
from benchmarks.plans import big_tables, whole_scans
from benchmarks.search import load, statements
from directory.models import Company, School
from partnerships.models import Slot
from placements.models import Placement
from reports import counted

SIZES = {
    "small": {"schools": 3_000, "companies": 20_000, "slots": 12_000, "years": 5,
              "lived": 100_000, "letters": 10_000},
    "full": {"country": True},
}  # fmt: skip
BIG = {"small": 10_000, "full": 40_000}
MOST_QUERIES = 12
ROUNDS = 20


def prepare(size):
    """A country of five years, made once; what reports hide, decided as every night."""
    wanted = SIZES[size].get("lived", 4_000_000)
    if Placement.objects.count() < wanted:
        call_command("seed_scale", force=True, verbosity=0, **SIZES[size])
    counted.decide()


def pages():
    """(name, client, address) of each page that somebody opens every day."""
    school = School.objects.filter(placements__isnull=False).first() or first_school()
    company = Company.objects.filter(department=school.department_id).first()
    slot = Slot.objects.filter(state="open").order_by("-pk").first()
    head = signed_in(person("banc.tete@demo.example", Role.HEAD, schools=[school]))
    place = {"departments": [school.department]}
    supervisor = person("banc.dsden@demo.example", Role.DEPARTMENT_SUPERVISOR, **place)
    desk, guest = rbde(), teacher()
    addresses = {
        "dashboard, teacher": (guest, "/tableau-de-bord/"),
        "search of slots": (guest, f"/immersions/?departement={school.department_id}"),
        "search of slots, text": (guest, "/immersions/?q=boulangerie+midi"),
        "request of a slot": (guest, f"/immersions/creneaux/{slot.pk}/demander/"),
        "bank of placements": (guest, f"/stages/offres/?departement={school.department_id}"),
        "search, header": (guest, "/recherche/?q=boulangerie+martin"),
        "dashboard, RBDE": (desk, "/tableau-de-bord/"),
        "company": (desk, f"/relations/entreprises/{company.pk}/"),
        "admin, companies": (desk, "/admin/directory/company/"),
        "admin, requests": (desk, "/admin/partnerships/booking/"),
        "admin, contracts": (desk, "/admin/partnerships/contract/"),
        "dashboard, head": (head, "/tableau-de-bord/"),
        "classes": (head, "/stages/classes/"),
        "board of vocational periods": (head, "/stages/pfmp/"),
        "requests of a school": (head, "/immersions/demandes/"),
        "report of a school, placements": (head, "/rapports/?theme=stages"),
        "report of a school, companies": (head, "/rapports/?theme=partenariats"),
        "dashboard, supervisor": (signed_in(supervisor), "/tableau-de-bord/"),
    }
    return [(name, client, path) for name, (client, path) in addresses.items()]


def searches():
    """The same for frequent and rare words."""
    desk = rbde()
    for word in WORDS:
        yield f"admin, companies, {word}", desk, f"/admin/directory/company/?q={word}"
        yield f"search, header, {word}", desk, f"/recherche/?q={word}"


@benchmark
def every_day(size):
    """Time and queries of each page; what it reads whole."""
    prepare(size)
    everything, most, scans = [], 0, []
    big = big_tables(BIG[size])
    for name, client, path in [*pages(), *searches()]:
        asked = statements(client, path)
        scans += [f"{name}: {table}" for table, _, _ in whole_scans(asked, big, run=True)]
        seconds = times(lambda client=client, path=path: load(client, path), ROUNDS)
        p95 = percentile(seconds, 95) * 1000
        detail = f"{len(asked)} queries"
        yield absolute(f"country, {name}: p95", p95, "ms", at_most=150, detail=detail)
        everything += seconds
        most = max(most, len(asked))
    p95 = percentile(everything, 95) * 1000
    detail = f"{Placement.objects.count()} placements, {most} queries at most"
    yield absolute("country, every page: p95", p95, "ms", at_most=150, detail=detail)
    found = "; ".join(sorted(set(scans)))
    yield ratio("country, big tables read whole", len(set(scans)), at_most=0, detail=found)
