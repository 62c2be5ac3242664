"""The few settings: flags of commands first, then ``LICENSING_…`` in the environment, then these defaults."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the store is, in which language people read, and whose Prefect server is used."""

    model_config = SettingsConfigDict(env_prefix="LICENSING_", extra="ignore", frozen=True)

    store: str = Field(default="licensing.db", description="path of a SQLite store, or a postgresql:// URL")
    lang: Literal["en", "ja"] = Field(default="en", description="language of labels")
    prefect_url: str | None = Field(
        default=None, description="API of a Prefect server of your own; without it a server beside the store is used"
    )
