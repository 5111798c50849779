"""Who may not mark whom at the Industrie Cup (see `events.models.jurors`)."""

from django.db import migrations

# Who may not mark whom (R-EV-1): the one truth of the triggers and of the pages. A company is
# the same by its SIREN, a school with its annexes. A plain body, so that the planner sees
# through it and that no column of the floors below is bound to it.
RECUSALS = """
CREATE FUNCTION events_recusals() RETURNS TABLE (juror_id bigint, team_id bigint, reason text)
LANGUAGE sql STABLE AS $$
    SELECT j.id, t.id, CASE
        WHEN own.id = host.id OR (own.siren <> '' AND own.siren = host.siren) THEN 'company'
        WHEN d.id IS NULL THEN 'school'
        ELSE 'declared' END
    FROM events_juror j
    JOIN events_team t ON t.edition_id = j.edition_id
    JOIN partnerships_contract c ON c.id = t.contract_id
    JOIN partnerships_booking b ON b.id = c.booking_id
    LEFT JOIN directory_company own ON own.id = j.company_id
    LEFT JOIN directory_company host ON host.id = b.company_id
    LEFT JOIN directory_school mine ON mine.id = j.school_id
    LEFT JOIN directory_school theirs ON theirs.id = b.school_id
    LEFT JOIN directory_school place ON place.id = b.host_school_id
    LEFT JOIN events_conflict d ON d.juror_id = j.id AND d.team_id = t.id
    WHERE own.id = host.id
        OR (own.siren <> '' AND own.siren = host.siren)
        OR coalesce(mine.parent_id, mine.id) = coalesce(theirs.parent_id, theirs.id)
        OR coalesce(mine.parent_id, mine.id) = coalesce(place.parent_id, place.id)
        OR d.id IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(RECUSALS, "DROP FUNCTION events_recusals()")]
