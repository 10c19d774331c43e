"""A year's due days and each district's declared number and target: the page 年度 and its one door."""
