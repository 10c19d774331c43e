"""One's own account: signing in, with a second factor, how long a session lasts, the password, the address for mail."""
