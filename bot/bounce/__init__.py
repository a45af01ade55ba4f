"""Reading: a pasted text or a mail becomes a `Bounce`. Pure functions, no I/O."""
