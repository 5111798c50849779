"""The company search and the admin's list of companies, on a region of companies.

View ÷ (its own SQL + the portal's empty signed-in page), queries, absolute times, and how
many one-letter slips still find the company that was meant.
"""

import random
import statistics

from benchmarks.harness import absolute, benchmark, percentile, ratio
from benchmarks.people import rbde
from benchmarks.search import EMPTY_PAGE, load, measure, statements
from directory.lexicon import found
from directory.models import Company
from directory.sql import execute
from portal.scale.directory import SOURCE, add_companies, add_schools

SIZES = {"small": 20_000, "full": 400_000}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SLIPS = 300
# The companies alone; the search of the header also finds schools, offers and requests, and
# has the budget of every list.
MOST_QUERIES = {"/immersions/entreprises/?term={}": 10, "/recherche/?q={}": 12}
# Words of names by their share: 9 %, 1.6 %, 0.15 %, 0.02 % (`portal.scale.words`).
WORDS = ("sarl", "boulangerie", "chaudronnerie", "fonderie")
SEARCHES = [f"?q={word}" for word in WORDS]


def prepare(size):
    """The companies of this size, made once."""
    if Company.objects.filter(source=SOURCE).count() < SIZES[size]:
        add_schools(100)
        add_companies(SIZES[size])
        execute("VACUUM ANALYZE directory_company, directory_word")


def slip(text, dice):
    """One letter of one word missing, added, wrong or swapped."""
    words = text.lower().split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    one, at = words[place], dice.randrange(len(words[place]))
    changed = {
        "missing": one[:at] + one[at + 1 :],
        "added": one[:at] + dice.choice(LETTERS) + one[at:],
        "wrong": one[:at] + dice.choice(LETTERS) + one[at + 1 :],
        "swapped": one[:at] + one[at : at + 2][::-1] + one[at + 2 :],
    }
    words[place] = changed[dice.choice(sorted(changed))]
    return " ".join(words)


def some(dice):
    rows = list(Company.objects.filter(source=SOURCE).order_by("pk").values_list("pk", flat=True))
    return Company.objects.in_bulk(dice.sample(rows, SLIPS))


@benchmark
def search(size):
    """The combobox and the search of the header, typed right and wrong."""
    prepare(size)
    client, dice = rbde(), random.Random(7)
    rows = some(dice)
    names = [f"{row.name} {row.city}" for row in rows.values()]
    typed = {
        "as it is": names[0],
        "one word": names[1].split()[0],
        **{word: word for word in WORDS},
        "one letter wrong": slip(names[2], dice),
        "one letter wrong, others": slip(names[3], dice),
        "nothing": "xylophonne quarzite",
    }
    load(client, EMPTY_PAGE)
    for page, allowed in MOST_QUERIES.items():
        views, queries, ratios = [], [], []
        for text in typed.values():
            path = page.format(text.replace(" ", "+"))
            asked = statements(client, path)
            view, alone, empty = measure(client, path, asked, repeat=10)
            base = statistics.median(alone) + statistics.median(empty)
            ratios.append(statistics.median(view) / base)
            queries.append(len(asked))
            views += view
        name = page.partition("?")[0]
        p95 = percentile(views, 95) * 1000
        detail = f"{Company.objects.count()} companies; {min(queries)} to {max(queries)} queries"
        yield absolute(f"companies, {name}: view p95", p95, "ms", at_most=80, detail=detail)
        yield ratio(f"companies, {name}: view ÷ its SQL and an empty page", max(ratios), at_most=3)
        most = max(queries) / allowed
        yield ratio(f"companies, {name}: queries ÷ the most allowed", most, at_most=1)


@benchmark
def slips(size):
    """How often one of the same name and town as was mistyped is among the first fifteen."""
    prepare(size)
    dice = random.Random(11)
    seen = 0
    for row in some(dice).values():
        mistyped = slip(f"{row.name} {row.city}", dice)
        rows = found(Company.objects.active(), mistyped)[:15]
        seen += (row.name, row.city) in {(other.name, other.city) for other in rows}
    yield ratio("companies, one-letter slips found", seen / SLIPS, at_least=0.95)


@benchmark
def admin_list(size):
    """The admin's list: its first page, filtered, searched, and far on."""
    prepare(size)
    client = rbde()
    path = "/admin/directory/company/"
    views, counts = [], []
    for query in ("", "?department__code__exact=31", "?p=20", "?q=fonderrie", *SEARCHES):
        asked = statements(client, path + query)
        counts += [
            sql for sql, _ in asked if "COUNT(" in sql.upper() and "LIMIT" not in sql.upper()
        ]
        view, _, _ = measure(client, path + query, asked, repeat=10)
        views += view
        detail = f"{len(asked)} queries"
        p50 = statistics.median(view) * 1000
        yield absolute(
            f"companies, admin list {query or '(first page)'}: p50", p50, "ms", detail=detail
        )
    yield absolute("companies, admin list: p95", percentile(views, 95) * 1000, "ms", at_most=150)
    full = [sql for sql in counts if "directory_company" in sql]
    yield ratio("companies, admin list: full counts", len(full), at_most=0)
