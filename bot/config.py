"""Settings from the environment or `.env`, every one checked at start, with a sentence for the person who set it."""

from __future__ import annotations

import base64
import ipaddress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_SLACK_API_URL = "https://slack.com/api/"
DNS_PORT = 53
_KEY_BYTES = 32


class ConfigError(ValueError):
    """A setting is missing or wrong; the message names it and says what it takes."""


class Settings(BaseSettings):
    """Everything that can be set. Names are the environment variables of the README's table.

    Durations are seconds, sizes bytes.
    """

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_client_id: str | None = Field(None, validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, validation_alias="SLACK_CLIENT_SECRET")
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field((), validation_alias="SMTP550_ENCRYPTION_KEYS")
    slack_api_url: str = Field(DEFAULT_SLACK_API_URL, validation_alias="SLACK_API_URL")

    host: str = Field("127.0.0.1", validation_alias="SMTP550_HOST")
    port: int = Field(3550, ge=0, le=65535, validation_alias="SMTP550_PORT")
    status_pages: bool = Field(False, validation_alias="SMTP550_STATUS_PAGES")
    data_dir: Path = Field(Path("data"), validation_alias="SMTP550_DATA_DIR")
    database_url: str | None = Field(None, validation_alias="SMTP550_DATABASE_URL")
    nameservers: Annotated[tuple[str, ...], NoDecode] = Field((), validation_alias="SMTP550_NAMESERVERS")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", validation_alias="SMTP550_LOG_LEVEL")
    log_format: Literal["auto", "json", "console"] = Field("auto", validation_alias="SMTP550_LOG_FORMAT")
    retention_days: int = Field(7, ge=0, le=7, validation_alias="SMTP550_RETENTION_DAYS")
    user_limit: int = Field(300, ge=0, le=1_000_000, validation_alias="SMTP550_USER_LIMIT")
    channel_limit: int = Field(1_000, ge=0, le=1_000_000, validation_alias="SMTP550_CHANNEL_LIMIT")
    workspace_limit: int = Field(20_000, ge=0, le=1_000_000, validation_alias="SMTP550_WORKSPACE_LIMIT")
    spamhaus_dqs_key: SecretStr | None = Field(None, validation_alias="SMTP550_SPAMHAUS_DQS_KEY")
    abusix_key: SecretStr | None = Field(None, validation_alias="SMTP550_ABUSIX_KEY")

    @field_validator(
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "slack_client_secret",
        "spamhaus_dqs_key",
        "abusix_key",
    )
    @classmethod
    def _one_word(cls, value: SecretStr | None) -> SecretStr | None:
        """A secret as it was meant: blank is unset, blanks around it are dropped, none is inside it.

        It travels in HTTP headers and DNS names, which take visible ASCII only.
        """
        word = value.get_secret_value().strip() if value else ""
        if not all("!" <= character <= "~" for character in word):
            raise ValueError("has a blank, a line break or a strange character in it: copy it again, as one word")
        return SecretStr(word) if word else None

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError("a bot token begins with xoxb- (Slack: your app → OAuth & Permissions)")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xapp-"):
            raise ValueError("an app-level token begins with xapp- (Slack: your app → Basic Information)")
        return value

    @field_validator("slack_client_id", mode="before")
    @classmethod
    def _blank_is_unset(cls, value: object) -> object:
        return value.strip() or None if isinstance(value, str) else value

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        """Keys of 32 bytes in URL-safe base 64 (https://github.com/fernet/spec), the newest first."""
        if not isinstance(value, str):
            return value
        keys = tuple(part.strip() for part in value.split(",") if part.strip())
        if not all(_is_key(key) for key in keys):
            raise ValueError("takes keys as `smtp550 keys new` prints them, separated by commas, the newest first")
        return keys

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("takes a URL, such as https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("nameservers", mode="before")
    @classmethod
    def _nameservers(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _one_dns_port(self) -> Settings:
        ports = {port for _, port in self.nameserver_addresses}
        if len(ports) > 1:
            raise ValueError("SMTP550_NAMESERVERS: all entries must have the same port (a limit of c-ares)")
        return self

    @property
    def serves_many(self) -> bool:
        """Whether workspaces install the app by themselves (OAuth); a bot token means the one that it belongs to."""
        return self.slack_bot_token is None and self.slack_client_id is not None

    @property
    def nameserver_addresses(self) -> tuple[tuple[str, int], ...]:
        """The name servers to ask, as (IP, port); empty means the system's own."""
        return tuple(_host_and_port(entry) for entry in self.nameservers)

    @property
    def sqlite_file(self) -> Path:
        """The database file of the embedded default."""
        return (self.data_dir / "smtp550.sqlite3").absolute()

    @property
    def sqlalchemy_url(self) -> str:
        """Where cases live: `SMTP550_DATABASE_URL`, or a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.sqlite_file}"


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == _KEY_BYTES
    except ValueError:
        return False


def _host_and_port(entry: str) -> tuple[str, int]:
    host, port = entry, str(DNS_PORT)
    if entry.startswith("["):
        host, _, rest = entry[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif entry.count(":") == 1:
        host, _, port = entry.partition(":")
    try:
        address = str(ipaddress.ip_address(host))
        number = int(port)
    except ValueError:
        number = -1
        address = host
    if not 0 < number < 65536:
        raise ValueError(f"SMTP550_NAMESERVERS: {entry!r} is not an IP address with an optional port (192.0.2.1:53)")
    return address, number


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Settings from the environment, and from `env_file` for what the environment does not set.

    Raises `ConfigError` with one line for each setting that is wrong; no line shows a secret's value.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        lines = []
        for fault in error.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in fault["loc"])
            message = fault["msg"].removeprefix("Value error, ")
            lines.append(f"{name}: {message}" if name else message)
        raise ConfigError("\n".join(lines)) from None
