"""What makes two photos nearly the same, whatever their size and compression: a 64-bit difference hash."""

from itertools import pairwise

from PIL import Image

ACROSS, DOWN = 8, 8
BANDS = 4  # so many parts of 16 bits; among hashes that differ in at most BANDS - 1 bits one part is equal
NEAR = BANDS - 1
VISIBLE = 4  # grey levels of 255 between neighbours that are no accident of compression
STRUCTURE = 24  # so many of the 64 steps must be visible: a blank wall resembles every other


def likeness(picture):
    """Four numbers of 16 bits, each bit saying whether the picture gets brighter from one of 9 × 8 fields to the next;
    None for a picture with too little in it to tell it from others."""
    grey = picture.convert("L").resize((ACROSS + 1, DOWN), Image.Resampling.LANCZOS).tobytes()
    rows = [grey[start : start + ACROSS + 1] for start in range(0, len(grey), ACROSS + 1)]
    steps = [right - left for row in rows for left, right in pairwise(row)]
    if sum(abs(step) >= VISIBLE for step in steps) < STRUCTURE:
        return None
    size = len(steps) // BANDS
    return tuple(_number(steps[start : start + size]) for start in range(0, len(steps), size))


def _number(steps):
    return sum((step > 0) << place for place, step in enumerate(steps))


def distance(one, other):
    """In how many of the 64 bits two hashes differ."""
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))
