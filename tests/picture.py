"""A printed page as a picture: where its rules run and which cells hold ink."""

import io
import itertools

import pypdfium2

DARK, SCALE = 110, 2.0  # a grey value of 255; pixels a point


def picture(pdf, page=0):
    """One page of a PDF (bytes) in grey, as a Pillow image."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return document[page].render(scale=SCALE, grayscale=True).to_pil()


def _runs(positions):
    """Neighbouring positions as one: its middle."""
    groups = []
    for each in positions:
        if groups and each - groups[-1][-1] <= 2:
            groups[-1].append(each)
        else:
            groups.append([each])
    return [sum(group) / len(group) for group in groups]


def _share_dark(line):
    return sum(value < DARK for value in line) / len(line)


def grid(image):
    """(xs of the vertical rules, ys of the horizontal ones) of the one table on a page, in pixels."""
    width, height = image.size
    data = image.tobytes()
    ys = _runs([y for y in range(height) if _share_dark(data[y * width : (y + 1) * width]) > 0.6])
    top, bottom = round(ys[0]) + 3, round(ys[-1]) - 3
    xs = _runs(
        [x for x in range(width) if _share_dark(data[top * width + x : bottom * width + x : width]) > 0.6]
    )
    return xs, ys


def inked(image, xs, ys):
    """Row by row, whether each cell of the grid holds ink away from its rules."""
    return [
        [
            _has_ink(image.crop((round(left) + 3, round(top) + 3, round(right) - 2, round(bottom) - 2)))
            for left, right in _pairs(xs)
        ]
        for top, bottom in _pairs(ys)
    ]


def touching(image, xs, ys):
    """Cells (row, column) whose ink comes as near as two pixels to a rule: a text that is cut off."""
    found = []
    for row, (top, bottom) in enumerate(_pairs(ys)):
        for column, (left, right) in enumerate(_pairs(xs)):
            box = (round(left) + 3, round(top) + 3, round(right) - 2, round(bottom) - 2)
            cell = image.crop(box)
            width, height = cell.size
            edges = [
                (0, 0, width, 1),
                (0, height - 1, width, height),
                (0, 0, 1, height),
                (width - 1, 0, width, height),
            ]
            if any(_has_ink(cell.crop(edge)) for edge in edges):
                found.append((row, column))
    return found


def _has_ink(image):
    return image.size[0] > 0 and image.size[1] > 0 and image.getextrema()[0] < DARK


def _pairs(positions):
    return list(itertools.pairwise(positions))
