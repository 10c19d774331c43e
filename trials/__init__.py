"""Long runs against a live site of their own: kills, crowds, scanners, fuzzing. Each prints what it counted and ends with an error
where something was lost; `make soak`, `make fuzz`, `make scan` run them, CI their short forms. docs/security.md keeps the figures."""
