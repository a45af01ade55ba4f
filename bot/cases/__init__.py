"""What must survive a kill: the inbox, the cases and where they stand, the engine that runs them, the poster."""
