"""A new year from the last one: days, numbers, rubric and who takes part, on one page and through one door."""
