"""The texts of the agreements of vocational periods and technological placements, first
versions of what the authority edits (R-PF-4, R-PF-6).

The wording is the portal's own. Variables stand between braces; notation: `documents.wording`.
"""

from placements.agreement import wording as agreement_wording

VARIABLES = agreement_wording.VARIABLES | {
    "diplome": "le diplôme préparé",
    "derogations": "la déclaration de dérogation et les horaires du secteur, s’il y a lieu",
    "fin": "les cas de fin anticipée",
}

OPENING = """\
# Article 1. Objet

La présente convention règle les rapports entre l’accueillant et l’établissement {etablissement} \
pour {nature} que {eleve}, de {classe}, effectue {periode}, chez {accueillants}, en vue du \
diplôme : {diplome}.

# Article 2. Finalité

{objectifs}

Les activités confiées répondent au programme du diplôme et à l’annexe pédagogique. L’élève \
n’occupe aucun emploi permanent, ne remplace aucun salarié absent et n’exécute aucune tâche sans \
lien avec sa formation.

# Article 3. Annexes

Les annexes pédagogique, de sécurité, d’assurance et financière font partie de la convention.

# Article 4. Encadrement

{encadrement} Le tuteur, désigné par l’accueillant, assure l’accueil et la formation de l’élève \
et répond du respect de la convention. Il suit au plus trois stagiaires à la fois, tous \
établissements confondus. L’enseignant référent suit l’élève tout au long de la période et se \
rend auprès de l’accueillant ou l’appelle.
"""

PUPIL_STATUS = """
# Article 5. Statut de l’élève

L’élève reste sous statut scolaire, sous l’autorité et la responsabilité du chef \
d’établissement. Il ne perçoit aucune rémunération de l’accueillant, sauf la gratification \
que la loi prévoit, et n’est pas compté dans son effectif. Il est soumis à ses règles en matière \
d’horaires, de sécurité et de discipline.
"""

STUDENT_STATUS = """
# Article 5. Statut de l’étudiant

L’étudiant reste sous statut scolaire, sous l’autorité et la responsabilité du chef \
d’établissement. Une gratification est due lorsque la présence dépasse deux mois au cours de la \
même année scolaire ; son montant figure à l’annexe financière. L’étudiant n’est pas compté \
dans l’effectif de l’accueillant. Il est soumis à ses règles en matière d’horaires, de sécurité \
et de discipline.
"""

MINOR_HOURS = """
# Article 6. Durée de présence

Les horaires de l’annexe pédagogique respectent la durée de présence permise à l’élève : \
{presence}. {derogations}

# Article 7. Travaux réglementés

L’élève mineur ne peut être affecté aux travaux visés aux articles D. 4153-15 à D. 4153-37 du \
code du travail, dont l’accueillant a lu la liste. Pour les travaux susceptibles de dérogation et \
nécessaires à sa formation, l’accueillant et l’établissement ont chacun adressé une déclaration à \
l’inspection du travail, valable trois ans ; l’avis médical d’aptitude précède l’affectation. \
L’annexe de sécurité indique la date de la déclaration : sans elle, aucun de ces travaux n’est \
confié à l’élève.
"""

ADULT_HOURS = """
# Article 6. Durée de présence

Les horaires de l’annexe pédagogique respectent ceux de l’accueillant et le code du travail : \
{presence}. {derogations}

# Article 7. Travaux dangereux

L’accueillant donne à son arrivée les consignes de sécurité du poste et vérifie que les \
équipements et les habilitations nécessaires sont en place. Une personne encore mineure reste \
soumise aux articles D. 4153-15 à D. 4153-37 du code du travail et aux limites de présence des \
mineurs.
"""

CLOSING = """
# Article 8. Santé, sécurité et équipements

L’accueillant inscrit dans son document unique l’accueil de stagiaires, informe l’élève des \
risques du poste et fournit les équipements de protection individuelle, adaptés. {equipements}

# Article 9. Assurance

{assurances}

L’accueillant est assuré pour sa responsabilité civile. L’établissement a souscrit une assurance \
pour les dommages causés pendant la période ou sur le trajet.

# Article 10. Accidents

L’élève bénéficie de la législation sur les accidents du travail. En cas d’accident, sur le lieu \
ou sur le trajet, l’accueillant alerte les secours, puis l’établissement sans délai ; il lui \
adresse le jour même les éléments de la déclaration, que l’établissement établit dans les \
quarante-huit heures.

# Article 11. Violences, harcèlement et discriminations

L’accueillant prévient les violences sexistes et sexuelles, le harcèlement et les \
discriminations. À son arrivée, l’élève est informé de ce qui est interdit, de ses droits et des \
personnes à qui s’adresser.

# Article 12. Assiduité, absences et discrétion

Toute absence est signalée aussitôt à l’établissement. L’élève observe la discrétion \
professionnelle. Les semaines manquées sont rattrapées, à une date convenue entre les parties.

# Article 13. Fin anticipée

Le chef d’établissement et l’accueillant se tiennent informés des difficultés et prennent \
ensemble les mesures utiles. Chacun peut mettre fin à la période, après en avoir informé l’autre \
et pour un motif consigné, notamment en cas de manquement aux consignes ou d’activités étrangères \
à la formation. {fin}

# Article 14. Évaluation et attestation

{evaluation} Le tuteur remplit la grille de compétences du diplôme. Une attestation indique les \
semaines accomplies, qui comptent pour la durée exigée par le diplôme.

# Article 15. Transport, repas et allocation

{transport}

{repas}

# Article 16. Données personnelles

Les données de la convention ne servent qu’à l’organisation et au suivi de la période. Chacun \
peut en demander la rectification auprès de l’établissement.

# Article 17. Durée

La convention est signée pour la période : {periode}. Elle prend effet à sa signature par toutes \
les parties ; un changement de date, de lieu ou d’accueillant demande un avenant signé par les \
mêmes parties.
"""


def _wording(nature, status, hours):
    return (OPENING + status + hours + CLOSING).replace("{nature}", nature)


PERIOD = "une période de formation en milieu professionnel"
PFMP_WORDING = _wording(PERIOD, PUPIL_STATUS, MINOR_HOURS)
PFMP_ADULT_WORDING = _wording(PERIOD, PUPIL_STATUS, ADULT_HOURS)
TECHNOLOGICAL_WORDING = _wording("un stage", STUDENT_STATUS, ADULT_HOURS)
ANNEXES = agreement_wording.ANNEXES
