"""What the host of a vocational placement adds to the rules of its days (R-PF-1, R-PF-2, R-PF-5):
how many trainees it and its tutor have, over all schools, counted under the lock of the host."""

from placements import host_places
from placements.enums import PlacementKind
from placements.workflow.vocational_limits import in_force


def lock(companies):
    """The rows of the SIREN of these companies, until the end of the transaction: two people
    who take the last place, or the last trainee of a tutor, come one after the other."""
    host_places.all_of(companies)


def at_hosts(pupil, kind, hostings, limits=None, *, but=None, hosts=None):
    """(the dated limits that apply or None, whether each host noted a derogation of its
    sector, violations): nothing for a kind that R-PF-2 does not concern, nor before a host is
    chosen.

    `hostings` are those of `host_places.check_places`; `hosts` the `Hosts` of their companies
    when the caller knows better than the base.
    """
    if not PlacementKind(kind).is_vocational or not hostings:
        return limits, False, []
    companies = [hosting.company for hosting in hostings]
    first = min(hosting.starts_on for hosting in hostings)
    limits = limits or in_force(kind, pupil.class_group.school_id, first)
    hosts = hosts or host_places.hosts_of(companies)
    born = pupil.birth_date
    found = host_places.check_places(hostings, limits.values, hosts, but=but, birth_date=born)
    return limits, hosts.are_derogated(companies), found
