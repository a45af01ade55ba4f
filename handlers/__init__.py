"""One file for each thing that Slack can send; thin: payload → case → done."""
