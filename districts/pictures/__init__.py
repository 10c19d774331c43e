"""Pictures of numbers: geometry and words first (picture and the modules that draw), then the page, the PDF and Word show the
same one. Knows no rows of the database."""

from .picture import Picture

__all__ = ["Picture"]
