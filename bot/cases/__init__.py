"""What must survive: the inbox, the cases and their states, settings, and the engine that runs them."""
