"""Migrations are numbered files that the program knows by name, and that a person can add to."""

from __future__ import annotations

import shutil
from pathlib import Path

from alembic.config import Config
from alembic.config import main as alembic
from alembic.script import ScriptDirectory

from licensing.store import schema

ROOT = Path(__file__).resolve().parents[3]


def test_the_program_knows_every_migration():
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(script.revision for script in reversed(scripts)) == schema.REVISIONS
    assert all(Path(script.path).name.startswith(f"{script.revision}_") for script in scripts)


def test_migrations_are_found_at_the_top_of_the_repository():
    assert schema.migrations_folder() == ROOT / "migrations"


def test_migrations_are_found_inside_an_installed_package(tmp_path, monkeypatch):
    bundled = tmp_path / "licensing" / "_bundled" / "migrations"
    bundled.mkdir(parents=True)
    monkeypatch.setattr(schema, "files", lambda name: tmp_path / name)
    assert schema.migrations_folder() == bundled


def test_a_person_can_write_the_next_migration_from_the_template(database, path, tmp_path):
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    own = ["-c", str(folder / "alembic.ini"), "-x", f"store={path}"]
    alembic([*own, "check"])
    alembic([*own, "revision", "--autogenerate", "-m", "keep something more"])
    (newest,) = (folder / "versions").glob("*_keep_something_more.py")
    number = f"{int(schema.REVISIONS[-1]) + 1:04}"
    text = newest.read_text(encoding="utf-8")
    assert newest.name.startswith(number)
    assert "House rules" in text
    assert f"revision = '{number}'" in text
    assert f"down_revision = '{schema.REVISIONS[-1]}'" in text
    alembic([*own, "upgrade", "head"])
    with database.connected() as connection:
        assert schema.schema(connection) is schema.Schema.NEWER


def test_every_migration_carries_the_house_rules_and_imports_nothing_of_the_package():
    for migration in (ROOT / "migrations" / "versions").glob("*.py"):
        text = migration.read_text(encoding="utf-8")
        assert "House rules" in text
        assert "import licensing" not in text
        assert "from licensing" not in text
