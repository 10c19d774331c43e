"""What is said about a file that is not taken."""


class BadUpload(Exception):
    """The file is refused; the text says what is wrong and what would be right."""
