"""Sending the outbox ÷ a loop that renders and sends the same mails without a database."""

import resource
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from benchmarks.harness import absolute, benchmark, ratio
from outbox import delivery, message, smtp
from outbox.kinds import MailContent, NoticeKind, register
from outbox.models import Mail, Notice, message_id_for
from outbox.recipients import Recipient
from outbox.rules import Immediate
from outbox.workflow import notify

NUMBER = {"small": 1_000, "full": 20_000}
ROUNDS = 10  # many and short: each side meets a quiet moment of a busy machine


def content(notice):
    """As much text as a real reminder, and a query's worth of subject."""
    return MailContent(
        subject="Dans une semaine : immersion chez Métallerie d’Oc",
        paragraphs=["Votre classe est attendue dans une semaine.", f"{notice.subject}"],
        facts=[("Dates", "du 12 au 14 janvier 2027"), ("Adresse", "12 rue des Forges, Albi")],
        action=("Voir la demande", "http://localhost:8000/immersions/demandes/7/"),
    )


KIND = register(
    NoticeKind(
        "bench.sending",
        "Mesure",
        "une mesure est en cours",
        content,
        immediate=Immediate.ALWAYS,
    )
)


@contextmanager
def relay():
    """The local relay in a process of its own, as a real one would be."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "outbox.local_relay", "--port", str(port)]
        process = subprocess.Popen([*command, "--folder", folder], stdout=subprocess.PIPE)
        process.stdout.readline()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.MAIL_FOLDER = Path(folder)
        try:
            yield Path(folder)
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def clear():
    """Leave nothing of this run, nor of one that was interrupted."""
    Notice.objects.filter(kind=KIND.code).delete()
    Mail.objects.filter(key__startswith=f"{KIND.code}:").delete()


def bare_loop(subject, number, mark):
    """Render and send, nothing else: the best that any outbox could do."""
    transport = smtp.transport()
    for index in range(number):
        key = f"{mark}:{index}"
        mail = Mail(recipient_email="a@b.example", message_id=message_id_for(key))
        to = {"recipient_email": "a@b.example", "urgency": KIND.usual_urgency}
        notice = Notice(kind=KIND.code, subject=subject, **to)
        transport.send(message.build(mail, [notice]), delivery.SECONDS)
    transport.close()


def outbox(subject, number, mark):
    """Seconds of sending `number` mails that wait in the outbox."""
    with transaction.atomic():
        for index in range(number):
            notify(KIND.code, subject, Recipient("a@b.example"), occasion=f"{mark}:{index}")
    start = time.perf_counter()
    tally = delivery.send_due()
    if tally.sent != number:
        raise RuntimeError(f"{tally} instead of {number} mails sent")
    return time.perf_counter() - start


def drain(folder):
    """How many mails were filed of those that other measures left waiting."""
    while delivery.send_due().more:
        pass
    return len(list(folder.glob("*.eml")))


@benchmark
def one_sender(size):
    """Best of several rounds, bare and outbox in turn, to the same server."""
    number = NUMBER[size] // ROUNDS
    subject = ContentType.objects.order_by("pk").first()
    mark, bare, ours = time.time_ns(), [], []
    clear()
    with relay() as folder:
        others = drain(folder)
        bare_loop(subject, 50, f"{mark}:warm")
        outbox(subject, 50, f"{mark}:warm")
        peaks = []
        for turn in range(ROUNDS):
            start = time.perf_counter()
            bare_loop(subject, number, f"{mark}:{turn}")
            bare.append(time.perf_counter() - start)
            ours.append(outbox(subject, number, f"{mark}:{turn}"))
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        doubled = sum(path.stem.split(".")[-1].isdigit() for path in folder.glob("*.eml"))
        filed = len(list(folder.glob("*.eml"))) - others
    clear()
    expected = 2 * (50 + ROUNDS * number)
    detail = f"{number} mails × {ROUNDS}, {expected - filed} lost, {doubled} doubled"
    yield ratio("sending ÷ bare loop", min(bare) / min(ours), at_least=0.6, detail=detail)
    yield absolute("mails sent by one worker", number / min(ours), "per s")
    grown = peaks[-1] - peaks[0]
    after = f"from {peaks[0]:.0f} MiB after the first {number}"
    yield absolute("memory grown while sending", grown, "MiB", at_most=20, detail=after)
