"""Every kind of mail with its class, reviewed: a new kind without a line fails.

`at once`: a code, a link asked for, an incident; `in a week`: at once when what it cancels or
changes happens within seven days; `digest`: the next morning. In brackets what may be stopped.
"""

from outbox.enums import Urgency
from outbox.kinds import all_kinds
from outbox.rules import Immediate
from outbox.topics import Topic
from reminders.rules import all_rules

KINDS = """
account.leaves                  digest     acts
accounts.already_registered     code       security
accounts.delegated              digest     acts
accounts.delegation_ended       digest     acts
accounts.head_asked             at once    security
accounts.invited                digest     acts
accounts.letter_prepared        digest     acts
accounts.new_link               at once    security
accounts.one_time_code          code       security
accounts.password_reset         code       security
accounts.proconnect_link        code       security
accounts.registration           code       security
accounts.role_asked             digest     answers
accounts.role_decided           digest     acts
accounts.role_opened            digest     acts
accounts.role_proved            digest     answers
accounts.role_reopened          digest     acts
accounts.security               at once    security
accounts.signin_code            code       security
accounts.unknown_account        code       security
booking.absence                 in a week  acts
booking.accepted                digest     acts
booking.agreed                  digest     answers
booking.cancelled               in a week  acts
booking.class_changed           in a week  acts
booking.confirmed               digest     [news]
booking.contested               digest     acts
booking.date_kept               digest     acts
booking.date_proposed           digest     answers
booking.dates.guest             digest     [reminders]
booking.dates.host              digest     [reminders]
booking.expired                 digest     acts
booking.extended                digest     [news]
booking.held                    digest     [news]
booking.host_closed             in a week  acts
booking.informed                digest     [news]
booking.list.2                  digest     [reminders]
booking.list.7                  digest     [reminders]
booking.list_ready              digest     answers
booking.matched                 digest     acts
booking.missed                  digest     acts
booking.moved                   in a week  acts
booking.new_contact             digest     [news]
booking.recorded                digest     [news]
booking.refused                 digest     acts
booking.requested               digest     answers
booking.to_confirm              digest     [reminders]
booking.transferred             digest     answers
booking.unanswered.3            digest     [reminders]
booking.unanswered.7            digest     [reminders]
booking.visa                    digest     [reminders]
booking.visa_asked              digest     answers
booking.visa_given              digest     [news]
booking.visa_refused            digest     acts
booking.withdrawn               in a week  acts
branch.call.companies           digest     [offers]
branch.call.host                digest     [offers]
branch.call.hosts.last          digest     [offers]
branch.call.replied             digest     [news]
branch.call.schools             digest     [offers]
branch.call.schools.last        digest     [offers]
clee.action_changed             in a week  acts
clee.action_planned             digest     [news]
clee.calendar                   digest     [news]
clee.calendar_host              digest     [news]
clee.decision.due               digest     [reminders]
clee.enquiry.unanswered.10      digest     answers
clee.enquiry.unanswered.5       digest     [reminders]
clee.enquiry_accepted           digest     acts
clee.enquiry_refused            digest     acts
clee.enquiry_sent               digest     answers
clee.enquiry_to_confirm         at once    security
clee.invited                    digest     answers
clee.letter                     digest     acts
clee.letter_to_network          digest     acts
clee.mandate.ends.lead          digest     [reminders]
clee.mandate.ends.office        digest     [reminders]
clee.mandate_ended              digest     acts
clee.meeting.answer             digest     [reminders]
clee.meeting.coming             digest     [coming]
clee.meeting_cancelled          in a week  acts
clee.meeting_deferred           in a week  acts
clee.meeting_moved              in a week  answers
clee.minutes                    digest     [news]
clee.named                      digest     acts
clee.news_proposed              digest     answers
clee.news_publish               digest     [news]
clee.news_send_back             digest     acts
clee.news_withdraw              digest     acts
clee.plan_due.20                digest     [reminders]
clee.plan_due.5                 digest     [reminders]
clee.review_answered            digest     acts
clee.review_due.20              digest     [reminders]
clee.review_due.5               digest     [reminders]
clee.review_filed               digest     answers
clee.review_proposed            digest     answers
clee.review_seen                digest     answers
clee.side.never                 digest     [reminders]
clee.side.vacant                digest     [reminders]
clee.step.late                  digest     [reminders]
clee.step.soon                  digest     [reminders]
company.correction              digest     answers
company.merged                  digest     [news]
company.separated               digest     [news]
company.stale                   digest     [reminders]
company.stand_in                digest     answers
company.stand_in.ends           digest     [reminders]
company.to_check                digest     [offers]
contact.leaves.desk             digest     [reminders]
contact.leaves.owner            digest     [reminders]
contact.leaves.person           digest     acts
contract.branch_objected        digest     acts
contract.branch_told            digest     acts
contract.corrected              digest     [news]
contract.link_again             at once    security
contract.notice                 in a week  acts
contract.sent_back              digest     answers
contract.signed                 digest     [news]
contract.to_complete            digest     answers
contract.to_complete.host       digest     [reminders]
contract.to_send.teacher        digest     [reminders]
contract.uncovered              in a week  acts
contract.uncovered.j10          digest     acts
contract.uncovered.j3           digest     acts
contract.unsigned.14            digest     [reminders]
contract.unsigned.21            digest     [reminders]
contract.unsigned.7             digest     [reminders]
contract.voided                 in a week  acts
cup.adults                      digest     [reminders]
cup.entry.14                    digest     [reminders]
cup.entry.3                     digest     [reminders]
cup.funding                     digest     [reminders]
cup.host_result                 digest     [news]
cup.image                       digest     [reminders]
cup.juror_eve                   digest     [coming]
cup.juror_link                  digest     answers
cup.needs                       digest     [reminders]
cup.passage                     in a week  acts
cup.published                   digest     [news]
cup.supports                    digest     [reminders]
cup.team_decided                in a week  acts
cup.team_left                   in a week  acts
cup.title                       digest     [reminders]
declaration.head.15             digest     [reminders]
declaration.head.3              digest     [reminders]
declaration.head.46             digest     [reminders]
declaration.lead.10             digest     [reminders]
declaration.lead.46             digest     [reminders]
declaration.network.10          digest     [reminders]
declaration.network.46          digest     [reminders]
declaration.rbde.10             digest     [reminders]
declaration.rbde.46             digest     [reminders]
declaration.sent_back           digest     answers
declaration.supervisor          digest     [reminders]
declaration.to_correct          digest     answers
delegations.end                 digest     [reminders]
documents.paper_recorded        digest     answers
documents.questionnaire_asked   digest     [opinions]
documents.round_sealed          digest     acts
documents.round_voided          in a week  acts
documents.signature_asked       digest     answers
documents.signature_refused     digest     acts
documents.signature_reminder    digest     answers
events.entry.j1                 digest     [coming]
events.entry.j7                 digest     [coming]
events.entry_cancelled          in a week  acts
events.entry_confirmed          in a week  acts
events.entry_declined           in a week  acts
events.entry_expired            digest     acts
events.entry_moved              in a week  acts
events.entry_offered            at once    answers
events.entry_waitlisted         digest     acts
events.gift_expired             digest     acts
events.gift_given               in a week  acts
events.gift_proposed            at once    security
events.gift_refused             in a week  acts
events.registration_link        at once    security
events.registration_settled     in a week  acts
events.registration_to_confirm  at once    security
export.ready                    at once    answers
immersion.departure.head        digest     [reminders]
immersion.departure.teacher     digest     [reminders]
immersion.evaluation.7          digest     [opinions]
immersion.j1.host               digest     [coming]
immersion.j1.teacher            digest     [coming]
immersion.j1.visitor            digest     [coming]
immersion.j7.host               digest     [coming]
immersion.j7.teacher            digest     [coming]
immersion.j7.visitor            digest     [coming]
match.answered                  digest     [news]
match.asked                     digest     answers
match.company                   digest     [reminders]
match.concluded                 digest     [news]
match.ended                     digest     acts
match.school                    digest     [reminders]
match.transferred               digest     answers
offer.confirmed                 digest     [news]
offer.declined                  digest     [news]
offer.renewed                   digest     [news]
offer.to_confirm                digest     answers
offer.to_confirm.again          digest     [reminders]
offer.to_renew                  digest     [offers]
offer.to_renew.again            digest     [reminders]
partnership.refused             digest     acts
partnership.renewal.30          digest     [reminders]
partnership.renewal.91          digest     [reminders]
partnership.renewal.committee.30 digest     [reminders]
partnership.renewal.committee.91 digest     [reminders]
partnership.renewal.office.30   digest     [reminders]
partnership.renewal.office.91   digest     [reminders]
partnership.sent_back           digest     answers
partnership.signed              digest     [news]
partnership.unsigned.21         digest     [reminders]
partnership.unsigned.7          digest     [reminders]
pfmp.answered                   digest     acts
pfmp.asked                      digest     answers
pfmp.expired                    digest     acts
pfmp.family_message             digest     acts
pfmp.host_message               digest     acts
pfmp.prolonged                  digest     answers
pfmp.unanswered                 digest     [reminders]
placement.absent                in a week  acts
placement.alert                 at once    acts
placement.completed             digest     answers
placement.ended_early           in a week  acts
placement.evaluation.7          digest     [opinions]
placement.family_link           digest     answers
placement.host_cancelled        in a week  acts
placement.host_ended            in a week  answers
placement.host_follow           digest     answers
placement.incident              at once    acts
placement.missed                digest     acts
placement.notice                in a week  acts
placement.proposal_accepted     digest     acts
placement.proposal_declined     digest     acts
placement.proposed              digest     answers
placement.pupils_given          digest     acts
placement.sent_back             digest     answers
placement.signed                digest     [news]
placement.to_complete           digest     answers
placement.to_complete.host      digest     [reminders]
placement.to_correct            digest     answers
placement.to_review.referent    digest     [reminders]
placement.uncovered             in a week  acts
placement.uncovered.j1          digest     acts
placement.uncovered.j3          digest     acts
placement.uncovered.j7          digest     acts
placement.unsigned.10           digest     [reminders]
placement.unsigned.5            digest     [reminders]
placement.without.pfmp_referent.0 digest     [reminders]
placement.without.pfmp_referent.15 digest     [reminders]
placement.without.pfmp_referent.35 digest     [reminders]
placement.without.pfmp_school.0 digest     [reminders]
placement.without.pfmp_school.15 digest     [reminders]
placement.without.pfmp_school.35 digest     [reminders]
placement.without.referent.0    digest     [reminders]
placement.without.referent.15   digest     [reminders]
placement.without.referent.30   digest     [reminders]
placement.without.school.0      digest     [reminders]
placement.without.school.15     digest     [reminders]
placement.without.school.30     digest     [reminders]
placement_application.accepted  digest     answers
placement_application.cancelled in a week  acts
placement_application.closed    digest     acts
placement_application.confirmed digest     acts
placement_application.expired   digest     acts
placement_application.lapsed    digest     acts
placement_application.received  digest     answers
placement_application.refused   digest     acts
placement_application.retired   digest     acts
placement_application.transferred digest     answers
placement_application.unanswered.12 digest     [reminders]
placement_application.unanswered.7 digest     [reminders]
placement_offer.confirmed       digest     [news]
placement_offer.declined        digest     [news]
placement_offer.ended           digest     [news]
placement_offer.hidden          digest     acts
placement_offer.reported        digest     answers
placement_offer.to_confirm      digest     answers
placement_offer.to_validate     digest     answers
placement_offer.validated       digest     acts
placement_wish.declined         digest     acts
placement_wish.link             digest     answers
placement_wish.made             digest     answers
portal.handed_over              digest     acts
programme.accept                digest     acts
programme.proposed              digest     answers
programme.refuse                digest     acts
programme.withdraw              digest     acts
rentree.confirm.14              digest     acts
rentree.confirm.3               digest     acts
rentree.confirm.77              digest     acts
rentree.role_ends.1             digest     acts
rentree.role_ends.14            digest     acts
roles.ends                      digest     [reminders]
roles.waiting.head              digest     [reminders]
roles.waiting.office            digest     answers
school_request.answered         digest     answers
school_request.declined         digest     acts
school_request.expired          digest     acts
school_request.informed         digest     [news]
school_request.published        digest     [calls]
school_request.replied          digest     acts
school_request.taken_back       digest     acts
school_request.to_settle        digest     [reminders]
school_request.unanswered       digest     [reminders]
school_request.visa_asked       digest     answers
school_request.visa_given       digest     [news]
school_request.visa_refused     digest     acts
track.cancelled                 in a week  acts
track.family_cancelled          in a week  acts
track.family_placed             in a week  acts
track.host_cancelled            in a week  acts
track.opened                    digest     [offers]
track.promoted                  in a week  acts
track.published                 digest     answers
waiting.closed                  in a week  acts
waiting.expired                 digest     acts
waiting.informed                digest     [news]
waiting.offered                 digest     answers
waiting.offered.last            digest     [reminders]
"""
# The series that reach three reminders, and the to-do that follows.
LAST = {
    "declaration.head": "une tâche du superviseur départemental",
    "contract.unsigned": "l’établissement appelle",
    "placement.uncovered": "le stage est marqué non couvert",
    **dict.fromkeys(
        (
            "placement.without.pfmp_referent",
            "placement.without.pfmp_school",
            "placement.without.referent",
            "placement.without.school",
        ),
        "la liste reste dans les choses à faire du référent, de la direction et du bureau",
    ),
    "rentree.confirm": "la DSDEN appelle l’établissement",
}
# What happens to a pupil in placement does not wait for the morning (R-PL-6); nor do seats of an
# event that are held for some hours (R-EV-3), nor a file that somebody waits for.
GRAVE = {"events.entry_offered", "export.ready", "placement.alert", "placement.incident"}


def ours():
    """Those that the apps declare, not those of tests."""
    return [kind for kind in all_kinds() if not kind.code.startswith(("test.", "bench."))]


def in_words(kind):
    if kind.usual_urgency == Urgency.CODE:
        return "code"
    words = {Immediate.ALWAYS: "at once", Immediate.IN_A_WEEK: "in a week"}
    return words.get(kind.immediate, "digest")


def line(kind):
    topic = f"[{kind.topic}]" if kind.topic.may_stop else str(kind.topic)
    return f"{kind.code:<31} {in_words(kind):<10} {topic}"


def test_every_kind_has_its_class():
    assert [line(kind) for kind in ours()] == KINDS.strip().splitlines()


def test_what_leaves_at_once_cannot_be_stopped():
    at_once = [kind for kind in ours() if in_words(kind) != "digest"]
    assert not [kind.code for kind in at_once if kind.topic.may_stop]
    security = {kind.code for kind in ours() if kind.topic == Topic.SECURITY}
    assert security | GRAVE == {
        kind.code for kind in at_once if in_words(kind) in ("code", "at once")
    }


def test_a_change_says_when_it_happens():
    changes = [kind for kind in ours() if kind.immediate == Immediate.IN_A_WEEK]
    assert changes and all(kind.happens for kind in changes)


def test_at_most_three_reminders_of_a_fact_then_a_to_do_for_somebody():
    series: dict[str, list] = {}
    for rule in all_rules():
        series.setdefault(rule.series, []).append(rule)
    assert all(len(rules) <= 3 for rules in series.values())
    said = {name: [one.then for one in rules if one.then] for name, rules in series.items()}
    assert {name: then for name, (then,) in ((n, s) for n, s in said.items() if s)} == LAST
    assert {name for name, rules in series.items() if len(rules) == 3} == LAST.keys()
