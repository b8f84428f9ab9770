"""Who wrote to whom, as a graph for Gephi, Cytoscape, yEd, igraph or NetworkX: GEXF or GraphML.

A node is a person, an edge all messages of one person to another. Both formats are small, so no
graph library is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from mailrecon.errors import WriteError
from mailrecon.model import Archive, Message, Person
from mailrecon.recipe import recipe_of
from mailrecon.writers.atomic import atomic_file

GEXF = "http://gexf.net/1.3"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
# Characters that XML 1.0 cannot represent (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Value = str | int


class Node(Struct):
    """A person: the number of messages they sent and received, and of people they did so with."""

    key: str
    label: str
    address: str = ""
    role: str = ""
    organisation: str = ""
    sent: int = 0
    received: int = 0
    degree_out: int = 0
    degree_in: int = 0
    degree: int = 0


class Edge(Struct):
    """All messages of one person to another: their number by field, the first and last date."""

    source: str
    target: str
    weight: int = 0
    to: int = 0
    cc: int = 0
    bcc: int = 0
    first: str = ""
    last: str = ""


class Network(Struct):
    """Nodes by key, and edges by the keys of both ends; in the order of the first message."""

    nodes: dict[str, Node]
    edges: dict[tuple[str, str], Edge]


_NODE_FIELDS = ("address", "role", "organisation", "sent", "received")
_DEGREES = ("degree_out", "degree_in", "degree")
_EDGE_FIELDS = ("to", "cc", "bcc", "first", "last")


def network(archive: Archive) -> Network:
    """Who wrote to whom in an archive. Wholly redacted people are left out."""
    found = Network({}, {})
    for message in archive.messages:
        if message.originator is None:
            continue
        source = _node(found, message.originator)
        if source is None:
            continue
        source.sent += 1
        got = set()
        for name, people in (("to", message.to), ("cc", message.cc), ("bcc", message.bcc)):
            for person in people:
                target = _node(found, person)
                # Somebody in both To and Cc receives the message once.
                if target is None or target.key in got:
                    continue
                got.add(target.key)
                target.received += 1
                edge = found.edges.setdefault(
                    (source.key, target.key), Edge(source.key, target.key)
                )
                edge.weight += 1
                setattr(edge, name, getattr(edge, name) + 1)
                _date(edge, message)
    _count_degrees(found)
    return found


def _node(found: Network, person: Person) -> Node | None:
    """The person's node, made if needed; its details are the first that are printed."""
    name = person.canonical or person.name
    key = person.person or name or person.address
    if not key:
        return None
    node = found.nodes.get(key)
    if node is None:
        node = found.nodes[key] = Node(key, name or person.address or key)
    node.address = node.address or person.address or ""
    node.role = node.role or person.job or ""
    node.organisation = node.organisation or person.organisation or ""
    return node


def _date(edge: Edge, message: Message) -> None:
    if message.when is None:
        return
    local: datetime = message.when.local
    day = local.date().isoformat()
    edge.first = min(edge.first or day, day)
    edge.last = max(edge.last, day)


def _count_degrees(found: Network) -> None:
    neighbours: dict[str, set[str]] = {key: set() for key in found.nodes}
    for edge in found.edges.values():
        found.nodes[edge.source].degree_out += 1
        found.nodes[edge.target].degree_in += 1
        neighbours[edge.source].add(edge.target)
        neighbours[edge.target].add(edge.source)
    for key, others in neighbours.items():
        found.nodes[key].degree = len(others - {key})


def write_network(archive: Archive, path: Path, *, force: bool) -> Network:
    """Write an archive as a network; the suffix (.gexf, .graphml) is the format.

    Raises WriteError.
    """
    makers = {".gexf": _gexf, ".graphml": _graphml}
    make = makers.get(path.suffix.lower())
    if make is None:
        raise WriteError(f"{path}: the network is written as .gexf or .graphml; name it so")
    found = network(archive)
    tree = ElementTree.ElementTree(make(found, recipe_of(archive).text()))
    ElementTree.indent(tree)
    with atomic_file(path, force=force) as out:
        tree.write(out, encoding="utf-8", xml_declaration=True)
        out.write(b"\n")
    return found


def _gexf(found: Network, recipe: str) -> ElementTree.Element:
    root = ElementTree.Element("gexf", {"xmlns": GEXF, "version": "1.3"})
    meta = ElementTree.SubElement(root, "meta")
    ElementTree.SubElement(meta, "description").text = _clean(recipe)
    graph = ElementTree.SubElement(root, "graph", {"defaultedgetype": "directed"})
    names = (*_NODE_FIELDS, *_DEGREES)
    for kind, fields, example in (
        ("node", names, Node("", "")),
        ("edge", _EDGE_FIELDS, Edge("", "")),
    ):
        listed = ElementTree.SubElement(graph, "attributes", {"class": kind})
        for name in fields:
            value_type = "integer" if isinstance(getattr(example, name), int) else "string"
            ElementTree.SubElement(
                listed, "attribute", {"id": name, "title": name, "type": value_type}
            )
    nodes = ElementTree.SubElement(graph, "nodes")
    for node in found.nodes.values():
        one = ElementTree.SubElement(nodes, "node", _plain(id=node.key, label=node.label))
        _values(one, node, names)
    edges = ElementTree.SubElement(graph, "edges")
    for number, edge in enumerate(found.edges.values()):
        keys = {"id": str(number), "source": edge.source, "target": edge.target}
        one = ElementTree.SubElement(edges, "edge", _plain(**keys, weight=str(edge.weight)))
        _values(one, edge, _EDGE_FIELDS)
    return root


def _values(parent: ElementTree.Element, item: Node | Edge, fields: Sequence[str]) -> None:
    values = ElementTree.SubElement(parent, "attvalues")
    for name, value in _filled(item, fields):
        ElementTree.SubElement(values, "attvalue", _plain(**{"for": name, "value": value}))


def _graphml(found: Network, recipe: str) -> ElementTree.Element:
    root = ElementTree.Element("graphml", {"xmlns": GRAPHML})
    ElementTree.SubElement(root, "desc").text = _clean(recipe)
    names = ("label", *_NODE_FIELDS, *_DEGREES)
    edge_names = ("weight", *_EDGE_FIELDS)
    for kind, fields, example in (
        ("node", names, Node("", "")),
        ("edge", edge_names, Edge("", "")),
    ):
        for name in fields:
            value_type = "int" if isinstance(getattr(example, name), int) else "string"
            keys = {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": value_type}
            ElementTree.SubElement(root, "key", keys)
    graph = ElementTree.SubElement(root, "graph", {"id": "mail", "edgedefault": "directed"})
    for node in found.nodes.values():
        one = ElementTree.SubElement(graph, "node", _plain(id=node.key))
        _data(one, "node", node, names)
    for number, edge in enumerate(found.edges.values()):
        keys = {"id": f"e{number}", "source": edge.source, "target": edge.target}
        one = ElementTree.SubElement(graph, "edge", _plain(**keys))
        _data(one, "edge", edge, edge_names)
    return root


def _data(parent: ElementTree.Element, kind: str, item: Node | Edge, fields: Sequence[str]) -> None:
    for name, value in _filled(item, fields):
        ElementTree.SubElement(parent, "data", {"key": f"{kind}-{name}"}).text = _clean(value)


def _filled(item: Node | Edge, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The values that are known: all numbers, and strings that are not empty."""
    for name in fields:
        value: Value = getattr(item, name)
        if value != "":
            yield name, str(value)


def _plain(**values: str) -> dict[str, str]:
    return {name: _clean(value) for name, value in values.items()}


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
