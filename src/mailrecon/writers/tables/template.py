"""Templates: the columns of a load file, by the headings that a review platform expects.

A template is a TOML file with one table, `fields`, which maps each heading to the field of
`docs/outputs.md` that fills it, in the order of the columns:

    [fields]
    "Begin Bates" = "BEGDOC"
    "Email From" = "FROM"

Templates for some platforms are included; users can write their own.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from mailrecon.errors import WriteError

# Between heading and field in `WriteOptions.fields`.
SEPARATOR = "="
TEMPLATES = ("concordance", "disco", "everlaw", "nuix", "relativity")


def read_template(name: str, known: Collection[str]) -> tuple[str, ...]:
    """The columns of a template, each as `Heading=FIELD`; `name` is one of TEMPLATES or a path.

    Raises WriteError if it cannot be read, or names a field that is not `known`.
    """
    import tomllib  # few commands name a template

    try:
        if name in TEMPLATES:
            file = files("mailrecon.writers").joinpath("templates", f"{name}.toml")
            text = file.read_text("utf-8")
        else:
            text = Path(name).read_text("utf-8")
        fields = tomllib.loads(text).get("fields")
    except OSError as error:
        raise WriteError(
            f"{name}: is not a template ({', '.join(TEMPLATES)}), and cannot be read as a file "
            f"({error.strerror})"
        ) from error
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise WriteError(f"{name}: is not TOML ({error})") from error
    if not isinstance(fields, dict) or not fields:
        raise WriteError(f'{name}: has no table [fields] with lines like "Begin Bates" = "BEGDOC"')
    for heading, field in fields.items():
        if field not in known:
            raise WriteError(
                f"{name}: {heading!r} uses {field!r}, which is not a field; "
                f"known: {', '.join(sorted(known))}"
            )
    return tuple(f"{heading}{SEPARATOR}{field}" for heading, field in fields.items())


def headings(columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """The heading and the field of each column, from `WriteOptions.fields`."""
    pairs = (column.rpartition(SEPARATOR) for column in columns)
    return [(heading, field) for heading, _, field in pairs]
