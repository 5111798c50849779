"""The words of companies' names, from which a slip is found (see `directory.lexicon`)."""

from django.db import migrations

# Statement triggers: an import of 400,000 rows adds its words once. Ordered, so that two
# imports at the same time wait for each other rather than lock each other out.
WORDS = """
INSERT INTO directory_word (word)
SELECT DISTINCT word COLLATE "C"
FROM {rows}, regexp_split_to_table(fold_text(concat_ws(' ', n.name, n.city)), ' ') AS word
WHERE length(word) BETWEEN 4 AND 40 AND word !~ '^[0-9]+$'
ORDER BY 1
ON CONFLICT DO NOTHING
"""
CHANGED = """new_values AS n JOIN old_values AS o ON o.id = n.id
    AND (o.name, o.city) IS DISTINCT FROM (n.name, n.city)"""
FUNCTION = f"""
CREATE FUNCTION directory_company_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {WORDS.format(rows="new_values AS n")};
    ELSE
        {WORDS.format(rows=CHANGED)};
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = """
CREATE TRIGGER directory_company_words_insert AFTER INSERT ON directory_company
    REFERENCING NEW TABLE AS new_values
    FOR EACH STATEMENT EXECUTE FUNCTION directory_company_words();
CREATE TRIGGER directory_company_words_update AFTER UPDATE ON directory_company
    REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values
    FOR EACH STATEMENT EXECUTE FUNCTION directory_company_words()
"""
NO_TRIGGERS = """
DROP TRIGGER directory_company_words_insert ON directory_company;
DROP TRIGGER directory_company_words_update ON directory_company
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_tables")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION directory_company_words()"),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
