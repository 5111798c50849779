from django.db import migrations

# Lower case without accents, ligatures nor punctuation: `directory.search.fold` in SQL.
# Only built-in immutable functions, no contrib extension. Accents go before lower():
# what is left is ASCII, so that the server's locale does not matter.
FOLD_TEXT = r"""
CREATE OR REPLACE FUNCTION fold_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(lower(replace(replace(replace(replace(
        regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g'),
        'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae') COLLATE "C"),
        '[^a-z0-9]+', ' ', 'g'))
$$
"""

# The haversine keeps metres, where the law of cosines rounds to a hundred of them. PostgreSQL
# writes the body where it is called, so it costs nothing by row. Rounding may pass the one that
# ASIN accepts: the factor brings it back, where LEAST would make a missing position a distance.
KILOMETRES = """
CREATE FUNCTION kilometres(
    latitude double precision, longitude double precision,
    other_latitude double precision, other_longitude double precision
) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371.0088 * asin(0.999999999999999 * sqrt(
        sin(radians(latitude - other_latitude) / 2) ^ 2
        + cos(radians(latitude)) * cos(radians(other_latitude))
        * sin(radians(longitude - other_longitude) / 2) ^ 2))
$$
"""
DROP = (
    "DROP FUNCTION kilometres(double precision, double precision, "
    "double precision, double precision)"
)

# The word itself and what is left of it without each of its letters: two words that are one
# letter apart share one of them (SymSpell).
DELETIONS = """
CREATE FUNCTION word_deletions(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT near) FROM (
        SELECT word AS near
        UNION ALL
        SELECT left(word, n - 1) || substr(word, n + 1) FROM generate_series(1, length(word)) AS n
    ) AS nears
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(FOLD_TEXT, "DROP FUNCTION fold_text(text)"),
        migrations.RunSQL(KILOMETRES, DROP),
        migrations.RunSQL(DELETIONS, "DROP FUNCTION word_deletions(text)"),
    ]
