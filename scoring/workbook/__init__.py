"""The score workbook: a district's sheets of a year taken out to Excel, worked on offline, and brought back.

`layout` says what stands where, both ways; `write` makes the file; `read` and `check` judge one that comes back, `plan`
compares it with what stands, `bring_back` writes it. The entry sheet is plain rows: no formulas, nothing locked.
"""
