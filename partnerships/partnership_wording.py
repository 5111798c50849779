"""The articles of agreements of partnership, by kind: first versions of what the authority edits.

The wording is the portal's own. Variables stand between braces; notation: `documents.wording`.
"""

from partnerships.enums.relation import PartnershipKind

K = PartnershipKind
VARIABLES = {
    "objet": "l’objet du partenariat",
    "partenaire": "le nom de l’entreprise, du réseau ou de l’institution",
    "etablissement": "le nom de l’établissement ou de la structure qui tient le partenariat",
    "duree": "les dates, ou « sans terme »",
    "engagements_partenaire": "ce à quoi le partenaire s’engage",
    "engagements_etablissement": "ce à quoi l’établissement s’engage",
}

PURPOSE = {
    K.HOST: "l’accueil d’élèves et d’enseignants : visites, immersions, stages et périodes de "
    "formation en milieu professionnel. Chaque accueil fait l’objet de sa propre convention",
    K.FRAMEWORK: "leur coopération. Chaque action prévue par cet accord-cadre est précisée par "
    "les parties avant d’être engagée, et fait l’objet d’une convention particulière lorsque "
    "les textes l’exigent",
    K.TAX: "leur coopération et l’affectation du solde de la taxe d’apprentissage. L’employeur "
    "reste libre de son affectation chaque année ; le versement passe par la plateforme "
    "nationale de répartition",
    K.SPONSOR: "le parrainage d’une ou de plusieurs classes. Le parrainage n’est pas publicitaire "
    ": les interventions ont lieu sous la responsabilité des enseignants",
    K.JURY: "la participation de professionnels à des jurys, à des oraux et à des entraînements. "
    "Chaque professionnel respecte la confidentialité des délibérations et ne juge pas un "
    "candidat qu’il connaît",
    K.EQUIPMENT: "le don, le prêt ou la mise à disposition d’équipements pour l’enseignement",
}
# What a kind adds: (title, text).
MORE = {
    K.EQUIPMENT: (
        "Équipements",
        "Les équipements sont remis en état de marche et conformes aux règles de sécurité, avec "
        "leur notice. Un état contradictoire est dressé à la remise et, pour un prêt, à la "
        "restitution. Un don est soumis à l’acceptation du conseil d’administration de "
        "l’établissement. L’établissement n’utilise les équipements que pour la formation, et n’en "
        "fait aucun usage commercial.",
    ),
    K.JURY: (
        "Participation aux jurys",
        "La participation est bénévole. L’établissement communique les dates au moins un mois à "
        "l’avance ; l’employeur facilite l’absence du professionnel pressenti. Un empêchement est "
        "signalé dès qu’il est connu.",
    ),
    K.HOST: (
        "Accueil des élèves",
        "Les élèves restent sous statut scolaire pendant toute leur présence. Le partenaire "
        "désigne un tuteur et respecte les règles d’âge, de durée du travail et de sécurité "
        "qui leur sont applicables. Aucun accueil ne commence avant la signature de la convention "
        "qui lui est propre.",
    ),
}
COMMITMENTS = [
    (
        "Engagements du partenaire",
        "Le partenaire s’engage à ce qui suit.\n\n{engagements_partenaire}",
    ),
    (
        "Engagements en retour",
        "De son côté, {etablissement} s’engage à ce qui suit.\n\n{engagements_etablissement}",
    ),
    (
        "Neutralité et image",
        "Le partenariat respecte la neutralité du service public : il ne donne lieu à aucune "
        "publicité auprès des élèves ni à aucune exclusivité. Chaque partie peut faire état du "
        "partenariat ; l’usage du nom, du logo ou de photographies demande l’accord de la partie "
        "ou des personnes concernées.",
    ),
]
CLOSING = [
    (
        "Données personnelles",
        "Les coordonnées des signataires et des interlocuteurs ne servent qu’au suivi du "
        "partenariat ; chacun peut en demander la rectification. La convention ne contient aucun "
        "nom d’élève.",
    ),
    (
        "Suivi",
        "Les parties se rencontrent au moins une fois par année scolaire pour faire le bilan de ce "
        "qui a été réalisé et préparer l’année suivante.",
    ),
    (
        "Durée, modification et fin",
        "La convention est conclue {duree}. Elle prend effet à sa signature par toutes les "
        "parties. Toute modification, comme tout renouvellement, demande une nouvelle signature. "
        "Chaque partie peut y mettre fin par un écrit motivé, avec un préavis d’un mois ; les "
        "actions commencées sont menées à leur terme.",
    ),
]
SUGGESTED = {
    K.HOST: (
        "Accueillir chaque année des élèves en visite, en immersion ou en stage, et annoncer ses "
        "disponibilités avant la fin d’octobre.\nDésigner une personne à contacter.",
        "Préparer les élèves à leur venue et désigner un référent.\nRépartir les demandes sur "
        "l’année et transmettre les conventions à temps.",
    ),
    K.FRAMEWORK: (
        "Faire connaître ses métiers et accueillir des élèves et des enseignants.\nParticiper à "
        "un point d’étape chaque année.",
        "Associer le partenaire aux projets des classes concernées.\nOrganiser un point d’étape "
        "chaque année et en rendre compte.",
    ),
    K.TAX: (
        "Affecter à l’établissement tout ou partie du solde de la taxe d’apprentissage.",
        "Employer les sommes aux formations qui y ouvrent droit et rendre compte de leur emploi "
        "une fois par an.",
    ),
    K.SPONSOR: (
        "Rencontrer la classe au moins deux fois dans l’année et présenter ses métiers.",
        "Préparer les rencontres avec la classe et en faire le bilan avec le partenaire.",
    ),
    K.JURY: (
        "Proposer des professionnels pour les jurys et les entraînements aux oraux.",
        "Communiquer les dates un mois à l’avance et accueillir les professionnels.",
    ),
    K.EQUIPMENT: (
        "Remettre les équipements décrits en annexe, en état de marche, avec leur notice.",
        "Utiliser les équipements pour la formation seulement, les entretenir et les assurer.",
    ),
}


def wording_of(kind):
    """The whole text of a kind, its articles numbered."""
    purpose = (
        f"La présente convention est conclue entre {{etablissement}} et {{partenaire}}. Elle "
        f"porte sur {PURPOSE[kind]}.\n\nObjet : {{objet}}."
    )
    own = [MORE[kind]] if kind in MORE else []
    articles = [("Objet", purpose), *COMMITMENTS, *own, *CLOSING]
    return "\n\n".join(
        f"# Article {rank}. {title}\n\n{text}"
        for rank, (title, text) in enumerate(articles, start=1)
    )
