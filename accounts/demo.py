"""The demonstration accounts (made by `seed_demo` only)."""

from dataclasses import dataclass

from accounts.enums import Role

DEMO_PASSWORD = "passerelle-demo"  # noqa: S105
DEMO_DOMAIN = "demo.example"


@dataclass(frozen=True)
class DemoAccount:
    """A fictitious person in one role; `seed_demo` gives the scope."""

    name: str
    role: Role
    first_name: str
    last_name: str

    @property
    def email(self):
        return f"{self.name}@{DEMO_DOMAIN}"


DEMO_ACCOUNTS = (
    DemoAccount("enseignante", Role.TEACHER, "Nadia", "Ferrand"),
    DemoAccount("principal", Role.HEAD, "Étienne", "Vidal"),
    DemoAccount("rbde", Role.RBDE, "Sophie", "Lacaze"),
    DemoAccount("ddfpt", Role.DDFPT, "Marc", "Delpech"),
    DemoAccount("superviseur", Role.DEPARTMENT_SUPERVISOR, "Hélène", "Boyer"),
    DemoAccount("dsden", Role.DEPARTMENT_OFFICE, "Paul", "Castaing"),
    DemoAccount("ipe", Role.MISSION_OFFICER, "Inès", "Garrigue"),
    DemoAccount("rectorat", Role.EDUCATION_AUTHORITY, "Claire", "Montagnac"),
    DemoAccount("entreprise", Role.COMPANY_REPRESENTATIVE, "Julien", "Barthe"),
    DemoAccount("uimm", Role.BRANCH_OFFICER, "Valérie", "Soulier"),
    DemoAccount("clee", Role.CO_LEAD, "Bruno", "Escande"),
    DemoAccount("jury", Role.JUROR, "Aurélie", "Pons"),
    DemoAccount("admin", Role.ADMINISTRATOR, "Camille", "Rouquette"),
)
