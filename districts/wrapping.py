"""How a list of names fills lines, so that no row of an official table is too low for its text or too high
for a page."""

SEPARATOR = "、"


def width(text):
    """Width in Chinese characters: a Latin letter or digit takes half of one."""
    return sum(0.5 if ord(character) < 0x2E80 else 1 for character in text)


def lines_needed(text, characters):
    """Lines `text` takes in a column of `characters` Chinese characters, wrapped anywhere. At least 1.

    One character a line is kept free: "、" never begins a line, so the one before it moves down with it."""
    return max(1, -(-int(width(text) * 2) // int((characters - 1) * 2)))


def chunks(names, characters, lines):
    """`names` joined by 、 in pieces of at most `lines` lines each; a name is never divided. At least one."""
    pieces, current = [], []
    for name in names:
        if current and lines_needed(SEPARATOR.join([*current, name, ""]), characters) > lines:
            pieces.append(SEPARATOR.join(current) + SEPARATOR)
            current = []
        current.append(name)
    return [*pieces, SEPARATOR.join(current)]
