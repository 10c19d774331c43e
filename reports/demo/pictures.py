"""Drawn photos that say they are a demonstration, with what a telephone writes into a real one."""

import io
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from scoring.uploads import check

WIDTH, HEIGHT, HORIZON = 960, 720, 430
SKY, GROUND = (176, 205, 224), (139, 160, 112)
WALLS = ((214, 202, 180), (190, 178, 162), (224, 214, 196), (176, 168, 158))
WINDOW, LEAF = (92, 110, 124), (64, 110, 62)
LATIN = "DEMO - invented"
EXIF, GPS, TAKEN = 0x8769, 0x8825, 0x9003


def photo(name, seed, *, taken, kinds):
    """A street of houses and trees, another for each seed, that has gone through the door for uploads. taken: datetime."""
    file = io.BytesIO()
    street(Random(seed)).save(file, "JPEG", quality=85, exif=camera(taken))
    return check(ContentFile(file.getvalue(), name=name), kinds)


def street(rng):
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, HORIZON, WIDTH, HEIGHT), fill=GROUND)
    left = -rng.randrange(80)
    while left < WIDTH:
        width, top = rng.randrange(110, 220), HORIZON - rng.randrange(120, 360)
        house(draw, rng, left, top, left + width)
        left += width + rng.randrange(6, 60)
    for _ in range(rng.randrange(8, 16)):
        x, y, size = rng.randrange(WIDTH), rng.randrange(HORIZON - 20, HEIGHT - 60), rng.randrange(30, 90)
        draw.ellipse((x, y, x + size, y + size * 3 // 4), fill=LEAF)
    draw.text((24, HEIGHT - 60), LATIN, fill="white", font_size=36)
    return picture


def house(draw, rng, left, top, right):
    draw.rectangle((left, top, right, HORIZON), fill=rng.choice(WALLS))
    for y in range(top + 24, HORIZON - 30, 44):
        for x in range(left + 16, right - 24, 36):
            draw.rectangle((x, y, x + 18, y + 22), fill=WINDOW)


def camera(taken):
    """When, and where on the map."""
    exif = Image.Exif()
    exif.get_ifd(EXIF)[TAKEN] = taken.strftime("%Y:%m:%d %H:%M:%S")
    place = exif.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (29.0, 52.0, 12.0), "E", (121.0, 33.0, 10.0)
    return exif
