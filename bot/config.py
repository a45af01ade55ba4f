"""Settings from the environment or `.env`, every one checked at start, with a sentence for the person who set it."""

from __future__ import annotations

import base64
import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.sentence import Sentence

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_SLACK_API_URL = "https://slack.com/api/"
DNS_PORT = 53
_KEY_BYTES = 32
# Pydantic's own findings (https://docs.pydantic.dev/latest/errors/validation_errors/) that our settings can meet.
_SENTENCES: Final = {
    "int_parsing": "setting-number",
    "bool_parsing": "setting-yes-or-no",
    "greater_than_equal": "setting-at-least",
    "less_than_equal": "setting-at-most",
    "literal_error": "setting-one-of",
}


class SettingFault(NamedTuple):
    """The environment variable that is missing or wrong, and what it takes."""

    setting: str
    sentence: Sentence


class ConfigError(ValueError):
    """Settings are missing or wrong; no fault shows a secret's value."""

    def __init__(self, *faults: SettingFault) -> None:
        super().__init__("; ".join(f"{setting}: {sentence}" for setting, sentence in faults))
        self.faults = faults

    @classmethod
    def of(cls, setting: str, message_id: str, **variables: str) -> ConfigError:
        """The error of one setting."""
        return cls(SettingFault(setting, Sentence(message_id, variables)))


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
    move_to_url: SecretStr | None = Field(None, validation_alias="SMTP550_MOVE_TO_URL")
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
            raise PydanticCustomError("setting-one-word", "")
        return SecretStr(word) if word else None

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-")):
            raise PydanticCustomError("setting-bot-token", "")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xapp-"):
            raise PydanticCustomError("setting-app-token", "")
        return value

    @field_validator("slack_client_id", "move_to_url", mode="before")
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
            raise PydanticCustomError("setting-keys", "")
        return keys

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise PydanticCustomError("setting-url", "", {"example": DEFAULT_SLACK_API_URL})
        return value if value.endswith("/") else value + "/"

    @field_validator("nameservers", mode="before")
    @classmethod
    def _nameservers(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("nameservers")
    @classmethod
    def _addresses_with_one_port(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """All of them on the same port: c-ares knows no other way."""
        if len({port for _, port in map(_host_and_port, value)}) > 1:
            raise PydanticCustomError("setting-nameserver-ports", "")
        return value

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
        raise PydanticCustomError("setting-nameserver", "", {"entry": entry})
    return address, number


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Settings from the environment, and from `env_file` for what the environment does not set.

    Raises `ConfigError` with every setting that is wrong.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise ConfigError(*map(_setting_fault, error.errors(include_input=False, include_url=False))) from None


def _setting_fault(found: ErrorDetails) -> SettingFault:
    setting = ".".join(map(str, found["loc"]))
    kind = found["type"]
    variables = {name: str(value) for name, value in found.get("ctx", {}).items()}
    if kind.startswith("setting-"):
        return SettingFault(setting, Sentence(kind, variables))
    if kind in _SENTENCES:
        return SettingFault(setting, Sentence(_SENTENCES[kind], variables))
    return SettingFault(setting, Sentence("setting-wrong", {"reason": found["msg"]}))
