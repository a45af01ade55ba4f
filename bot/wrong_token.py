"""Slack's errors that no waiting will mend: the token has to be replaced, or its app to be allowed more."""

from __future__ import annotations

from typing import Final

# https://docs.slack.dev/reference/methods/auth.test and …/apps.connections.open, "Errors"
WRONG_TOKEN: Final = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}
    | {"missing_scope", "no_permission", "access_denied", "ekm_access_denied", "enterprise_is_restricted"}
    | {"team_access_not_granted", "two_factor_setup_required", "accesslimited"}
)
