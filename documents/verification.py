"""Is this the document that was signed? Answers from a hash alone, without a name."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from documents import registry
from documents.enums import RoundState
from documents.models import SignatureRound, Snapshot


@dataclass(frozen=True)
class Verdict:
    """What a page says of a hash: `level` of DSFR, title, text, facts without a name."""

    level: str
    title: str
    text: str
    facts: tuple = ()


UNKNOWN = Verdict(
    "error",
    "Document inconnu",
    "Aucun document du portail n’a cette empreinte. Un seul octet changé suffit : un fichier "
    "réenregistré, imprimé en PDF ou numérisé n’a plus l’empreinte de l’original. Demandez "
    "l’exemplaire scellé à l’une des parties.",
)


def verify(sha256):
    """The verdict on the bytes of this SHA-256 (64 lower-case hexadecimal signs)."""
    rounds = SignatureRound.objects.select_related("pdf", "sealed_file").defer(
        "data", "pdf__content", "sealed_file__content"
    )
    if sealed := rounds.filter(sealed_file__sha256=sha256).first():
        return _of_sealed(sealed)
    if asked := rounds.filter(pdf__sha256=sha256).first():
        return _of_asked(asked)
    kinds = registry.certificates()
    kept = Snapshot.objects.filter(kind__in=kinds, file__sha256=sha256)
    if found := kept.order_by("-version").first():
        return _of_certificate(found, *kinds[found.kind])
    return UNKNOWN


def _of_certificate(found, label, holds):
    """A frozen document that nobody signs; a later version replaces it, or it no longer holds."""
    facts = (("Document", label), ("Version", str(found.version)))
    later = Snapshot.objects.about(found.subject, found.kind).filter(version__gt=found.version)
    if last := later.first():
        return Verdict(
            "warning",
            "Document authentique, mais remplacé",
            f"Il a été établi le {_day(found.at)}, puis corrigé le {_day(last.at)} : demandez la "
            "dernière version à l’une des parties.",
            facts,
        )
    if not holds(found.subject):
        text = f"Il a été établi le {_day(found.at)} ; ce qu’il constate a été démenti depuis."
        return Verdict("warning", "Document authentique, mais retiré", text, facts)
    return Verdict(
        "success",
        "Document authentique",
        f"Il a été établi le {_day(found.at)} et n’a pas été modifié depuis.",
        facts,
    )


def _of_sealed(round):
    if round.state == RoundState.VOIDED:
        return Verdict(
            "warning",
            "Document authentique, mais annulé",
            f"Il a été scellé le {_day(round.sealed_at)}, puis annulé le "
            f"{_day(round.voided_at)} : il n’engage plus.",
            _facts(round),
        )
    return Verdict(
        "success",
        "Document authentique",
        f"Il a été scellé le {_day(round.sealed_at)} et n’a pas été modifié depuis.",
        _facts(round),
    )


def _of_asked(round):
    if round.state == RoundState.VOIDED:
        return Verdict(
            "warning",
            "Document annulé",
            f"Il a été annulé le {_day(round.voided_at)}.",
            _facts(round),
        )
    if round.state == RoundState.SEALED:
        return Verdict(
            "success",
            "Document authentique",
            "C’est le texte exact que toutes les parties ont signé. L’exemplaire scellé, qui porte "
            f"la page de signatures, date du {_day(round.sealed_at)}.",
            _facts(round),
        )
    return Verdict(
        "info",
        "Document authentique, en cours de signature",
        "C’est le texte exact qui est à la signature. Toutes les parties n’ont pas encore signé.",
        _facts(round),
    )


def _facts(round):
    return (
        ("Document", round.label),
        ("Numéro", round.number),
        ("Signatures", str(round.signatories.signed().count())),
    )


def _day(value):
    return date_format(timezone.localtime(value), "j F Y à G \\h i")
