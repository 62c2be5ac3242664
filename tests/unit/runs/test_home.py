"""The environment in which Prefect works for us knows nothing of its user's own Prefect."""

from __future__ import annotations

from pathlib import Path

import pytest

from licensing.runs.home import PrefectHome, isolated_environment

HOME = PrefectHome.beside(Path("/stores/demo"))
API = "http://127.0.0.1:4200/api"


@pytest.fixture
def company(monkeypatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example.com/api")
    monkeypatch.setenv("PREFECT_API_KEY", "pnu_1")
    monkeypatch.setenv("PREFECT_PROFILE", "company")
    monkeypatch.setenv("PREFECT_TASKS_DEFAULT_RETRIES", "7")
    monkeypatch.setenv("LICENSING_STORE", "sqlite:////stores/demo")


def test_the_home_lies_beside_the_store():
    assert HOME.folder == Path("/stores/demo/prefect")


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("api_url", [None, API])
def test_nothing_of_the_users_prefect_leaks_in(api_url):
    environment = isolated_environment(HOME, api_url)
    assert environment.get("PREFECT_API_URL") == api_url
    assert "PREFECT_API_KEY" not in environment
    assert "PREFECT_TASKS_DEFAULT_RETRIES" not in environment
    assert environment["PREFECT_PROFILE"] == "licensing"
    assert environment["PREFECT_HOME"] == "/stores/demo/prefect"
    assert environment["PREFECT_PROFILES_PATH"] == "/stores/demo/prefect/profiles.toml"


@pytest.mark.usefixtures("company")
def test_everything_else_of_the_environment_stays():
    assert isolated_environment(HOME, API)["LICENSING_STORE"] == "sqlite:////stores/demo"


@pytest.mark.usefixtures("company")
def test_a_server_the_user_named_gets_the_users_key_and_no_other_setting():
    environment = isolated_environment(HOME, API, keep_credentials=True)
    assert environment["PREFECT_API_KEY"] == "pnu_1"
    assert "PREFECT_TASKS_DEFAULT_RETRIES" not in environment


@pytest.mark.usefixtures("company")
def test_a_server_the_user_named_may_ask_for_its_tokens():
    name = "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED"
    assert name not in isolated_environment(HOME, API, keep_credentials=True)
    assert isolated_environment(HOME, API)[name] == "false"


@pytest.mark.parametrize("api_url", [None, API])
def test_nobody_is_told_that_prefect_is_used(api_url):
    environment = isolated_environment(HOME, api_url)
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] == "false"
    assert environment["PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY"] == "false"
    assert environment["PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS"] == "false"


def test_a_company_proxy_is_kept_from_this_machine_without_losing_its_other_exceptions(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "intranet.example.com")
    environment = isolated_environment(HOME, API)
    assert environment["NO_PROXY"] == environment["no_proxy"] == "intranet.example.com,127.0.0.1,localhost"


@pytest.mark.parametrize("silent", ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "PREFECT_INTERNAL_LOGGING_LEVEL"])
def test_the_server_may_speak_in_its_log_and_a_run_stays_silent(silent: str):
    assert silent not in isolated_environment(HOME, None)
    assert isolated_environment(HOME, API)[silent] == "CRITICAL"
