"""The doctor: looks at everything that the bot needs, one symptom at a time, and says what to do where it is wrong."""
