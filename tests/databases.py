"""Test databases: cloned from a template that is migrated once per set of migrations."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import time_machine
from django.db import connection
from psycopg import sql

from config.services.keeper import Keeper
from tests.worlds import ground

ROOT = Path(__file__).resolve().parent.parent
CLOCK = ROOT / "tests" / "browser" / "clock"
TEMPLATES_KEPT = 3


def url_of(name):
    """The address of another database of the same server."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def current_url():
    return url_of(connection.settings_dict["NAME"])


@contextmanager
def server():
    with closing(psycopg.connect(url_of("postgres"), autocommit=True)) as postgres:
        yield postgres


@contextmanager
def one_at_a_time(what="template"):
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    with (folder / f"test_{what}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def on_clone(suffix):
    """This process on a database of its own, as `migrate` leaves it."""
    return _on(f"test_passerelle_{suffix}", clone_of_template)


def on_clone_of_demo(moment):
    """This process on a database of its own, with the demonstration as told at `moment`; it
    is told once for all workers of a run."""
    name = f"{connection.settings_dict['NAME']}_demo"
    return _on(name, partial(clone_of_demo, moment=moment))


@contextmanager
def _on(name, make):
    given = connection.settings_dict["NAME"]
    with server() as postgres:
        make(postgres, name)
        try:
            _connect_to(name)
            yield
        finally:
            _connect_to(given)
            drop(postgres, name)


def _connect_to(name):
    ground.clear()
    connection.close()
    connection.settings_dict["NAME"] = name


def clone_of_template(postgres, name):
    """A database as `migrate` leaves it."""
    with one_at_a_time():
        drop_leftovers(postgres)
        clone(postgres, name, ensure_template(postgres))


def clone_of_demo(postgres, name, moment=None):
    """The demonstration told now, or at that moment of the tests: made once for a run. Half a
    minute, in which the other worker takes what it needs of the template."""
    demo = f"test_passerelle_{os.environ['TEST_RUN']}_demo" + ("_then" if moment else "")
    with one_at_a_time("demo"):
        if demo not in names(postgres, f"^{demo}$"):
            clone_of_template(postgres, demo)
            tell(demo, moment)
        clone(postgres, name, demo)


def tell(name, moment):
    """The demonstration, in that database."""
    env = os.environ | {"DATABASE_URL": url_of(name), "REDIS_PREFIX": f"{name}:", "DEBUG": "1"}
    if moment:  # for tests in this process: with their quick passwords
        env |= clock_at(moment)
    else:
        env.pop("PYTEST_VERSION")
    run(env, "manage.py", "seed_demo", "--skip-checks")


def clock_at(moment):
    """The environment of processes for which it is now that moment, and whose time runs on."""
    hatch = time_machine.escape_hatch
    now = hatch.time.time() if hatch.is_travelling() else time.time()
    ahead = moment.timestamp() - now
    return {"CLOCK_AHEAD": str(ahead), "PYTHONPATH": str(CLOCK)}


def clone(postgres, name, template):
    query = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    postgres.execute(query.format(sql.Identifier(name), sql.Identifier(template)))


def names(postgres, pattern):
    query = "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid"
    return [name for (name,) in postgres.execute(query, [pattern])]


def drop(postgres, name):
    query = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    postgres.execute(query)


def drop_leftovers(postgres):
    """Databases of runs that were killed."""
    for name in names(postgres, "^test_passerelle_[0-9]+_"):
        run = int(re.match(r"test_passerelle_(\d+)_", name)[1])
        if not Path("/proc", str(run)).exists():
            drop(postgres, name)


def state_of_migrations():
    """A digest of all that decides what `migrate` makes."""
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.lock"]
    files += [ROOT / "config" / f"{name}.py" for name in ("settings", "apps", "migrating")]
    files += [Path(__file__)]
    content = b"".join(str(path).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(content).hexdigest()[:12]


def ensure_template(postgres):
    template = f"template_passerelle_{state_of_migrations()}"
    if template not in names(postgres, "^template_passerelle_"):
        for old in names(postgres, "^template_passerelle_")[:-TEMPLATES_KEPT]:
            drop(postgres, old)
        building = "building_passerelle"
        drop(postgres, building)
        postgres.execute(f"CREATE DATABASE {building}")
        migrate(url_of(building))
        forget_today(building)
        postgres.execute(f"ALTER DATABASE {building} RENAME TO {template}")
    return template


def forget_today(name):
    """Without the school years of the day of migration: a test makes its own, or today's."""
    with psycopg.connect(url_of(name)) as postgres:
        postgres.execute("TRUNCATE directory_schoolyear CASCADE")
        postgres.execute("TRUNCATE directory_schoolyearevent")


def fill(instance):
    """Give the database of another instance what `migrate` makes: a copy of the template."""
    with server() as postgres, one_at_a_time():
        template = ensure_template(postgres)
    program = Keeper(instance).postgres_program
    dump = [program("pg_dump"), "--no-owner", url_of(template)]
    made = subprocess.run(dump, capture_output=True, check=True)
    load = [program("psql"), "--quiet", "--single-transaction", instance.database_url]
    subprocess.run(load, input=made.stdout, stdout=subprocess.DEVNULL, check=True)


def migrate(url, *command):
    """By the quick way of development, or by the command given."""
    command = command or ("-m", "config.migrating")
    run(os.environ | {"DATABASE_URL": url, "DEBUG": "1"}, *command, "--verbosity=0")


def run(env, *command):
    """Run this Python in that environment; its output. RuntimeError when it fails."""
    command = [sys.executable, *command]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[1:3]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
