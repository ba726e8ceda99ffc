"""The web page: server-rendered, every file of it from this host."""
