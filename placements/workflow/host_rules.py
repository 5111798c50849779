"""What the host of a vocational placement adds to the rules of its days (R-PF-1, R-PF-2, R-PF-5):
how many trainees it and its tutor have, over all schools, counted under the lock of the host."""

from placements import host_places
from placements.enums import PlacementKind


def lock(companies):
    """The rows of the SIREN of these companies, until the end of the transaction: two people
    who take the last place, or the last trainee of a tutor, come one after the other."""
    host_places.all_of(companies)


def at_hosts(pupil, kind, hostings, facts):
    """(whether each host noted a derogation of its sector, violations): nothing for a kind that
    R-PF-2 does not concern, nor before a host is chosen.

    `hostings` are those of `host_places.check_places`, `facts` the `Facts` that hold them.
    """
    if not PlacementKind(kind).is_vocational or not hostings:
        return False, []
    first = min(hosting.starts_on for hosting in hostings)
    measures = facts.limits_of(kind, pupil.class_group.school_id, first).values
    born, others = pupil.birth_date, facts.around
    found = host_places.check_places(hostings, measures, facts.hosts, others, born)
    return facts.hosts.are_derogated(hosting.company for hosting in hostings), found
