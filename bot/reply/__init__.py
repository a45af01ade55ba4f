"""Replies: a `Diagnosis` becomes Block Kit and plain text. Pure functions."""
