"""The playground: a stand-in Slack workspace with a web page and a small name server."""
