from django.db import models


class EventKind(models.TextChoices):
    FORUM = "forum", "forum des métiers"
    INDUSTRY_WEEK = "industry_week", "Semaine de l’industrie"
    INDUSTRY_CUP = "industry_cup", "Industrie Cup"
    PLENARY = "plenary", "réunion plénière"
    ROUND_TABLE = "round_table", "table ronde"
    CONFERENCE = "conference", "conférence"
    WORKSHOP = "workshop", "atelier"
    COMPANY_VISIT = "company_visit", "visite d’entreprise"
    OPEN_DAY = "open_day", "portes ouvertes"
    OTHER = "other", "autre événement"


class EventState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publié"
    CLOSED = "closed", "terminé"
    ARCHIVED = "archived", "archivé"
    CANCELLED = "cancelled", "annulé"


class EventAudience(models.TextChoices):
    """Whom an event is for; an event for nobody in particular is for all."""

    MIDDLE_SCHOOL = "middle_school", "collégiens"
    HIGH_SCHOOL = "high_school", "lycéens"
    STUDENTS = "students", "étudiants et apprentis"
    TEACHERS = "teachers", "équipes éducatives"
    FAMILIES = "families", "familles"
    COMPANIES = "companies", "entreprises"
    GENERAL = "general", "grand public"
