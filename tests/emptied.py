"""A database as `migrate` left it, after a test that really committed.

Django's flush truncates every table and writes the reference rows anew: one to two seconds.
Few tables hold anything after a test, so that we empty those and put their first rows back.
"""

from django.db import connection
from django.test import TransactionTestCase

KEEP = """
CREATE SCHEMA first_rows;
DO $$
DECLARE name text; any_row boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO any_row;
        IF any_row THEN
            EXECUTE format('CREATE TABLE first_rows.%1$I AS TABLE public.%1$I', name);
        END IF;
    END LOOP;
END $$
"""
# As a replica: no trigger writes history of it, refuses it, or checks the order of foreign keys.
# Most tables never held a row and have no page: nothing is asked of them. First rows are
# written only where a test changed them, compared as text: every type has that.
PUT_BACK = """
SET session_replication_role = replica;
DO $$
DECLARE name text; has_first boolean; differs boolean; columns text;
BEGIN
    FOR name, has_first IN
        SELECT tablename, to_regclass(format('first_rows.%I', tablename)) IS NOT NULL
        FROM pg_tables WHERE schemaname = 'public'
    LOOP
        IF has_first THEN
            EXECUTE format('SELECT EXISTS (
                (SELECT t::text FROM public.%1$I t EXCEPT ALL SELECT t::text FROM first_rows.%1$I t)
                UNION ALL
                (SELECT t::text FROM first_rows.%1$I t EXCEPT ALL SELECT t::text FROM public.%1$I t)
            )', name) INTO differs;
            IF differs THEN
                SELECT string_agg(quote_ident(column_name), ', ') INTO columns
                FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = name AND is_generated = 'NEVER';
                EXECUTE format('DELETE FROM public.%I', name);
                EXECUTE format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM first_rows.%1$I',
                    name, columns);
            END IF;
        ELSIF pg_relation_size(format('public.%I', name)) > 0 THEN
            EXECUTE format('DELETE FROM public.%I', name);
        END IF;
    END LOOP;
END $$;
RESET session_replication_role
"""


def keep_first_rows():
    """Remember what each table holds now; once per database."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP)


def put_back():
    """Every table as it was when `keep_first_rows` was called."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK)


def instead_of_flush(patch):
    """Every transactional test ends this way."""
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: put_back())
