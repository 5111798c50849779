"""What the hundred people of `make load` do, 5 to 15 seconds between two clicks (locust).

Who they are, with their sessions and what is theirs, is written by `tools.load.main`.
"""

import itertools
import json
import os
import random
import uuid
from pathlib import Path

from locust import HttpUser, between, task

PEOPLE = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
TURNS = {kind: itertools.cycle(rows) for kind, rows in PEOPLE["people"].items()}
WORDS = ("fonderie", "boulangerie midi", "transports martin", "sarl", "chaudronnerie")
dice = random.Random(11)  # noqa: S311 which page comes next is no secret


class Somebody(HttpUser):
    abstract = True
    wait_time = between(5, 15)
    kind = ""

    def on_start(self):
        self.own = next(TURNS[self.kind])
        cookies = {PEOPLE["session"]: self.own["session"], PEOPLE["csrf"]: self.own["csrf"]}
        self.client.headers["Cookie"] = "; ".join(
            f"{name}={text}" for name, text in cookies.items()
        )

    def see(self, path, name=None):
        self.client.get(path, name=name or path)

    @task(3)
    def dashboard(self):
        self.see("/tableau-de-bord/")

    @task(1)
    def header(self):
        self.see(f"/recherche/?q={dice.choice(WORDS)}", "/recherche/?q=…")


class Teacher(Somebody):
    weight = 60
    kind = "teacher"

    @task(6)
    def search(self):
        place = f"departement={self.own['department']}"
        query = dice.choice([place, f"{place}&niveau=3e", f"q={dice.choice(WORDS)}", "km=20"])
        self.see(f"/immersions/?{query}", "/immersions/?…")

    @task(2)
    def bank(self):
        self.see(f"/stages/offres/?departement={self.own['department']}", "/stages/offres/?…")

    @task(2)
    def bookings(self):
        self.see("/immersions/demandes/")

    @task(1)
    def ask(self):
        """The form, its summary, then the request, with a class made on the way. What the rules
        refuse (a ceiling, days already taken) is a page like another."""
        path = f"/immersions/creneaux/{dice.choice(PEOPLE['slots'])}/demander/"
        self.see(path, "/immersions/creneaux/…/demander/")
        data = {
            "csrfmiddlewaretoken": self.own["csrf"], "form_key": str(uuid.uuid4()),
            "class_group": "", "new_name": f"Charge {uuid.uuid4().hex[:8]}",
            "new_level": "troisieme", "girls": 8, "boys": 7, "unspecified": 0, "adults": 2,
            "needs": "", "message": "",
        }  # fmt: skip
        for step in ("review", "send"):
            self.client.post(path, data | {"step": step}, name=f"POST demander ({step})")


class Desk(Somebody):
    weight = 20
    kind = "rbde"

    @task(3)
    def company(self):
        self.see(f"/relations/entreprises/{dice.choice(self.own['companies'])}/",
                 "/relations/entreprises/…/")  # fmt: skip

    @task(2)
    def companies(self):
        query = dice.choice(["", f"?q={dice.choice(WORDS)}"])
        self.see(f"/admin/directory/company/{query}", "/admin/directory/company/")

    @task(1)
    def requests(self):
        self.see("/admin/partnerships/booking/")


class Head(Somebody):
    weight = 10
    kind = "head"

    @task(2)
    def classes(self):
        self.see("/stages/classes/")

    @task(1)
    def bookings(self):
        self.see("/immersions/demandes/")

    @task(1)
    def report(self):
        self.see("/rapports/?theme=stages", "/rapports/ (school)")


class Officer(Somebody):
    weight = 5
    kind = "supervisor"

    @task(2)
    def report(self):
        theme = dice.choice(["immersions", "stages", "partenariats"])
        self.see(f"/rapports/?theme={theme}", "/rapports/ (département)")


class Visitor(HttpUser):
    weight = 5
    wait_time = between(5, 15)

    @task
    def public(self):
        self.client.get(dice.choice(["/", "/immersions/", "/stages/", "/clee/", "/evenements/"]))
