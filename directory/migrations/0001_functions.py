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


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FOLD_TEXT, "DROP FUNCTION fold_text(text)")]
