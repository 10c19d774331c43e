"""Pictures of numbers: marks and words first (marks, and the modules that draw), then the page, the PDF and Word show the same
one (files). Knows no rows of the database."""

from .picture import Picture

__all__ = ["Picture"]
