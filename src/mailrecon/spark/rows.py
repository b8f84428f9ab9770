"""What the stages agree on: types of columns, and how a handle of a person is written in them."""

from __future__ import annotations

import pyarrow as pa
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

# White space to Python, so no word of a name holds it.
_BETWEEN = "\x1f"


def many(**columns: pa.DataType) -> pa.DataType:
    """The type of a list of structs with these fields."""
    return pa.list_(pa.struct(columns))


def spark_schema(schema: pa.Schema) -> StructType:
    """The same columns in Spark's types."""
    return from_arrow_schema(schema, prefer_timestamp_ntz=True)


def storable(text: str) -> str:
    """Text that UTF-8 can hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def handle_text(key: str, address: str, scope: str) -> str:
    """A printed person as one string: the parts of a handle of `thread.people.People`.

    `scope` names the document for a name that means somebody in it only, else it is empty.
    """
    plain = address.replace(_BETWEEN, " ")
    return storable(_BETWEEN.join((key, plain, scope)))


def handle_parts(text: str) -> tuple[str, str, str]:
    """Key, address and scope of a handle."""
    key, _, rest = text.partition(_BETWEEN)
    address, _, scope = rest.partition(_BETWEEN)
    return key, address, scope
