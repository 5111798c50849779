"""Who clicks, the portal as in production on two workers, locust, and what it measured.

Run by `tools/load/run` on the services of the benchmarks.
"""

import csv
import json
import os
import secrets
import subprocess
import sys
from importlib import import_module

import django

from config.processes import Child
from config.run import HOST, ROOT, is_free, wait_for_web

PORT = int(os.environ.get("PORT", "8200"))
PEOPLE = os.environ.get("PEOPLE", "100")
MINUTES = os.environ.get("MINUTES", "5")
SIZE = os.environ.get("SIZE", "full")
FOLDER = ROOT / "var" / "load"
LOCUST = ROOT / "var" / "load-tools" / "bin" / "locust"
NUMBERS = {"teacher": 60, "rbde": 20, "head": 10, "supervisor": 5}
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_hex(40),
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"http://{HOST}:{PORT}",
    # Nothing listens there: mails stay in the table.
    "EMAIL_URL": "smtp://localhost:9",
    "SECURE_SSL_REDIRECT": "0",
    # Sessions are made here, without a second factor.
    "SECOND_FACTOR_ROLES": "",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
MOST_SECONDS = 0.8


def web():
    """As in deploy/passerelle-web.service."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", str(PORT), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    log = (FOLDER / "web.log").open("w")
    env = {"DATABASE_POOL": "4", "REDIS_SOCKET_TIMEOUT": "2"}
    return Child("web", [*command, "config.wsgi:application"], env=env, log=log)


def prepare():
    """The country, and the people with their sessions."""
    everybody = import_module("tools.load.sessions").everybody
    FOLDER.mkdir(parents=True, exist_ok=True)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "collectstatic", "--noinput", "--verbosity=0"], cwd=ROOT, check=True)
    (FOLDER / "people.json").write_text(json.dumps(everybody(NUMBERS, SIZE)))


def locust():
    command = [LOCUST, "--locustfile", "tools/load/people.py", "--headless", "--only-summary"]
    command += ["--users", PEOPLE, "--spawn-rate", "5"]
    command += ["--run-time", f"{float(MINUTES) * 60:.0f}s"]
    command += ["--host", f"http://{HOST}:{PORT}", "--csv", FOLDER / "people"]
    env = os.environ | {"LOAD_PEOPLE": str(FOLDER / "people.json")}
    return subprocess.run(list(map(str, command)), cwd=ROOT, env=env).returncode


def show():
    """Each address with its times; whether no error came and p95 holds."""
    with (FOLDER / "people_stats.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        times = " ".join(f"{row[share]:>6}" for share in ("50%", "95%", "99%"))
        print(f"{row['Request Count']:>7} {row['Failure Count']:>4} {times}  {row['Name']}")
    whole = rows[-1]
    return int(whole["Failure Count"]) == 0 and int(whole["95%"]) <= MOST_SECONDS * 1000


def main():
    # The web server shares a port with another one, which would answer half of the requests.
    if not is_free(PORT):
        sys.exit(f"PORT={PORT} is taken.")
    os.environ.update(PRODUCTION)
    django.setup()
    prepare()
    server = web()
    server.revive()
    try:
        wait_for_web(server, PORT)
        locust()
    finally:
        server.stop()
    sys.exit(0 if show() else 1)


if __name__ == "__main__":
    main()
