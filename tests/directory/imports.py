"""Small files in the official formats, and the import commands run on them."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

SHARED = Path(settings.ROOT).parent / "shared" / "data"
needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent")

ANNUAIRE = """
Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;
Adresse_2;Adresse_3;Code_postal;Code_commune;Nom_commune;Code_departement;Code_academie;Code_region;
Ecole_maternelle;Ecole_elementaire;Voie_generale;Voie_technologique;Voie_professionnelle;Telephone;
Fax;Web;Mail;Restauration;Hebergement;ULIS;Apprentissage;Segpa;Section_arts;Section_cinema;
Section_theatre;Section_sport;Section_internationale;Section_europeenne;Lycee_Agricole;
Lycee_militaire;Lycee_des_metiers;Post_BAC;Appartenance_Education_Prioritaire;GRETA;SIREN_SIRET;
Nombre_d_eleves;Fiche_onisep;position;Type_contrat_prive;Libelle_departement;Libelle_academie;
Libelle_region;coordX_origine;coordY_origine;epsg_origine;nom_circonscription;latitude;longitude;
precision_localisation;date_ouverture;date_maj_ligne;etat;ministere_tutelle;multi_uai;rpi_concentre;
rpi_disperse;code_nature;libelle_nature;Code_type_contrat_prive;PIAL;etablissement_mere;
type_rattachement_etablissement_mere;code_circonscription;code_zone_animation_pedagogique;
libelle_zone_animation_pedagogique;code_bassin_formation;libelle_bassin_formation
""".replace("\n", "").split(";")

LYCEE = {
    "Identifiant_de_l_etablissement": "0090002D",
    "Nom_etablissement": "Lycée Gabriel Fauré",
    "Type_etablissement": "Lycée",
    "Statut_public_prive": "Public",
    "Adresse_1": "5 rue Lieutenant Paul Delpech",
    "Code_postal": "09007",
    "Code_commune": "09122",
    "Nom_commune": "Foix",
    "Code_departement": "009",
    "Voie_generale": "1",
    "Voie_technologique": "1",
    "Voie_professionnelle": "0",
    "Telephone": "05 34 09 82 30",
    "Mail": "0090002d@ac-toulouse.fr",
    "Web": "gabriel-faure.mon-ent-occitanie.fr",
    "SIREN_SIRET": "19090002700011",
    "Nombre_d_eleves": "849",
    "Type_contrat_prive": "SANS OBJET",
    "latitude": "42.96196712087671",
    "longitude": "1.6049297132028237",
    "precision_localisation": "Numéro de rue",
    "etat": "OUVERT",
    "code_nature": "300",
    "Code_type_contrat_prive": "99",
}

SIRENE_USED = [
    "siren",
    "nic",
    "siret",
    "statutDiffusionEtablissement",
    "trancheEffectifsEtablissement",
    "dateDernierTraitementEtablissement",
    "numeroVoieEtablissement",
    "indiceRepetitionEtablissement",
    "typeVoieEtablissement",
    "libelleVoieEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
    "codeCommuneEtablissement",
    "coordonneeLambertAbscisseEtablissement",
    "coordonneeLambertOrdonneeEtablissement",
    "etatAdministratifEtablissement",
    "enseigne1Etablissement",
    "enseigne2Etablissement",
    "enseigne3Etablissement",
    "denominationUsuelleEtablissement",
    "activitePrincipaleEtablissement",
    "nomenclatureActivitePrincipaleEtablissement",
    "activitePrincipaleNAF25Etablissement",
]

ATELIER = {
    "siret": "35600000037547",
    "statutDiffusionEtablissement": "O",
    "trancheEffectifsEtablissement": "12",
    "dateDernierTraitementEtablissement": "2026-03-14T09:12:44.000",
    "numeroVoieEtablissement": "12",
    "typeVoieEtablissement": "RUE",
    "libelleVoieEtablissement": "DE METZ",
    "codePostalEtablissement": "31000",
    "libelleCommuneEtablissement": "TOULOUSE",
    "codeCommuneEtablissement": "31555",
    # The Capitole, in Lambert 93.
    "coordonneeLambertAbscisseEtablissement": "574357.0",
    "coordonneeLambertOrdonneeEtablissement": "6279642.0",
    "etatAdministratifEtablissement": "A",
    "denominationUsuelleEtablissement": "ATELIERS DU SUD",
    "activitePrincipaleEtablissement": "25.11Z",
    "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
    "activitePrincipaleNAF25Etablissement": "25.11Y",
}


def write(path, columns, rows, delimiter=";", encoding="utf-8-sig"):
    """A CSV file of `rows` (dicts); the annuaire is published with a BOM."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def annuaire(path, *rows):
    """An annuaire of 72 columns; each row is a change to a known lycée."""
    return write(path / "annuaire.csv", ANNUAIRE, [{**LYCEE, **row} for row in rows])


def extract(folder, *rows):
    """The regional extract; each row gives its own cells."""
    columns = ["uai", "nom", "type", "statut", "contrat", "code_nature", "departement_code",
               "adresse", "code_postal", "commune", "code_insee", "latitude", "longitude",
               "telephone", "ep", "qpv_situation", "uai_mere", "nb_eleves"]  # fmt: skip
    return write(folder / "extrait.csv", columns, rows, ",", "utf-8")


def sirene(path, *rows):
    """A Sirene stock; each row is a change to a known establishment."""
    filled = [{**ATELIER, **row} for row in rows]
    for row in filled:
        row.setdefault("siren", row["siret"][:9])
    return write(path / "sirene.csv", SIRENE_USED, filled, ",", "utf-8")


def run(command, path, *args):
    """The counts of the command's last line."""
    out = StringIO()
    call_command(command, path, *args, stdout=out, verbosity=0)
    counts = out.getvalue().strip().splitlines()[-1].split()
    return {name: int(count) for name, _, count in (part.partition("=") for part in counts)}


def counts(**some):
    """The same shape, zeros included."""
    return {"created": 0, "updated": 0, "unchanged": 0, "closed": 0, "rejected": 0, **some}


def refused(command, path, *args):
    """The message of a file that could not be processed; its exit status is 2."""
    with pytest.raises(CommandError) as error:
        run(command, path, *args)
    assert error.value.returncode == 2
    return str(error.value)


def rejects(path):
    """[(line, identifier, reason)] of a file written by --rejects."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, delimiter=";")
    return [(int(line), key, reason) for line, key, reason in rows]
