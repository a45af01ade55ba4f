"""The watch's rules as functions of data: what a reading changes, and when the next one is due."""
