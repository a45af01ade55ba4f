"""Checks: one question to DNS or SMTP becomes a `Finding`. The only network outside Slack."""
