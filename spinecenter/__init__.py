"""The web project: settings, addresses and server entry points."""
