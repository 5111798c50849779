import hashlib

import pytest
from django.core.exceptions import ValidationError

from accounts.breached import BreachedPasswordValidator

LEAKED = [f"mot-de-passe-{number}" for number in range(200)]


def sha1(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


@pytest.fixture(params=["", ":42"], ids=["hashes", "with counts"])
def validator(tmp_path, request):
    path = tmp_path / "leaked.txt"
    path.write_text("\n".join(sorted(sha1(p) + request.param for p in LEAKED)) + "\n")
    return BreachedPasswordValidator(path)


def test_every_leaked_password_is_refused(validator):
    for password in LEAKED:
        with pytest.raises(ValidationError, match="fuite de données"):
            validator.validate(password)


def test_the_others_are_not(validator):
    for number in range(200):
        validator.validate(f"un-autre-secret-{number}")


def test_an_empty_file_refuses_nothing(tmp_path):
    path = tmp_path / "leaked.txt"
    path.write_text("")
    BreachedPasswordValidator(path).validate("mot-de-passe-1")
