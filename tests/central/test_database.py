"""The address of the database, and a platform that really runs on PostgreSQL (see tests/proofs for its figures)."""

from pathlib import Path

import pytest

from central.database import address_of, database

STATE = Path("/var/lib/somewhere")


def test_without_an_address_it_is_sqlite_in_the_state_folder():
    entry = database("", STATE)
    assert entry["ENGINE"] == "django.db.backends.sqlite3"
    assert entry["NAME"] == STATE / "central.db"
    assert "synchronous=EXTRA" in entry["OPTIONS"]["init_command"]


def test_an_address_names_host_port_user_password_and_options():
    entry = database("postgresql://office:p%40ss@db.example:5433/cases?sslmode=verify-full", STATE)
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example", "5433", "cases")
    assert (entry["USER"], entry["PASSWORD"]) == ("office", "p@ss")
    assert entry["OPTIONS"] == {"sslmode": "verify-full", "prepare_threshold": 0}


def test_a_socket_folder_is_a_host():
    assert database("postgresql:///cases?host=/run/postgresql", STATE)["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("address", ["mysql://u:secret-word@h/n", "postgresql://u:secret-word@h", "cases"])
def test_another_address_is_refused_in_a_sentence_without_the_password(address):
    with pytest.raises(ValueError, match="SUISHIBAN_CENTRAL_DATABASE must read") as refusal:
        database(address, STATE)
    assert "secret-word" not in str(refusal.value)


def test_the_state_folder_may_name_the_database_and_the_environment_comes_first(tmp_path):
    assert address_of(tmp_path, {}) == ""
    (tmp_path / "database").write_text("postgresql:///cases?host=/run/postgresql\n")
    assert address_of(tmp_path, {}) == "postgresql:///cases?host=/run/postgresql"
    assert address_of(tmp_path, {"SUISHIBAN_CENTRAL_DATABASE": "postgresql:///other"}) == "postgresql:///other"
