"""The articles of the contract of a class immersion, first version of what the authority edits.

The wording is the portal's own. Variables stand between braces; `contract_data` and
`documents` fill them. Notation: `documents.wording`.
"""

VARIABLES = {
    "nature": "ce qui distingue une Classe en Entreprise d’une autre immersion",
    "objectifs": "les objectifs pédagogiques",
    "classe": "la classe ou le groupe et son niveau",
    "effectif": "le nombre d’élèves, filles, garçons et non précisé",
    "periode": "les dates de l’immersion",
    "lieu": "le lieu de l’immersion",
    "entreprise": "le nom de la structure d’accueil",
    "etablissement": "le nom de l’établissement scolaire",
    "branche": "le nom de la branche professionnelle",
    "encadrement": "le référent, le tuteur et les accompagnateurs",
    "securite": "les consignes de sécurité",
    "equipements": "les équipements de protection",
    "transport": "l’organisation du transport",
    "repas": "l’organisation des repas",
    "assurances": "les assurances",
    "image": "le droit à l’image",
    "financement": "les financements demandés et accordés, les soutiens",
    "evaluation": "l’évaluation",
}

OPENING = """\
# Article 1. Objet

La présente convention fixe les conditions dans lesquelles {classe} de \
l’établissement {etablissement} est accueillie par {entreprise}, {periode}, {lieu}. {nature}

{objectifs}

# Article 2. Élèves et statut

{effectif}

Pendant toute l’immersion, les élèves restent sous statut scolaire et sous l’autorité du chef \
d’établissement. Ils ne reçoivent aucune rémunération et ne peuvent être comptés dans l’effectif \
de l’entreprise. Ils respectent le règlement intérieur de l’entreprise, notamment en matière \
d’horaires, de sécurité et de discrétion.

# Article 3. Programme et encadrement

Le programme ci-dessus, arrêté en commun, fait partie de la convention. Les élèves sont placés \
en permanence sous la responsabilité de leurs enseignants, présents sur le site.

{encadrement}

# Article 4. Sécurité

{securite}

{equipements}

Les travaux interdits aux mineurs par les articles D. 4153-15 à D. 4153-37 du code du travail ne \
leur sont jamais confiés. L’entreprise peut mettre fin à la visite d’un atelier, ou à l’immersion, \
en cas de manquement aux consignes ; elle en avise aussitôt le référent de l’établissement. Les \
élèves sont informés, à leur arrivée, de la prévention des violences sexistes et sexuelles, du \
harcèlement et des discriminations, et de la personne à qui s’adresser.

En cas d’accident, l’entreprise alerte les secours puis l’établissement sans délai ; \
l’établissement établit la déclaration le jour même.

# Article 5. Transport et repas

{transport}

{repas}

# Article 6. Assurances

{assurances}

# Article 7. Droit à l’image

{image}

# Article 8. Données personnelles

La convention ne contient aucun nom d’élève. Les coordonnées des signataires, du référent et du \
tuteur ne servent qu’à l’organisation et au suivi de l’immersion ; chacun peut en demander la \
rectification auprès de l’établissement. Une liste nominative, lorsque l’accès au site l’exige, \
est transmise à un destinataire désigné et détruite le lendemain de l’immersion.

# Article 9. Financement

{financement}

# Article 10. Évaluation

{evaluation}
"""

CLOSING = """
# Article 11. Durée et modification

La convention prend effet à sa signature par toutes les parties et s’achève au terme de \
l’évaluation. Un changement de date, de lieu ou de partie, ou un nombre d’élèves supérieur, \
demande une nouvelle signature de toutes les parties. Les autres changements font l’objet d’un \
avis numéroté, adressé à chacune d’elles.

Chaque partie peut mettre fin à la convention, avant le premier jour, par un écrit motivé adressé \
aux autres.
"""

WORDING = OPENING + CLOSING
