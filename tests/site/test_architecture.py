"""docs/architecture.md draws which part imports which: exactly the arrows there are."""

import ast
import re

ROOMS = (
    "greencommunity",
    "reports",
    "scoring.engine",
    "scoring",
    "districts",
)  # the narrower before the wider
ARROW = re.compile(r"^\s+(\w+) --> (\w+)$", re.MULTILINE)


def room_of(module):
    return next((room for room in ROOMS if f"{module}.".startswith(f"{room}.")), None)


def imports_of(path, module):
    """The full names of the modules a file imports."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{name.name}" for name in node.names)


def arrows(repository):
    found = set()
    for top in ("greencommunity", "reports", "scoring", "districts"):
        for path in (repository / top).rglob("*.py"):
            module = ".".join(path.relative_to(repository).with_suffix("").parts).removesuffix(".__init__")
            found |= {(room_of(module), room_of(each)) for each in imports_of(path, module)}
    return {(one, other) for one, other in found if other and one != other}


def test_the_picture_has_every_import_between_the_parts_and_no_other(repository):
    drawn = {
        tuple("scoring.engine" if room == "engine" else room for room in arrow)
        for arrow in ARROW.findall((repository / "docs/architecture.md").read_text())
    }
    assert drawn == arrows(repository)
