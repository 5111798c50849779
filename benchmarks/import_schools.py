"""`import_schools` against a bare COPY and upsert of the same rows."""

import csv
import os
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.harness import absolute, benchmark, measure, ratio, times
from config import services
from config.settings import VAR
from directory import sql
from directory.enums import SchoolKind
from directory.identifiers import department_of_uai, uai_letter
from directory.importers.schools import FORMATS
from directory.models import Department

COUNT = 70_000
FEW = 700
COLUMNS = (
    "uai", "name", "kind", "nature_code", "sector_kind", "address", "postcode", "city",
    "department_id", "email", "phone", "siret", "latitude", "longitude", "is_open", "source",
)  # fmt: skip


def identifiers(count):
    """Valid UAIs spread over the départements."""
    codes = [code.zfill(3) for code in Department.objects.values_list("pk", flat=True)]
    codes = [code for code in codes if code.isdigit()]
    for number in range(count):
        digits = f"{codes[number % len(codes)]}{number // len(codes):04d}"
        yield digits + uai_letter(digits)


def facts(number, uai):
    """One made-up school: the values that both sides write."""
    return {
        "uai": uai,
        "name": f"Collège Éléonore d’Aquitaine {number}",
        "kind": SchoolKind.COLLEGE,
        "nature_code": "340",
        "sector_kind": "public",
        "address": f"{number % 300} avenue de la République",
        "postcode": f"{department_of_uai(uai)[:2]}000",
        "city": f"Saint-Étienne-{number % 4000}",
        "department_id": department_of_uai(uai),
        "email": f"ce.{uai.lower()}@ecole.example",
        "phone": "05 61 00 00 00",
        "siret": "19090002700011",
        "latitude": 43 + number % 700 / 100,
        "longitude": number % 600 / 100,
        "is_open": True,
        "source": "annuaire",
    }


def write_annuaire(path, count):
    """A file with the headers of the annuaire that the importer reads."""
    headers = [*FORMATS[0].required, *FORMATS[0].also]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers, delimiter=";", restval="")
        writer.writeheader()
        for number, uai in enumerate(identifiers(count)):
            row = facts(number, uai)
            writer.writerow(
                {
                    "identifiant de l etablissement": uai,
                    "nom etablissement": row["name"],
                    "type etablissement": "Collège",
                    "statut public prive": "Public",
                    "adresse 1": row["address"],
                    "code postal": row["postcode"],
                    "nom commune": row["city"],
                    "code departement": uai[:3],
                    "mail": row["email"],
                    "telephone": row["phone"],
                    "siren siret": row["siret"],
                    "latitude": row["latitude"],
                    "longitude": row["longitude"],
                    "etat": "OUVERT",
                    "code nature": "340",
                }
            )


def write_bare(path, count):
    """The same rows, ready for COPY."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, uai in enumerate(identifiers(count)):
            writer.writerow(facts(number, uai).values())


def copy_and_upsert(path):
    """The least that can be done: COPY into a table, one upsert into one like School's."""
    names = sql.column_list(COLUMNS)
    news = ", ".join(f"{sql.quote(name)} = excluded.{sql.quote(name)}" for name in COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE bare ON COMMIT DROP AS"
            f" SELECT {names} FROM bench_school WITH NO DATA"
        )
        with path.open("rb") as file, cursor.copy("COPY bare FROM STDIN (FORMAT csv)") as copy:
            while block := file.read(1 << 16):
                copy.write(block)
        cursor.execute(
            f"INSERT INTO bench_school ({names}) SELECT {names} FROM bare"
            f" ON CONFLICT (uai) DO UPDATE SET {news}"
        )


def make_bare_table():
    """School's columns, generated ones, indexes and checks; columns that no file gives get
    School's defaults."""
    sql.execute("DROP TABLE IF EXISTS bench_school")
    sql.execute("CREATE TABLE bench_school (LIKE directory_school INCLUDING ALL)")
    defaults = {
        "contract_kind": "''", "parent_is_proposed": "false", "website": "''",
        "position_is_approximate": "false", "priority_education": "''", "qpv": "''",
        "has_vocational": "false", "updated_at": "now()", "head_visa": "true",
    }  # fmt: skip
    for name, value in defaults.items():
        sql.execute(f"ALTER TABLE bench_school ALTER {name} SET DEFAULT {value}")


@contextmanager
def own_database():
    """A database beside the shared country, migrated up to the directory, then dropped."""
    shared = connection.settings_dict["NAME"]
    name = f"{shared}_import"
    sql.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    sql.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", "directory", verbosity=0)
        yield (
            urlsplit(os.environ.get("DATABASE_URL", services.database_url()))
            ._replace(path=f"/{name}")
            .geturl()
        )
    finally:
        connection.close()
        connection.settings_dict["NAME"] = shared
        sql.execute(f"DROP DATABASE {name} WITH (FORCE)")


def peak(path, address):
    """Peak MiB of the command in a process of its own."""
    command = [sys.executable, "manage.py", "import_schools", path, "--dry-run"]
    environment = {**os.environ, "DATABASE_URL": address, "REDIS_URL": services.redis_url()}
    return measure(command, cwd=VAR.parent, env={**environment, "DEBUG": "1"})[1]


def write_files(count):
    """The annuaire, the bare rows, and an annuaire of few rows to compare memory with."""
    folder = VAR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    official, bare, few = (folder / f"schools-{name}.csv" for name in ("all", "bare", "few"))
    write_annuaire(official, count)
    write_annuaire(few, FEW)
    write_bare(bare, count)
    return official, bare, few


def portal(path):
    call_command("import_schools", path, verbosity=0, stdout=sys.stderr)


@benchmark
def import_schools(size):
    """Into empty tables, then over the same rows; the bare side writes them all twice."""
    with own_database() as address:
        official, bare, few = write_files(COUNT)
        make_bare_table()
        for turn in ("first", "second"):
            (ours,) = times(lambda: portal(official), repeat=1, warm_up=0)
            (theirs,) = times(lambda: copy_and_upsert(bare), repeat=1, warm_up=0)
            yield ratio(
                f"import_schools, {turn} run ÷ COPY + upsert",
                ours / theirs,
                at_most=4,
                detail=f"{COUNT} rows, {ours:.1f} s ÷ {theirs:.1f} s",
            )
        extra = peak(official, address) - peak(few, address)
        detail = f"{COUNT} rows against {FEW}"
        yield absolute(
            "import_schools, memory that rows cost", extra, "MiB", at_most=60, detail=detail
        )
