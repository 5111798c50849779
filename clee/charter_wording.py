"""The articles of the academic charter of committees: first version of what the authority edits.

The wording is the portal's own. Variables stand between braces; notation: `documents.wording`.
"""

VARIABLES = {
    "membre": "le nom de l’organisme qui adhère",
    "comite": "le nom du comité",
    "territoire": "les départements du comité",
}
WORDING = """# Article 1. Objet

Le {comite} réunit les établissements scolaires et les partenaires économiques de son territoire \
({territoire}) pour préparer, décider et conduire ensemble des actions qui rapprochent l’école et \
l’entreprise. Par la présente charte, {membre} adhère à ce comité.

# Article 2. Principes

L’adhésion est volontaire et gratuite. Le comité n’a pas de personnalité morale ; il est copiloté \
par un chef d’établissement désigné par l’IA-DASEN et par un responsable économique. Ses actions \
respectent la neutralité du service public, l’égalité entre les filles et les garçons, et \
l’intérêt des élèves.

# Article 3. Engagements du membre

{membre} s’engage à participer aux réunions ou à s’y faire représenter, à contribuer selon ses \
moyens au plan d’actions, et à ne faire aucune publicité ni démarche commerciale auprès des élèves.

# Article 4. Engagements du comité

Le comité invite ses membres à ses réunions, leur en adresse les comptes rendus, et leur présente \
chaque année le bilan de ses actions.

# Article 5. Durée

L’adhésion prend effet à sa signature, sans limite de durée. Chacun peut quitter le comité à tout \
moment en le faisant savoir aux copilotes.

# Article 6. Données personnelles

Le nom de l’organisme est public. Les coordonnées de son interlocuteur ne sont lues que des \
copilotes et des services qui suivent le comité ; il peut en demander la rectification."""
