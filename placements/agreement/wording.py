"""The texts of the agreements of placements, first versions of what the authority edits
(DOMAIN §4; R-PL-5, R-PL-6, R-PL-9).

The wording is the portal's own. Variables stand between braces; notation: `documents.wording`.
"""

VARIABLES = {
    "eleve": "le prénom et le nom de l’élève",
    "classe": "la classe et son niveau",
    "etablissement": "le nom de l’établissement scolaire",
    "accueillants": "le nom de l’accueillant, ou des accueillants",
    "periode": "les dates du stage",
    "objectifs": "les objectifs",
    "evaluation": "l’évaluation",
    "encadrement": "le référent de l’établissement et les tuteurs",
    "equipements": "les équipements de protection",
    "transport": "le transport",
    "repas": "les repas",
    "assurances": "les assurances",
    "presence": "les limites de la durée de présence",
}

OPENING = """\
# Article 1. Objet

La présente convention fixe les conditions dans lesquelles {eleve}, de {classe} de \
l’établissement {etablissement}, effectue {nature} {periode}, chez {accueillants}.

{objectifs}

# Article 2. Annexes

L’annexe pédagogique précise les personnes, le lieu, les horaires, les objectifs, les activités \
et l’évaluation ; l’annexe financière, les repas, le transport et les assurances. Elles font \
partie de la convention.

# Article 3. Organisation

L’organisation du stage est arrêtée d’un commun accord entre l’accueillant et le chef \
d’établissement. {encadrement} Le tuteur accueille l’élève, veille à sa sécurité et répond à ses \
questions.

# Article 4. Statut de l’élève

L’élève reste sous statut scolaire, sous l’autorité et la responsabilité du chef \
d’établissement. Il ne perçoit ni rémunération ni gratification et n’est pas compté dans \
l’effectif de l’accueillant. Il respecte ses règles en matière d’horaires, de sécurité et de \
discrétion.
"""

OBSERVATION_ONLY = """
# Article 5. Limites de l’activité

L’élève observe. Il ne participe à aucune production, n’accède à aucune machine, aucun appareil \
ni produit dont l’usage est interdit aux mineurs, et n’exécute aucun des travaux visés aux \
articles D. 4153-15 à D. 4153-37 du code du travail, dont l’accueillant a lu la liste. Il peut, \
en liaison avec les enseignements et sous le contrôle du tuteur, faire des enquêtes et des \
essais simples, sans risque pour sa santé ni sa sécurité.
"""

LIGHT_WORK = """
# Article 5. Limites de l’activité

L’élève découvre le métier en y prenant part : sous le contrôle du tuteur, il peut effectuer des \
travaux légers prévus par le programme d’enseignement, sans risque pour sa santé ni sa sécurité. \
Il n’accède à aucune machine, aucun appareil ni produit dont l’usage est interdit aux mineurs, \
et n’exécute aucun des travaux visés aux articles D. 4153-15 à D. 4153-37 du code du travail, \
dont l’accueillant a lu la liste.
"""

CLOSING = """
# Article 6. Durée de présence

Les horaires de l’annexe pédagogique respectent la durée de présence permise à l’élève : \
{presence}.

# Article 7. Assurance

{assurances}

L’accueillant est assuré pour sa responsabilité civile lorsqu’elle peut être engagée. \
L’établissement a souscrit une assurance pour les dommages que l’élève pourrait causer pendant \
le stage ou sur le trajet ; il est recommandé à la famille d’en souscrire une.

# Article 8. Accidents

En cas d’accident, pendant le stage ou sur le trajet, l’accueillant alerte les secours, puis \
l’établissement, sans délai, et lui adresse le jour même les éléments nécessaires à la \
déclaration, que l’établissement établit.

# Article 9. Violences, harcèlement et discriminations

L’accueillant prévient les violences sexistes et sexuelles, le harcèlement et les \
discriminations. À son arrivée, l’élève est informé de ce qui est interdit, de ses droits et des \
personnes à qui s’adresser, chez l’accueillant comme dans l’établissement.

# Article 10. Équipements de protection

L’accueillant fournit les équipements de protection individuelle nécessaires, adaptés à l’élève, \
et veille à ce qu’ils soient portés. {equipements}

# Article 11. Manquement aux consignes

En cas de manquement grave de l’élève aux consignes de sécurité ou de discipline, l’accueillant \
peut mettre fin au stage, en accord avec le chef d’établissement ; il s’assure que l’élève ne \
quitte pas les lieux avant que la famille et l’établissement ne soient prévenus.

# Article 12. Information mutuelle et absences

Le chef d’établissement et l’accueillant se tiennent informés des difficultés rencontrées, et \
prennent ensemble les décisions qu’elles demandent. Toute absence de l’élève est signalée \
aussitôt à l’établissement, qui prévient la famille.

# Article 13. Transport et repas

{transport}

{repas}

# Article 14. Données personnelles

Les données de la convention ne servent qu’à l’organisation et au suivi du stage. Chacun peut en \
demander la rectification auprès de l’établissement.

# Article 15. Durée

La convention est signée pour la durée du stage : {periode}. Elle prend effet à sa signature par \
toutes les parties ; un changement de date, de lieu ou d’accueillant demande un avenant signé par \
les mêmes parties.
"""

ANNEXES = """\
# Annexe : à qui s’adresser

Chez l’accueillant, au tuteur ; dans l’établissement, au référent ou à la direction. \
{encadrement}

- 15 : SAMU ; 18 : pompiers ; 17 : police ou gendarmerie ; 112 : numéro d’urgence européen
- 114 : urgences par SMS, pour les personnes sourdes, malentendantes ou qui ne peuvent parler
- 119 : enfance en danger ; 3018 : harcèlement et violences numériques
- 3919 : violences faites aux femmes ; 39 28 : Défenseur des droits, discriminations
"""

# R-PL-8: one agreement, which every host signs; each day belongs to one of them.
SEVERAL_HOSTS = """\
Chaque jour du stage relève d’un seul accueillant, désigné à l’annexe pédagogique : il en \
organise les activités, désigne un tuteur et répond des engagements de la présente convention pour \
les jours qui sont les siens. Chaque accueillant signe la convention ; l’établissement coordonne \
le programme et les tient informés de toute modification.

# Article 4. Statut de l’élève
"""

WITH_LIGHT_WORK = OPENING + LIGHT_WORK + CLOSING
OBSERVATION_WORDING = (OPENING + OBSERVATION_ONLY + CLOSING).replace(
    "{nature}", "une séquence d’observation en milieu professionnel"
)
SEVERAL_HOSTS_WORDING = OBSERVATION_WORDING.replace(
    "# Article 4. Statut de l’élève\n", SEVERAL_HOSTS
)
INITIATION_WORDING = WITH_LIGHT_WORK.replace(
    "{nature}", "un stage d’initiation en milieu professionnel"
)
APPLICATION_WORDING = WITH_LIGHT_WORK.replace(
    "{nature}", "un stage d’application en milieu professionnel"
)
