"""What is wrong with a class that a file names, in words that say what to do."""

from directory.models import ClassGroup
from directory.search import fold


def unknown_class(name, school, school_year):
    """The sentence for a class that the school has not this year: last year's is said so."""
    before = ClassGroup.objects.filter(
        school=school, school_year__lt=school_year, sort_key=fold(name)
    )
    last = before.select_related("school_year").order_by("-school_year").first()
    if last is not None:
        return (
            f"La classe « {name[:60]} » est de l’année {last.school_year.label} : le fichier est "
            "peut-être celui de l’an dernier. Indiquez la classe de cette année."
        )
    return f"La classe « {name[:60]} » n’existe pas cette année : créez-la, ou corrigez son nom."


def another_class(pupil, group):
    """The sentence for a pupil whom a file puts in a class that is no longer theirs."""
    return (
        f"{pupil} est en {pupil.class_group} cette année, pas en {group} : le fichier est "
        "peut-être celui de l’an dernier."
    )
