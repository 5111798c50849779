"""Sections of the NAF: a code means nothing without its nomenclature (R-ID-4)."""

from directory.enums import NafNomenclature

# Each section begins at a division and goes on to the next one.
REV2 = """
01 A Agriculture, sylviculture et pêche
05 B Industries extractives
10 C Industrie manufacturière
35 D Production et distribution d’électricité, de gaz, de vapeur et d’air conditionné
36 E Eau, assainissement, gestion des déchets et dépollution
41 F Construction
45 G Commerce, réparation d’automobiles et de motocycles
49 H Transports et entreposage
55 I Hébergement et restauration
58 J Information et communication
64 K Activités financières et d’assurance
68 L Activités immobilières
69 M Activités spécialisées, scientifiques et techniques
77 N Activités de services administratifs et de soutien
84 O Administration publique
85 P Enseignement
86 Q Santé humaine et action sociale
90 R Arts, spectacles et activités récréatives
94 S Autres activités de services
97 T Activités des ménages en tant qu’employeurs
99 U Activités extra-territoriales
"""
# NACE Rév. 2.1: information and communication are two sections, what follows moves by a letter.
NAF25 = """
01 A Agriculture, sylviculture et pêche
05 B Industries extractives
10 C Industrie manufacturière
35 D Production et distribution d’électricité, de gaz, de vapeur et d’air conditionné
36 E Eau, assainissement, gestion des déchets et dépollution
41 F Construction
46 G Commerce
49 H Transports et entreposage
55 I Hébergement et restauration
58 J Édition, diffusion, production et distribution de contenus
61 K Télécommunications, programmation, conseil et infrastructures informatiques
64 L Activités financières et d’assurance
68 M Activités immobilières
69 N Activités spécialisées, scientifiques et techniques
77 O Activités de services administratifs et de soutien
84 P Administration publique
85 Q Enseignement
86 R Santé humaine et action sociale
90 S Arts, sports et activités récréatives
94 T Autres activités de services
97 U Activités des ménages en tant qu’employeurs
99 V Activités extra-territoriales
"""
SECTIONS = {
    nomenclature: [line.split(" ", 2) for line in text.strip().splitlines()]
    for nomenclature, text in ((NafNomenclature.REV2, REV2), (NafNomenclature.NAF25, NAF25))
}


def _letter(nomenclature):
    """SQL: the section of a company's code of this nomenclature."""
    starts = ", ".join(str(int(start)) for start, _, _ in SECTIONS[nomenclature])
    letters = "".join(letter for _, letter, _ in SECTIONS[nomenclature])
    division = "left(company.naf_code, 2)::int"
    return f"substr('{letters}', width_bucket({division}, ARRAY[{starts}]), 1)"


# Of a row with its company; no row of its group where the code is not known.
OF_COMPANY = f"""
    CASE WHEN company.naf_code !~ '^[0-9][0-9]' THEN NULL
        WHEN company.naf_nomenclature = '{NafNomenclature.NAF25.value}'
            THEN '{NafNomenclature.NAF25.value}-' || {_letter(NafNomenclature.NAF25)}
        ELSE '{NafNomenclature.REV2.value}-' || {_letter(NafNomenclature.REV2)} END AS naf
"""


def names():
    """{key of a section: its letter, its label and its nomenclature}."""
    return {
        f"{nomenclature.value}-{letter}": f"{letter} – {label} ({nomenclature.label})"
        for nomenclature, lines in SECTIONS.items()
        for _, letter, label in lines
    }
