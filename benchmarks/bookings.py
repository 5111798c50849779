"""Bookings on one hot slot ÷ a bare transaction that locks it and writes the same rows."""

import datetime as dt
import itertools
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Sum

from accounts.actor import Actor
from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from benchmarks.harness import absolute, benchmark, percentile, ratio
from directory.enums import Level
from directory.models import ClassGroup, Company, Department, School
from directory.violations import Refused
from directory.years import current_year
from partnerships.enums import OfferKind, OfferState
from partnerships.models import Booking, Offer, Slot
from partnerships.rules import Numbers
from partnerships.workflow.bookings import Wish, request

CONNECTIONS = 16
EACH = {"small": 20, "full": 100}
ROUNDS = 3
SEATS = 8
TODAY = dt.date(2026, 11, 23)
MONDAY = dt.date(2027, 1, 11)
# The tables that one request writes, found by counting what the real one writes.
WRITTEN = (
    "accounts_formsubmission",
    "accounts_personallink",
    "accounts_journalentry",
    "partnerships_booking",
    "outbox_mail",
    "outbox_notice",
)
_number = itertools.count(time.time_ns() % 10**8 * 1000)


def country(size):
    """A school with a teacher and as many groups as bookings; a company."""
    department = Department.objects.order_by("pk").first()
    mark = next(_number)
    digits = f"031{mark % 10_000:04d}"
    uai = digits + "ABCDEFGHJKLMNPRSTUVWXYZ"[int(digits) % 23]
    school, _ = School.objects.get_or_create(
        uai=uai,
        defaults={"name": "Mesure", "department": department, "kind": "college"},
    )
    School.objects.filter(pk=school.pk).update(head_visa=False)
    school.refresh_from_db()
    teacher = User.objects.create_user(f"mesure{mark}@exemple.test")
    role = RoleAssignment.objects.create(
        user=teacher,
        role=Role.TEACHER,
        starts_on=TODAY,
        state=RoleState.VALIDATED,
        validated_at=dt.datetime.now(dt.UTC),
    )
    role.schools.add(school)
    company = Company.objects.create(
        no_siret_reason="mesure", name=f"Mesure {mark}", department=department
    )
    groups = ClassGroup.objects.bulk_create(
        ClassGroup(
            school=school, school_year=current_year(), name=f"M{mark}-{n}", level=Level.TROISIEME
        )
        for n in range(CONNECTIONS * EACH[size])
    )
    return Actor.of(teacher), company, groups


def hot_slot(company, capacity):
    offer = Offer.objects.create(
        kind=OfferKind.VISIT,
        title="Mesure",
        host_company=company,
        host_name=company.name,
        department=company.department,
        contact_email="mesure@exemple.test",
        state=OfferState.PUBLISHED,
    )
    slot = Slot.objects.create(
        offer=offer,
        school_year=current_year(),
        starts_on=MONDAY,
        ends_on=MONDAY,
        capacity=capacity,
    )
    return Slot.objects.select_related("offer__host_company").get(pk=slot.pk)


def crowd(work, groups):
    """Seconds, and the latencies, of all groups booked by sixteen threads."""
    queue, lock, latencies = iter(groups), threading.Lock(), []
    gate = threading.Barrier(CONNECTIONS + 1)

    def run():
        with work() as book:
            gate.wait()
            while True:
                with lock:
                    group = next(queue, None)
                if group is None:
                    return
                start = time.perf_counter()
                book(group)
                latencies.append(time.perf_counter() - start)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = [pool.submit(run) for _ in range(CONNECTIONS)]
        gate.wait()
        start = time.perf_counter()
        for future in done:
            future.result()
    return time.perf_counter() - start, latencies


class Ours:
    """The workflow, as the page calls it."""

    def __init__(self, actor, slot):
        self.actor, self.slot = actor, slot

    def __call__(self):
        return self

    def __enter__(self):
        connection.ensure_connection()
        return self.book

    def __exit__(self, *_):
        connection.close()

    def book(self, group):
        wish = Wish(self.slot, group, Numbers(unspecified=SEATS, adults=1))
        try:
            request(self.actor, wish, key=uuid.uuid4(), today=TODAY)
        except Refused:
            return


class Bare:
    """psycopg alone: lock the slot, take the seats, write rows like those of a sample."""

    def __init__(self, slot, samples):
        self.slot, self.samples = slot, samples

    def __call__(self):
        return BareConnection(self)


class BareConnection:
    def __init__(self, plan):
        self.plan = plan

    def __enter__(self):
        parameters = connection.get_connection_params()
        for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
            parameters.pop(name, None)
        self.psycopg = psycopg.connect(**parameters)
        return self.book

    def __exit__(self, *_):
        self.psycopg.close()

    def book(self, group):
        slot = self.plan.slot
        with self.psycopg.transaction(), self.psycopg.cursor() as cursor:
            cursor.execute(
                "SELECT capacity, seats_taken FROM partnerships_slot WHERE id = %s "
                "FOR NO KEY UPDATE",
                [slot.pk],
            )
            cursor.execute(
                "UPDATE partnerships_slot SET seats_taken = seats_taken + %s "
                "WHERE id = %s AND seats_taken + %s <= capacity",
                [SEATS, slot.pk, SEATS],
            )
            if not cursor.rowcount:
                return
            for table, columns, row in self.plan.samples:
                fresh = [value_for(table, name, value, group, slot) for name, value in row]
                places = ", ".join(["%s"] * len(columns))
                names = ", ".join(f'"{name}"' for name in columns)
                cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', fresh)


def value_for(table, name, value, group, slot):
    """The sample's value, but for what must be unique."""
    if table == "partnerships_booking" and name in ("class_group_id", "slot_id"):
        return group.pk if name == "class_group_id" else slot.pk
    if name in ("key", "public_id") and table != "outbox_mail":
        return uuid.uuid4()
    if name in ("key", "dedup_key", "message_id", "token_hash"):
        return uuid.uuid4().hex
    return value


def samples_of(booking, before):
    """[(table, columns, values)] of the rows that one real request wrote."""
    found = []
    generated = {"id"}
    models = {model._meta.db_table: model for model in apps.get_models()}
    with connection.cursor() as cursor:
        for table in WRITTEN:
            columns = [field.column for field in models[table]._meta.concrete_fields]
            columns = [name for name in columns if name not in generated]
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                f'SELECT {names} FROM "{table}" WHERE id > %s ORDER BY id',
                [before[table]],
            )
            for row in cursor.fetchall():
                values = [
                    (name, psycopg_value(value)) for name, value in zip(columns, row, strict=True)
                ]
                found.append((table, columns, values))
    return found


def psycopg_value(value):
    return psycopg.types.json.Jsonb(value) if isinstance(value, dict) else value


def last_ids():
    with connection.cursor() as cursor:
        ids = {}
        for table in WRITTEN:
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
            ids[table] = cursor.fetchone()[0]
        return ids


def oversold(slot):
    """Seats held beyond the capacity, or a counter that lies."""
    slot.refresh_from_db()
    held = Booking.objects.filter(slot=slot).aggregate(sum=Sum("seats_held"))["sum"] or 0
    return max(held - slot.capacity, 0) + abs(held - slot.seats_taken)


@benchmark
def hot_slot_bookings(size):
    """Sixteen connections on one slot with nine tenths of the seats that are asked."""
    actor, company, groups = country(size)
    capacity = len(groups) * SEATS * 9 // 10
    before = last_ids()
    with transaction.atomic():
        sample_slot = hot_slot(company, SEATS)
    Ours(actor, sample_slot).book(groups[0])
    samples = samples_of(sample_slot, before)
    ours, bare, lost, latencies = [], [], 0, []
    for _ in range(ROUNDS):
        slot = hot_slot(company, capacity)
        seconds, _ = crowd(Bare(slot, samples), groups)
        bare.append(seconds)
        slot = hot_slot(company, capacity)
        Booking.objects.filter(class_group__in=groups).delete()
        seconds, taken = crowd(Ours(actor, slot), groups)
        ours.append(seconds)
        latencies += taken
        lost += oversold(slot)
        Booking.objects.filter(class_group__in=groups).delete()
    detail = f"{CONNECTIONS} connections, {len(groups)} asked, {lost} oversold"
    yield ratio("booking ÷ bare transaction", min(bare) / min(ours), at_least=0.3, detail=detail)
    yield absolute("bookings on one slot", len(groups) / min(ours), "per s")
    yield absolute("booking p95", percentile(latencies, 95) * 1000, "ms", at_most=500)
    yield absolute("seats oversold", lost, "seats", at_most=0)
