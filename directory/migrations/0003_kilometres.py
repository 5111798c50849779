from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_tables")]
    operations = [migrations.RunSQL(KILOMETRES, DROP)]
