"""Diagnosis: a `Bounce` and its `Finding`s become a `Diagnosis`. Pure functions."""
