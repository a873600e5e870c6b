"""People: log-in, second factor, sessions, invitations, roles, e-mail."""
