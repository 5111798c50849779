"""Académies and départements of the Republic: put in place after every `migrate`.

Not a data migration: tests that flush the database get them back.
"""

from django.db import DEFAULT_DB_ALIAS

from directory.models import Academy, Department
from directory.years import ensure_years

ACADEMIES = {
    "01": "Paris", "02": "Aix-Marseille", "03": "Besançon", "04": "Bordeaux",
    "06": "Clermont-Ferrand", "07": "Dijon", "08": "Grenoble", "09": "Lille", "10": "Lyon",
    "11": "Montpellier", "12": "Nancy-Metz", "13": "Poitiers", "14": "Rennes",
    "15": "Strasbourg", "16": "Toulouse", "17": "Nantes", "18": "Orléans-Tours",
    "19": "Reims", "20": "Amiens", "22": "Limoges", "23": "Nice", "24": "Créteil",
    "25": "Versailles", "27": "Corse", "28": "La Réunion", "31": "Martinique",
    "32": "Guadeloupe", "33": "Guyane", "40": "Nouvelle-Calédonie",
    "41": "Polynésie française", "42": "Wallis-et-Futuna", "43": "Mayotte",
    "44": "Saint-Pierre-et-Miquelon", "70": "Normandie",
}  # fmt: skip

DEPARTMENTS = """
01 Ain 10|02 Aisne 20|03 Allier 06|04 Alpes-de-Haute-Provence 02|05 Hautes-Alpes 02
06 Alpes-Maritimes 23|07 Ardèche 08|08 Ardennes 19|09 Ariège 16|10 Aube 19|11 Aude 11
12 Aveyron 16|13 Bouches-du-Rhône 02|14 Calvados 70|15 Cantal 06|16 Charente 13
17 Charente-Maritime 13|18 Cher 18|19 Corrèze 22|2A Corse-du-Sud 27|2B Haute-Corse 27
21 Côte-d’Or 07|22 Côtes-d’Armor 14|23 Creuse 22|24 Dordogne 04|25 Doubs 03|26 Drôme 08
27 Eure 70|28 Eure-et-Loir 18|29 Finistère 14|30 Gard 11|31 Haute-Garonne 16|32 Gers 16
33 Gironde 04|34 Hérault 11|35 Ille-et-Vilaine 14|36 Indre 18|37 Indre-et-Loire 18
38 Isère 08|39 Jura 03|40 Landes 04|41 Loir-et-Cher 18|42 Loire 10|43 Haute-Loire 06
44 Loire-Atlantique 17|45 Loiret 18|46 Lot 16|47 Lot-et-Garonne 04|48 Lozère 11
49 Maine-et-Loire 17|50 Manche 70|51 Marne 19|52 Haute-Marne 19|53 Mayenne 17
54 Meurthe-et-Moselle 12|55 Meuse 12|56 Morbihan 14|57 Moselle 12|58 Nièvre 07|59 Nord 09
60 Oise 20|61 Orne 70|62 Pas-de-Calais 09|63 Puy-de-Dôme 06|64 Pyrénées-Atlantiques 04
65 Hautes-Pyrénées 16|66 Pyrénées-Orientales 11|67 Bas-Rhin 15|68 Haut-Rhin 15|69 Rhône 10
70 Haute-Saône 03|71 Saône-et-Loire 07|72 Sarthe 17|73 Savoie 08|74 Haute-Savoie 08
75 Paris 01|76 Seine-Maritime 70|77 Seine-et-Marne 24|78 Yvelines 25|79 Deux-Sèvres 13
80 Somme 20|81 Tarn 16|82 Tarn-et-Garonne 16|83 Var 23|84 Vaucluse 02|85 Vendée 17
86 Vienne 13|87 Haute-Vienne 22|88 Vosges 12|89 Yonne 07|90 Territoire de Belfort 03
91 Essonne 25|92 Hauts-de-Seine 25|93 Seine-Saint-Denis 24|94 Val-de-Marne 24
95 Val-d’Oise 25|971 Guadeloupe 32|972 Martinique 31|973 Guyane 33|974 La Réunion 28
975 Saint-Pierre-et-Miquelon 44|976 Mayotte 43|977 Saint-Barthélemy 32|978 Saint-Martin 32
986 Wallis-et-Futuna 42|987 Polynésie française 41|988 Nouvelle-Calédonie 40
"""


def departments():
    """(code, name, académie's code) of every département."""
    for entry in DEPARTMENTS.replace("\n", "|").strip("|").split("|"):
        code, rest = entry.split(" ", 1)
        name, academy = rest.rsplit(" ", 1)
        yield code, name, academy


def install(using=DEFAULT_DB_ALIAS, **_):
    """Add what is missing; what the authority renamed stays."""
    academies = [Academy(code=code, name=name) for code, name in ACADEMIES.items()]
    Academy.objects.using(using).bulk_create(academies, ignore_conflicts=True)
    Department.objects.using(using).bulk_create(
        [
            Department(code=code, name=name, academy_id=academy)
            for code, name, academy in departments()
        ],
        ignore_conflicts=True,
    )
    ensure_years()
