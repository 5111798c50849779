"""Signature rounds: R-AG-1, R-AG-2, R-AG-3, R-CEE-5."""

import hashlib
import io

import pytest
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, OneTimeCode
from directory.violations import Refused
from documents import rounds
from documents.enums import RoundState
from documents.models import SignatureRound
from outbox.kinds import kind_of
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.documents.factories import CODE, THREE, holder, open_charter, signatory_of, told

pytestmark = pytest.mark.django_db
IP = "192.0.2.7"


def sign(round, function, typed_code):
    signatory = signatory_of(round, function)
    rounds.send_code(holder(signatory), signatory)
    return rounds.sign(holder(signatory), signatory, typed_code(signatory.email), IP)


def test_opening_keeps_the_bytes_and_asks_each_function(mailed):
    school = SchoolFactory()
    signed = open_charter(school)
    assert signed.number == f"ESSAI-2026-{school.pk:05d}"
    assert signed.sha256 == hashlib.sha256(signed.pdf.bytes).hexdigest()
    assert [one.function for one in signed.signatories.all()] == ["company", "head", "branch"]
    assert mailed("documents.signature_asked") == [one.email for one in THREE]
    urls = {one.current_link.url for one in signed.signatories.all()}
    assert len(urls) == 3
    assert all("/lien/signer/" in url for url in urls)
    text = PdfReader(io.BytesIO(signed.pdf.bytes)).pages[0].extract_text()
    assert school.name in text
    assert signed.number in text


def test_one_open_round_per_subject():
    school = SchoolFactory()
    open_charter(school)
    with pytest.raises(Refused, match="déjà à la signature"):
        open_charter(school)
    assert SignatureRound.objects.count() == 1


@pytest.mark.parametrize(
    "signatories",
    [
        (),
        (THREE[0], THREE[0]),
        (rounds.SignatoryData("a", "A", "  ", "a@b.test"),),
        (rounds.SignatoryData("a", "A", "Nom", "pas une adresse"),),
        (rounds.SignatoryData("a", "A", "Nom", "a@b.test", optional=True),),
    ],
)
def test_signatories_that_make_no_round(signatories):
    with pytest.raises(Refused):
        open_charter(signatories=signatories)
    assert not SignatureRound.objects.exists()


def test_r_ag_2_a_signature_keeps_name_time_address_and_hash(typed_code):
    signed = open_charter()
    signatory = sign(signed, "head", typed_code)
    signatory.refresh_from_db()
    assert signatory.signed_name == "Paul Dubois"
    assert signatory.ip == IP
    assert signatory.sha256 == signed.sha256
    assert signatory.method == "code"
    assert told == [("signed", "head")]
    signed.refresh_from_db()
    assert signed.state == RoundState.OPEN


def test_r_cee_5_any_order_and_the_last_one_seals(typed_code, mailed):
    school = SchoolFactory()
    signed = open_charter(school)
    for function in ("branch", "company", "head"):
        sign(signed, function, typed_code)
    signed = SignatureRound.objects.get(pk=signed.pk)
    assert signed.state == RoundState.SEALED
    assert told[-1] == ("sealed", signed.number)
    assert mailed("documents.round_sealed") == [one.email for one in THREE]
    verbs = [entry.verb for entry in JournalEntry.objects.about(school).order_by("pk")]
    assert verbs == [
        "a mis à la signature : Charte d’essai",
        "a signé : Charte d’essai",
        "a signé : Charte d’essai",
        "a signé : Charte d’essai",
        "a scellé : Charte d’essai",
    ]
    assert all(entry.school_id == school.pk for entry in JournalEntry.objects.about(school))


def test_optional_signature_is_not_awaited(typed_code):
    optional = rounds.SignatoryData("referent", "Référent", "Léa", "lea@clg.test", 4, True)
    signed = open_charter(signatories=(THREE[0], optional))
    sign(signed, "company", typed_code)
    signed.refresh_from_db()
    assert signed.state == RoundState.SEALED
    with pytest.raises(Refused, match="scellé"):
        rounds.send_code(holder(signatory_of(signed, "referent")), signatory_of(signed, "referent"))


def test_a_signature_is_given_once(typed_code):
    signed = open_charter()
    sign(signed, "head", typed_code)
    with pytest.raises(Refused, match="déjà donnée"):
        rounds.sign(holder(signatory_of(signed, "head")), signatory_of(signed, "head"), "0", IP)
    assert told == [("signed", "head")]


def test_the_code_of_another_signatory_signs_nothing(typed_code):
    signed = open_charter()
    head, company = signatory_of(signed, "head"), signatory_of(signed, "company")
    rounds.send_code(holder(head), head)
    rounds.send_code(holder(company), company)
    code = typed_code(company.email)
    assert code != typed_code(head.email)
    with pytest.raises(Refused, match="pas le bon"):
        rounds.sign(holder(head), head, code, IP)
    assert not signed.signatories.signed().exists()


def test_the_link_of_another_signatory_signs_nothing(typed_code):
    signed = open_charter()
    head, company = signatory_of(signed, "head"), signatory_of(signed, "company")
    rounds.send_code(holder(head), head)
    with pytest.raises(Refused, match="réservée aux parties"):
        rounds.sign(holder(company), head, typed_code(head.email), IP)


def test_the_link_of_another_document_signs_nothing(typed_code):
    mine, other = open_charter(), open_charter()
    head = signatory_of(mine, "head")
    rounds.send_code(holder(head), head)
    with pytest.raises(Refused, match="réservée aux parties"):
        rounds.sign(holder(signatory_of(other, "head")), head, typed_code(head.email), IP)


def test_five_wrong_codes_close_the_code(typed_code):
    signed = open_charter()
    head = signatory_of(signed, "head")
    rounds.send_code(holder(head), head)
    right = typed_code(head.email)
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(Refused, match="pas le bon"):
            rounds.sign(holder(head), head, wrong, IP)
    with pytest.raises(Refused, match="plus valable"):
        rounds.sign(holder(head), head, right, IP)
    assert OneTimeCode.objects.get().tries == 5
    assert not signed.signatories.signed().exists()


def test_a_code_serves_once(typed_code):
    signed = open_charter()
    head = sign(signed, "head", typed_code)
    assert OneTimeCode.objects.get().used_at is not None
    assert head.signed_at


def test_ceremony_the_account_of_a_party_lends_its_screen(typed_code):
    school = SchoolFactory()
    signed = open_charter(school)
    head_account = actor_for(Role.HEAD, school=school)
    company = signatory_of(signed, "company")
    rounds.send_code(head_account, company)
    rounds.sign(head_account, company, typed_code("ana@meca.test"), IP)
    company.refresh_from_db()
    assert company.signed_name == "Ana Roux"
    entry = JournalEntry.objects.about(school).latest("pk")
    assert entry.link_id == company.link_id
    assert head_account.label in entry.words


def test_ceremony_is_not_for_an_account_that_is_no_party(typed_code):
    signed = open_charter()
    stranger = actor_for(Role.HEAD)
    with pytest.raises(Refused, match="réservée aux parties"):
        rounds.send_code(stranger, signatory_of(signed, "company"))


def test_refusing_tells_the_others_and_may_be_taken_back(typed_code, mailed):
    signed = open_charter()
    head = signatory_of(signed, "head")
    with pytest.raises(Refused, match="pourquoi"):
        rounds.refuse(holder(head), head, "  ")
    rounds.refuse(holder(head), head, "Les dates ne vont pas.")
    assert mailed("documents.signature_refused") == ["ana@meca.test", "ines@uimm.test"]
    sign(signed, "head", typed_code)
    head.refresh_from_db()
    assert head.has_signed
    assert not head.has_refused


def test_nobody_refuses_for_another():
    signed = open_charter()
    with pytest.raises(Refused):
        rounds.refuse(holder(signatory_of(signed, "company")), signatory_of(signed, "head"), "Non")


def test_void_tells_all_keeps_signatures_and_allows_a_new_round(typed_code, mailed):
    school = SchoolFactory()
    signed = open_charter(school)
    sign(signed, "head", typed_code)
    actor = actor_for(Role.HEAD, school=school)
    with pytest.raises(Refused, match="motif"):
        rounds.void(actor, signed, "")
    rounds.void(actor, signed, "Changement de date.")
    assert told[-1] == ("voided", "Changement de date.")
    assert mailed("documents.round_voided") == [one.email for one in THREE]
    assert signed.signatories.signed().count() == 1
    company = signatory_of(signed, "company")
    with pytest.raises(Refused, match="annulé"):
        rounds.send_code(holder(company), company)
    again = open_charter(school)
    assert again.number == f"ESSAI-2026-{school.pk:05d}-2"
    assert again.replaces == signed
    assert again.data["replaces"] == signed.number
    with pytest.raises(Refused, match="n’est plus possible"):
        rounds.void(actor, signed, "Encore.")


def test_a_sealed_document_may_be_voided_and_keeps_its_file(typed_code):
    signed = open_charter(signatories=THREE[:1])
    sign(signed, "company", typed_code)
    signed.refresh_from_db()
    sealed = signed.sealed_file.sha256
    voided = rounds.void(Actor.system("Essai"), signed, "Plus d’élèves que signés.")
    assert voided.state == RoundState.VOIDED
    assert voided.sealed_file.sha256 == sealed


def test_r_ag_1_the_signature_follows_the_function(typed_code, mailed):
    school = SchoolFactory()
    signed = open_charter(school)
    head = signatory_of(signed, "head")
    old = holder(head)
    account = actor_for(Role.HEAD, school=school)
    with pytest.raises(Refused, match="n’est pas valable"):
        rounds.reassign(account, head, "Zoé Martin", "zoe@clg\n.test")
    rounds.reassign(account, head, "Zoé Martin", "zoe@clg.test")
    assert mailed("documents.signature_asked")[-1] == "zoe@clg.test"
    head = signatory_of(signed, "head")
    with pytest.raises(Refused, match="réservée aux parties"):
        rounds.send_code(old, head)
    sign(signed, "head", typed_code)
    head.refresh_from_db()
    assert head.signed_name == "Zoé Martin"
    with pytest.raises(Refused, match="déjà donnée"):
        rounds.reassign(account, head, "Autre", "autre@clg.test")


def test_a_reminder_leaves_at_most_once_a_day(mailed):
    school = SchoolFactory()
    signed = open_charter(school)
    account = actor_for(Role.HEAD, school=school)
    company = signatory_of(signed, "company")
    rounds.remind(account, company)
    with pytest.raises(Refused, match="vingt-quatre heures"):
        rounds.remind(account, company)
    assert mailed("documents.signature_reminder") == ["ana@meca.test"]


def test_rounds_are_visible_with_their_subject():
    school, other = SchoolFactory(), SchoolFactory()
    mine, theirs = open_charter(school), open_charter(other)
    seen = SignatureRound.objects.visible_to(actor_for(Role.HEAD, school=school))
    assert list(seen) == [mine]
    assert theirs not in seen
    assert not SignatureRound.objects.visible_to(Actor.anonymous()).exists()
    assert mine.kind == CODE


def test_of_several_one_signature_suffices(typed_code):
    """R-AG-1: both guardians are asked; once one has signed the other is no longer awaited."""
    one, two = (
        rounds.SignatoryData(f"g-{n}", "Un responsable", f"P {n}", f"p{n}@x.test", one_of="g")
        for n in (1, 2)
    )
    signed = open_charter(signatories=[THREE[0], one, two])
    sign(signed, "g-2", typed_code)
    assert [who.function for who in signed.signatories.awaited()] == ["company"]
    spared = signatory_of(signed, "g-1")
    with pytest.raises(Refused, match="n’est plus nécessaire"):
        rounds.remind(holder(spared), spared)
    notice = Notice.objects.get(kind="documents.signature_asked", recipient_email="p1@x.test")
    assert not kind_of(notice.kind).still_relevant(notice)
    sign(signed, "company", typed_code)
    signed.refresh_from_db()
    assert signed.state == RoundState.SEALED


def test_two_guardians_are_no_two_optional_ones():
    """One of them is needed: a group is awaited as long as none of it has signed."""
    both = [
        rounds.SignatoryData(f"g-{n}", "Un responsable", f"P {n}", f"p{n}@x.test", one_of="g")
        for n in (1, 2)
    ]
    signed = open_charter(signatories=both)
    assert signed.signatories.awaited().count() == 2
