# ruff: noqa: E501 (tables: one row, one line)
"""Towns and public schools of Occitanie: open data, a sample typed by hand."""

from directory.enums import SchoolKind, SchoolStatus
from directory.models import Academy, Municipality, MunicipalityPostcode, School, TrainingBasin

# INSEE code | name | postcode | latitude | longitude
TOWNS = """
09122|Foix|09000|42.965|1.607
09225|Pamiers|09100|43.116|1.611
11069|Carcassonne|11000|43.213|2.351
12202|Rodez|12000|44.350|2.575
30007|Alès|30100|44.125|4.081
30189|Nîmes|30000|43.837|4.360
31069|Blagnac|31700|43.636|1.391
31149|Colomiers|31770|43.612|1.335
31395|Muret|31600|43.461|1.326
31483|Saint-Gaudens|31800|43.108|0.723
31555|Toulouse|31000|43.604|1.444
32013|Auch|32000|43.646|0.586
34032|Béziers|34500|43.344|3.216
34172|Montpellier|34000|43.611|3.877
46042|Cahors|46000|44.448|1.441
48095|Mende|48000|44.518|3.500
65440|Tarbes|65000|43.233|0.078
66136|Perpignan|66000|42.699|2.895
81065|Castres|81100|43.606|2.241
82121|Montauban|82000|44.018|1.355
"""

# UAI | name | kind | address | postcode | INSEE | latitude | longitude | priority | basin
SCHOOLS = """
0090055L|Collège Pierre Bayle|college|Avenue du 9e RCP|09100|09225||||ARIEGE
0090015T|Lycée polyvalent Pyrène|lycee_polyvalent|Place du Mercadal|09104|09225|43.1149|1.6090||ARIEGE
0090478W|Collège Lakanal|college|Boulevard Capdeville|09008|09122||||ARIEGE
0110823K|Lycée professionnel Charles Cros|lycee_pro|1 rue Michel Vergès|11870|11069|43.2280|2.3410||CARCASSONNE
0120037A|Lycée professionnel Alexis Monteil|lycee_pro|14 rue Carnus|12034|12202|44.3571|2.5723||RODEZ
0300002P|Lycée polyvalent Jean-Baptiste Dumas|lycee_polyvalent|Place de Belgique|30104|30007|44.1300|4.0749||GARD NORD-OUEST
0301013N|Collège Jean Moulin|college|1 avenue Jean-Baptiste Dumas|30103|30007|44.1319|4.0784|REP+|GARD NORD-OUEST
0300057Z|Lycée professionnel Gaston Darboux|lycee_pro|7 rue Jules Raimu|30908|30189|43.8194|4.3282||GARD SUD-OUEST
0311687R|Collège Léon Blum|college|2 chemin du Maoure|31770|31149|43.6050|1.3280||TOULOUSE NORD-OUEST
0311238C|Collège Jean Jaurès|college|1 chemin des Bourdettes|31771|31149|43.6170|1.3360||TOULOUSE NORD-OUEST
0311092U|Lycée polyvalent Eugène Montel|lycee_polyvalent|2 boulevard Marcel Dassault|31770|31149|43.6096|1.3507||TOULOUSE NORD-OUEST
0312686B|Lycée polyvalent Saint-Exupéry|lycee_polyvalent|1 place Alain Savary|31703|31069|43.6533|1.3755||TOULOUSE NORD-OUEST
0311319R|Collège Louisa Paulin|college|Rue du Commandant Montalegre|31605|31395|43.4707|1.3343||MURET
0310033T|Lycée polyvalent Élisabeth et Norbert Casteret|lycee_polyvalent|27 avenue de l’Isle|31806|31483|43.1126|0.7252||COMMINGES
0320040V|Lycée professionnel Pardailhan|lycee_pro|Chemin de Baron|32008|32013|43.6535|0.5782||AUCH
0340836Z|Collège Paul Riquet|college|Place du Général de Gaulle|34500|34032|43.3421|3.2170|REP+|BEZIERS
0340012D|Lycée professionnel Jean Mermoz|lycee_pro|25 rue Ferdinand de Lesseps|34500|34032|43.3492|3.2339||BEZIERS
0341385W|Lycée professionnel Léonard de Vinci|lycee_pro|1 rue du Professeur Blayac|34184|34172|43.6229|3.8325||MONTPELLIER NORD
0460051F|Lycée professionnel Clément Marot|lycee_pro|59 rue des Augustins|46005|46042|44.4499|1.4392||LOT OUEST
0480019K|Lycée professionnel Émile Peytavin|lycee_pro|Avenue du 11 Novembre|48001|48095|44.5249|3.4792||LOZERE
0650034J|Collège Paul Éluard|college|2 rue Maryse Bastié|65965|65440|43.2441|0.0577|REP|TARBES / VIC-EN-BIGORRE
0650041S|Lycée professionnel Jean Dupuy|lycee_pro|1 rue Aristide Bergès|65016|65440|43.2302|0.0626||TARBES / VIC-EN-BIGORRE
0660520G|Lycée Léon Blum|lycee_pro|15 avenue Paul Alduy|66000|66136|42.6777|2.9055||PERPIGNAN CENTRE
0810061B|Collège Jean Monnet|college|24 avenue du Sidobre|81100|81065|43.6075|2.2559||CASTRES / MAZAMET
0820021C|Lycée polyvalent Antoine Bourdelle|lycee_polyvalent|3 boulevard Edouard Herriot|82003|82121|44.0138|1.3689||MONTAUBAN / CAUSSADE
0820588U|Collège Olympe de Gouges|college|570 rue du Ramiérou|82000|82121|44.0146|1.3804|REP|MONTAUBAN / CAUSSADE
"""


def rows(table):
    """The lines of one of the tables above, cut in columns."""
    return [line.split("|") for line in table.strip().splitlines()]


def department_of(insee_code):
    """The département of a municipality of Occitanie: its first two characters."""
    return insee_code[:2]


def add_towns():
    for insee_code, name, postcode, latitude, longitude in rows(TOWNS):
        town, _ = Municipality.objects.get_or_create(
            insee_code=insee_code,
            defaults={
                "name": name,
                "department_id": department_of(insee_code),
                "latitude": float(latitude),
                "longitude": float(longitude),
            },
        )
        MunicipalityPostcode.objects.get_or_create(municipality=town, postcode=postcode)


def add_schools():
    """Schools that an import has already brought stay as they are."""
    for row in rows(SCHOOLS):
        _add_school(*row)


def _add_school(
    uai, name, kind, address, postcode, insee_code, latitude, longitude, priority, basin
):
    town = Municipality.objects.get(pk=insee_code)
    School.objects.get_or_create(
        uai=uai,
        defaults={
            "name": name,
            "kind": SchoolKind(kind),
            "sector_kind": SchoolStatus.PUBLIC,
            "address": address,
            "postcode": postcode,
            "city": town.name,
            "municipality": town,
            "department_id": department_of(insee_code),
            "basin": _basin(basin, department_of(insee_code)),
            "email": f"ce.{uai.lower()}@etablissement.example",
            "latitude": float(latitude) if latitude else town.latitude,
            "longitude": float(longitude) if longitude else town.longitude,
            "position_is_approximate": not latitude,
            "priority_education": priority,
            "has_vocational": kind != SchoolKind.COLLEGE,
            "source": "démonstration",
        },
    )


def _basin(name, department):
    academy = Academy.objects.get(departments=department)
    found = TrainingBasin.objects.filter(academy=academy, name=name).first()
    basin = found or TrainingBasin.objects.create(academy=academy, name=name)
    basin.departments.add(department)
    return basin
