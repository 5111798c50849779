from django.db import models


class EventKind(models.TextChoices):
    FORUM = "forum", "forum des métiers"
    INDUSTRY_WEEK = "industry_week", "Semaine de l’industrie"
    INDUSTRY_CUP = "industry_cup", "Industrie Cup"
    PLENARY = "plenary", "réunion plénière"
    ROUND_TABLE = "round_table", "table ronde"
    OPEN_DAY = "open_day", "portes ouvertes"
    OTHER = "other", "autre événement"


class EventState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publié"
    CLOSED = "closed", "terminé"
