"""The sentences that the code can say of a document: as written there, with `{}` for values."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

# Which argument of a call is a sentence for people, by the function's name
_SAYS = {"Notice": 1, "notice": 1, "warn": 0, "edited": 3}
_ERRORS = {"ReadError": 0, "MailreconError": 0}
_VALUE = "{}"


def sentences(path: Path, *, errors: bool = False) -> Iterator[str]:
    """The sentences of a module; with `errors`, those of its errors."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = _assigned(tree.body)
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for scope in (tree, *scopes):
        names = {**constants, **(_assigned(list(_own(scope))) if scope is not tree else {})}
        for node in _own(scope):
            if (told := _told(node, errors=errors)) is not None:
                yield from _alternatives(told, names)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module or function, without those of functions in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _told(node: ast.AST, *, errors: bool) -> ast.expr | None:
    if not isinstance(node, ast.Call):
        # `faults_of`: a generator of sentences
        if errors or not isinstance(node, ast.Yield) or node.value is None:
            return None
        return node.value if " is " in ast.dump(node.value) else None
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name == "add" and "faults" in ast.dump(node.func) and not errors:
        return node.args[0]
    place = (_ERRORS if errors else _SAYS).get(name)
    return node.args[place] if place is not None and place < len(node.args) else None


def _assigned(body: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each name is set to; names that are set together get parts of one expression."""
    found: dict[str, list[ast.expr]] = {}
    for node in body:
        if not isinstance(node, ast.Assign):
            continue
        (target,) = node.targets[:1]
        if isinstance(target, ast.Name):
            found.setdefault(target.id, []).append(node.value)
        elif isinstance(target, ast.Tuple):
            for place, name in enumerate(target.elts):
                if isinstance(name, ast.Name):
                    part = ast.Subscript(node.value, ast.Constant(place), ast.Load())
                    found.setdefault(name.id, []).append(part)
    return found


def _alternatives(told: ast.expr, names: Mapping[str, list[ast.expr]]) -> set[str]:
    """All that an expression can say: each condition holds everywhere in it, or nowhere."""
    conditions: set[str] = set()
    _said(told, names, {}, conditions)
    found = set()
    for answers in product((True, False), repeat=len(conditions)):
        found |= _said(told, names, dict(zip(sorted(conditions), answers, strict=True)), set())
    return found


def _said(
    told: ast.expr,
    names: Mapping[str, list[ast.expr]],
    answers: Mapping[str, bool],
    conditions: set[str],
) -> set[str]:
    def inner(one: ast.expr) -> set[str]:
        return _said(one, names, answers, conditions)

    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        return {told.value}
    if isinstance(told, ast.JoinedStr):
        return {"".join(parts) for parts in product(*map(inner, told.values))}
    if isinstance(told, ast.FormattedValue):
        return inner(told.value)
    if isinstance(told, ast.IfExp):
        asked = ast.dump(told.test)
        conditions.add(asked)
        branches = [told.body, told.orelse]
        chosen = branches if asked not in answers else [branches[not answers[asked]]]
        return set().union(*map(inner, chosen))
    if isinstance(told, ast.Subscript) and isinstance(told.value, (ast.IfExp, ast.Tuple)):
        if isinstance(told.value, ast.Tuple):
            return inner(told.value.elts[told.slice.value])  # type: ignore[attr-defined]
        one = told.value
        parts = [ast.Subscript(branch, told.slice, ast.Load()) for branch in (one.body, one.orelse)]
        return inner(ast.IfExp(one.test, *parts))
    if isinstance(told, ast.Name) and told.id in names:
        return set().union(*(inner(value) for value in names[told.id]))
    return {_VALUE}
