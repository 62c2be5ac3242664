"""The few settings: flags of commands first, then ``LICENSING_…`` in the environment, then these defaults."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from licensing.domain.errors import UsageError


class Settings(BaseSettings):
    """Where the store is, in which language people read, and whose Prefect server is used."""

    model_config = SettingsConfigDict(env_prefix="LICENSING_", extra="ignore", frozen=True)

    store: str = Field(default="licensing.db", description="path of a SQLite store, or a postgresql:// URL")
    lang: Literal["en", "ja"] = Field(default="en", description="language of labels")
    prefect_url: str | None = Field(
        default=None, description="API of a Prefect server of your own; without it a server beside the store is used"
    )

    @classmethod
    def of(cls, **given: str) -> Self:
        """Give the settings, those given first. Raises :class:`UsageError` that names the variable that is wrong."""
        try:
            return cls(**given)  # type: ignore[arg-type] # checked here
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise UsageError(
                f"LICENSING_{str(first['loc'][0]).upper()} is {first['input']!r}. {first['msg']}.",
                next_step="See `licensing config show --help`.",
            ) from error
