"""The command line: the commands in `commands`, one module for what each of them does."""
