"""The whole site in one file, and back: every row and every kept file at one moment, with a checksum of each. Neutral: what was
written from SQLite is restored into PostgreSQL, and what an older release wrote into a newer one (docs/decisions/0035)."""
