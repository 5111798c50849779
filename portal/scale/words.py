"""Names as a register of companies has them: a few words are in very many, most are in few.

Shares are of 10,000 names, set by hand: a trade has about as many as there are of it among two
million employers, legal forms and « France » what they have in an extract of Sirene. Families
follow a Zipf law whose first one has the share of « Martin », 0.4 %.
"""

from itertools import accumulate, product

from .insert import array, pick

WHOLE = 10_000
# What a name begins with; a quarter begins with that of a family.
FIRST = """
SARL 900|SAS 900|Association 400|SCI 300|Conseil 250|Société 250|Services 250|EURL 200|Cabinet 200
Établissements 180|Transports 180|Restaurant 180|Boulangerie 160|Garage 150|Coiffure 150
Entreprise 150|Bâtiment 120|Menuiserie 110|Maçonnerie 110|Électricité 110|Construction 110
Maison 110|Pharmacie 100|Taxi 100|Rénovation 100|Plomberie 90|Ateliers 90|Domaine 90|Café 90
Hôtel 85|Peinture 80|Formation 80|Boucherie 75|Paysages 70|Nettoyage 70|Carrosserie 60|Optique 60
Informatique 60|Institut 60|Groupe 60|Brasserie 60|Fleuriste 50|Pizzeria 50|Couverture 45
Mécanique 45|Charpente 40|Traiteur 40|Sécurité 40|Cave 30|Ambulances 25|Imprimerie 25|Crèche 25
Laboratoire 20|Serrurerie 20|Clinique 15|Chaudronnerie 15|Électronique 15|Usinage 8|Scierie 8
Papeterie 8|Textiles 8|Outillage 4|Plasturgie 3|Laiterie 3|Fonderie 2|Verrerie 2|Conserverie 2
Tannerie 1|Robotique 1
"""
# What it ends with, else with a family.
LAST = """
France 400|du Centre 150|& Fils 150|du Sud 120|Frères 120|Associés 120|de l’Ouest 100|du Nord 90
du Midi 80|Développement 80|de l’Est 70|de la Gare 60|des Alpes 60|de Provence 60|de Bretagne 60
International 60|de la Place 50|de Loire 50|d’Aquitaine 50|du Port 40|du Rhône 40|de Normandie 40
d’Alsace 40|de Lorraine 40|des Pyrénées 40|du Languedoc 40|du Marché 30|de Garonne 30|de la Plage 20
des Cévennes 15|du Quercy 12|du Rouergue 10|du Lauragais 8|de Bigorre 8
"""
FAMILIES, FLAT = 300_000, 30
TOWNS = 350
# A name of a family or a town: a beginning, an ending, and a middle beyond the first 2,000.
BEGINNINGS = (
    "Mar", "Ber", "Du", "Pe", "Gui", "La", "Le", "Mo", "Ri", "Bo", "Fa", "Gar", "Ro", "Vi", "Da",
    "Cha", "Col", "Del", "Bar", "Lam", "Mer", "Gau", "Pic", "Bri", "Ma", "Ser", "Ca", "Lu", "Car",
    "Hu", "Ren", "Val", "Ger", "Pol", "Dan", "Ju", "Fer", "Bla", "Cor", "Tho", "Sau", "Mi", "Tes",
    "Jou", "Ver", "Pa", "Nor", "Ga", "Fon", "Bel",
)  # fmt: skip
ENDINGS = (
    "tin", "nard", "bois", "rand", "ault", "lier", "mont", "net", "chet", "san", "vier", "dier",
    "ric", "got", "lin", "rot", "zac", "das", "ssier", "let", "guet", "mier", "din", "toux", "ton",
    "pin", "sset", "rel", "nel", "cart", "rin", "chon", "gnac", "llat", "dou", "bert", "quet",
    "mard", "nou", "vat",
)  # fmt: skip
VOWELS = ("a", "e", "i", "o", "u", "é", "ou", "an", "on", "ai")
MIDDLES = ("", *map("".join, product("bcdfgjklmnprstv", VOWELS)))[:150]
SHORT = len(BEGINNINGS) * len(ENDINGS)


def draw(number, salt):
    """SQL: from 0 to 1, evenly; the same for the same number, unrelated to other salts."""
    return f"(hashint8extended(({number})::bigint, {salt}) & 1073741823) / 1073741824::float8"


def weighted(shares, drawn):
    """SQL: one of the texts by its share (`SARL 900|…`), NULL for what is left of the whole."""
    entries = [entry.rsplit(" ", 1) for entry in shares.strip().replace("\n", "|").split("|")]
    bounds = accumulate(int(share) / WHOLE for _, share in entries)
    return (
        f"({array(text for text, _ in entries)})"
        f"[1 + width_bucket({drawn}, ARRAY[{', '.join(map(str, bounds))}]::float8[])]"
    )


def rank(drawn, many, flat):
    """SQL: a rank below `many`; that of rank r comes in proportion to 1 / (r + flat)."""
    return f"floor({flat} * (power({(many + flat) / flat}::float8, {drawn}) - 1))::int"


def word(number):
    """SQL: the name of this rank."""
    beginning, middle = pick(BEGINNINGS, number), pick(MIDDLES, f"{number} / {SHORT}")
    ending = pick(ENDINGS, f"{number} + {number} / {len(BEGINNINGS)}")
    return f"{beginning} || {middle} || {ending}"


def town(number, place):
    """SQL: one of the towns of the place of this rank; an eighth of its rows are in the first."""
    return f"{word(f'({place}::int * {TOWNS} + {rank(draw(number, 4), TOWNS, 1)})')} || 'ville'"


def company(number):
    """SQL: the name of a company."""
    family = word(rank(draw(number, 3), FAMILIES, FLAT))
    first, last = weighted(FIRST, draw(number, 1)), weighted(LAST, draw(number, 2))
    return f"concat_ws(' ', {first}, coalesce({last}, {family}))"
