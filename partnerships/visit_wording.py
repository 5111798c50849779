"""The articles of the short agreement of an information visit (R-VI-1), first version of what
the authority edits.

The wording is the portal's own. Variables stand between braces; notation: `documents.wording`.
"""

from partnerships.contract.wording import VARIABLES

USED = (
    "nature",
    "objectifs",
    "classe",
    "effectif",
    "periode",
    "lieu",
    "entreprise",
    "etablissement",
    "encadrement",
    "securite",
    "equipements",
    "transport",
    "repas",
    "assurances",
)
VISIT_VARIABLES = {name: VARIABLES[name] for name in USED}

VISIT_WORDING = """\
# Article 1. Objet

La présente convention fixe les conditions dans lesquelles {classe} de \
l’établissement {etablissement} visite {entreprise}, {periode}, {lieu}. {nature}

{objectifs}

# Article 2. Groupe et encadrement

{effectif}

Pendant la visite, les élèves restent sous statut scolaire et sous l’autorité du chef \
d’établissement. Ils ne reçoivent aucune rémunération. Le groupe est placé sous la \
responsabilité de ses enseignants ; à partir de la classe de quatrième, des élèves peuvent être \
accueillis sans eux, encadrés en permanence par le personnel de la structure d’accueil.

{encadrement}

# Article 3. Observation et sécurité

{securite}

{equipements}

Les élèves observent. Les travaux interdits aux mineurs par les articles D. 4153-15 à \
D. 4153-37 du code du travail ne leur sont jamais confiés. La structure d’accueil peut mettre \
fin à la visite en cas de manquement aux consignes ; elle en avise aussitôt le référent de \
l’établissement.

En cas d’accident, la structure d’accueil alerte les secours puis l’établissement sans délai ; \
l’établissement établit la déclaration le jour même.

# Article 4. Transport et repas

{transport}

{repas}

# Article 5. Assurances

{assurances}

# Article 6. Données personnelles

La convention ne contient aucun nom d’élève. Les coordonnées des signataires, du référent et du \
tuteur ne servent qu’à l’organisation et au suivi de la visite ; chacun peut en demander la \
rectification auprès de l’établissement.

# Article 7. Durée et modification

La convention prend effet à sa signature par les deux parties et s’achève à la fin de la visite. \
Un changement de date, de lieu ou de partie, ou un nombre d’élèves supérieur, demande une \
nouvelle signature des deux parties. Les autres changements font l’objet d’un avis numéroté, \
adressé à chacune d’elles.
"""
