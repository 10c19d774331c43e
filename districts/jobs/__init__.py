"""What takes too long for a request, done by a worker: `request_job` is the door, `kinds` what can be asked for, `running`
the task, `queries` what the pages and the health check read.

An app registers its kinds when it is ready (kinds.register); this room knows none of them."""

EXPORT_ROWS = 40_000
"""A list of more rows is made by a job. All that a city of 659 communities has in a year is less and answered at once."""
IMPORT_ROWS = 1_000
"""A file of more rows is written by a job."""
