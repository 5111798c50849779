"""wapiti on the demo portal, signed out and as each demo role, on throw-away services.

Run under `python -m config.services audit 18`, which gives DATABASE_URL and REDIS_URL of
an instance of its own. Everything is asked of this machine alone.
"""

import http.client
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

from accounts.demo import DEMO_ACCOUNTS
from tools.audit.table import REPORTS, ROOT, TOOLS, show

VISITOR = "visiteur"
PORT = os.environ.get("PORT", "8107")
HOST = "127.0.0.1"
URL = f"http://{HOST}:{PORT}"
MINUTES = float(os.environ.get("MINUTES", "1.8"))
STARTS_WITHIN = 120
TRIES = 6
LEVELS = {1: "low", 2: "medium", 3: "high", 4: "critical"}
MEDIUM = 2
SHOWN_ROLE = re.compile(r'class="ps-context__role">([^<]+)<')
# Those that ask nobody but the portal: `ssrf`, `xxe` and `log4shell` want a server of
# their authors to call back, `wapp`, `cms` and `nikto` want lists from the network.
MODULES = (
    "cookieflags,csp,http_headers,csrf,methods,htaccess,redirect,crlf,"
    "backup,file,exec,sql,xss,permanentxss,upload"
)
# Signing out, here or everywhere, and giving back one's role end the scan; the inbox of
# development shows links to open everything.
EXCLUDED = (
    *("/deconnexion/", "/developpement/*", "/mon-compte/sessions/*", "/role/", "/roles/*/clore/"),
    "/static/*",
)


def environment():
    return {
        **os.environ,
        "DEBUG": "1",
        "PORT": PORT,
        "BASE_URL": URL,
        "REDIS_PREFIX": "audit:",
        "MAIL_FOLDER": str(REPORTS / "mail"),
        # Nothing listens there: mails of the scan stay in the table.
        "EMAIL_URL": "smtp://localhost:9",
    }


def python(*words, **options):
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=True, **options)


def manage(*words, **options):
    return python("manage.py", *words, **options)


@contextmanager
def portal():
    """The demo portal, served to this machine; stopped at the end."""
    python("-m", "config.migrating", "--verbosity=0")
    manage("seed_demo", "--verbosity=0")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", PORT, "--workers", "1", "--blocking-threads", "4", "--no-ws"]
    with (REPORTS / "web.log").open("w") as log:
        web = subprocess.Popen(
            [*command, "config.wsgi:application"],
            cwd=ROOT,
            env=environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for_answer(web)
            yield
        finally:
            web.terminate()
            web.wait(timeout=30)


def wait_for_answer(web):
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            http.client.HTTPConnection(HOST, int(PORT), timeout=5).request("GET", "/sante/vivant")
            return
        except OSError:
            if time.monotonic() > deadline or web.poll() is not None:
                sys.exit("The portal did not start: var/audit/web.log says why.")
            time.sleep(0.5)


def cookies_of(account):
    """The cookies of a visitor or of a demo account: form token, and session.

    The token is given before the first page: parallel requests would each be given
    another one, and every form refused for that reason alone.
    """
    cookies = {"csrftoken": secrets.token_hex(16)}
    return {**cookies, "sessionid": session_of(account)} if account else cookies


def session_of(account):
    """The session of a demo account, as signing in makes it."""
    code = (
        "from accounts.models import User; from django.test import Client; c = Client();"
        f"c.force_login(User.objects.get(email='{account.email}'),"
        " 'allauth.account.auth_backends.AuthenticationBackend');"
        "print(c.cookies['sessionid'].value)"
    )
    done = manage("shell", "--no-imports", "--command", code, capture_output=True, text=True)
    return done.stdout.split()[-1]


def cookie_file(name, cookies):
    """The cookies as wapiti reads them."""
    path = REPORTS / f"cookies-{name}.json"
    plain = {"expires": None, "secure": False, "port": None, "version": 0}
    values = {key: {"value": value, **plain} for key, value in cookies.items()}
    path.write_text(json.dumps({HOST: {"/": values}}))
    return path


def role_shown(cookies):
    """The role that the dashboard shows to the bearer of the cookies; "" if it asks to sign in."""
    connection = http.client.HTTPConnection(HOST, int(PORT), timeout=20)
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection.request("GET", "/tableau-de-bord/", headers={"Cookie": header})
    shown = SHOWN_ROLE.search(connection.getresponse().read().decode())
    return shown.group(1) if shown else ""


def was_inside(report):
    """Whether the scan opened a page that asks to sign in."""
    asked = [page["request"] for page in report["infos"]["crawled_pages"]]
    inside = f"{URL}/tableau-de-bord/"
    return any(page["url"] == inside and page["status_code"] == 200 for page in asked)


def scan_inside(account):
    """The report of a scan that was signed in, in one and the same role, from begin to end."""
    cookies = cookies_of(account)
    role = role_shown(cookies)
    report = scan(account.name, cookies, MINUTES)
    if not was_inside(report) or not role or role_shown(cookies) != role:
        sys.exit(f"{account.name} did not stay signed in: the scan proves nothing.")
    return report


def scan(name, cookies, minutes):
    """The report of wapiti on what one role reaches."""
    report, store = REPORTS / f"wapiti-{name}.json", REPORTS / "wapiti-store" / name
    shutil.rmtree(store, ignore_errors=True)
    seconds = int(minutes * 60)
    command = [TOOLS / "wapiti", "--url", f"{URL}/", "--scope", "folder", "--module", MODULES]
    command += ["--max-scan-time", str(seconds // 3), "--max-attack-time", str(seconds // 15)]
    command += ["--depth", "6", "--max-links-per-page", "60", "--max-files-per-dir", "30"]
    command += ["--max-parameters", "20", "--tasks", "4", "--timeout", "20", "--no-bugreport"]
    command += ["--verbose", "0", "--color", "--detailed-report", "1"]
    command += ["--store-session", store, "--store-config", store, "--format", "json"]
    command += ["--output", report, "--skip", "csrfmiddlewaretoken"]
    for path in EXCLUDED:
        command += ["--exclude", f"{URL}{path}"]
    command += ["--cookie", cookie_file(name, cookies)]
    if name != VISITOR:
        command += ["--start", f"{URL}/tableau-de-bord/", "--start", f"{URL}/admin/"]
    return report_of(command, report, REPORTS / f"wapiti-{name}.log", seconds * 6)


def report_of(command, report, log, seconds):
    """What the scan wrote. A module stopped at its limit may leave the scan's own store locked:
    asked again, it goes on where it was."""
    report.unlink(missing_ok=True)
    for _ in range(TRIES):
        with log.open("a") as output:
            # wapiti has limits for its crawl and for each module, none for the whole.
            subprocess.run(
                command, cwd=REPORTS, stdout=output, stderr=subprocess.STDOUT, timeout=seconds
            )
        if report.exists():
            return json.loads(report.read_text())
    sys.exit(f"wapiti wrote no report: {log} says why.")


def found_in(report):
    """[(level, kind, method, path, information)]; what is informative has level 1 or less."""
    return [
        (one["level"], kind, one["method"], one["path"], one["info"])
        for group in ("vulnerabilities", "anomalies")
        for kind, ones in report[group].items()
        for one in ones
    ]


def main():
    REPORTS.mkdir(parents=True, exist_ok=True)
    wanted = os.environ.get("ROLES", "").split()
    accounts = {VISITOR: None, **{account.name: account for account in DEMO_ACCOUNTS}}
    rows, serious = [], []
    with portal():
        for name, account in accounts.items():
            if wanted and name not in wanted:
                continue
            report = scan_inside(account) if account else scan(name, cookies_of(None), MINUTES)
            found = found_in(report)
            counts = [sum(one[0] == level for one in found) for level in LEVELS]
            rows.append((name, report["infos"].get("crawled_pages_nbr", "?"), *counts))
            serious += [(name, *one) for one in found if one[0] >= MEDIUM]
    show("wapiti", ["role", "pages", *LEVELS.values()], rows)
    for name, level, kind, method, path, info in serious:
        print(f"  {name}: {LEVELS[level]}, {kind}: {method} {path}: {info}")
    return 1 if serious else 0


if __name__ == "__main__":
    sys.exit(main())
