"""Small mistakes to plant in the rules: what can be changed in a module, and the module so changed.

Docstrings, type hints, decorators, log calls and the wording of messages are left alone.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NOT_PLANTED_IN = frozenset({"__repr__", "__str__", "__all__", "__slots__"})
_LOG = re.compile(r"_?(log|logger)\.\w+$|logging\..*")


@dataclass(frozen=True)
class Mutant:
    """``nth``: which of the module's mutants; ``key`` stays while its function doesn't change.

    ``where``: function or class, dotted; "" at the module's top. ``names``: the constant, field or function
    to look for, if the line itself runs only at import.
    """

    path: Path
    nth: int
    key: str
    kind: str
    where: str
    first_line: int
    last_line: int
    names: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True)
class _Place:
    where: tuple[str, ...]
    lines: tuple[int, int]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Site:
    kind: str
    before: str
    after: str
    plant: Callable[[], object]
    place: _Place


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of the module at ``path``, relative to the folder that this runs in."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for nth, site in enumerate(_sites(ast.parse(path.read_text(encoding="utf-8")))):
        same = (str(path), ".".join(site.place.where), site.kind, site.before, site.after)
        seen[same] += 1
        key = hashlib.sha256("\0".join((*same, str(seen[same]))).encode()).hexdigest()[:16]
        found.append(
            Mutant(
                path,
                nth,
                key,
                site.kind,
                same[1],
                *site.place.lines,
                site.place.names,
                site.before,
                site.after,
            )
        )
    return found


def planted(mutant: Mutant) -> ast.Module:
    """The module of ``mutant`` with its mistake in it."""
    tree = ast.parse(mutant.path.read_text(encoding="utf-8"))
    next(site for nth, site in enumerate(_sites(tree)) if nth == mutant.nth).plant()
    return ast.fix_missing_locations(tree)


def _sites(tree: ast.Module) -> Iterator[_Site]:
    yield from _in_block(tree.body, (), False)


def _in_block(block: list[ast.stmt], where: tuple[str, ...], in_function: bool) -> Iterator[_Site]:
    for nth, statement in enumerate(block):
        if isinstance(statement, ast.ClassDef):
            yield from _in_block(statement.body, (*where, statement.name), in_function)
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if statement.name not in _NOT_PLANTED_IN:
                inside = (*where, statement.name)
                place = _Place(inside, (statement.body[0].lineno, statement.end_lineno or 0))
                for default in (*statement.args.defaults, *statement.args.kw_defaults):
                    if default is not None:
                        yield from _in_expression(default, place, "default ")
                yield from _in_block(statement.body, inside, True)
        elif not _left_alone(statement):
            yield from _in_statement(statement, block, nth, where, in_function)


def _in_statement(
    statement: ast.stmt, block: list[ast.stmt], nth: int, where: tuple[str, ...], in_function: bool
) -> Iterator[_Site]:
    inner = [getattr(statement, name, None) or [] for name in ("body", "orelse", "finalbody")]
    inner += [part.body for name in ("handlers", "cases") for part in getattr(statement, name, ())]
    last = inner[0][0].lineno - 1 if inner[0] else statement.end_lineno or 0
    names = () if in_function else _assigned(statement) or where[-1:]
    place = _Place(where, (statement.lineno, max(statement.lineno, last)), names)
    yield from _as_a_whole(statement, block, nth, place)
    if isinstance(statement, (ast.If, ast.While)):
        yield _negated(statement, statement.test, place)
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None and not in_function:
        yield from _members(statement.value, place)
    for name, value in ast.iter_fields(statement):
        if not isinstance(statement, ast.Raise) and name not in {"annotation", "targets", "target"}:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, (ast.expr, ast.withitem)):
                    yield from _in_expression(part, place, "" if in_function else "default ")
    for part in inner:
        yield from _in_block(part, where, in_function)


def _as_a_whole(statement: ast.stmt, block: list[ast.stmt], nth: int, place: _Place) -> Iterator[_Site]:
    new: ast.stmt
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        kind, new = "call", ast.Pass()
    elif isinstance(statement, ast.Return) and not _is_plain(statement.value):
        kind, new = "return", ast.Return(ast.Constant(None))
    elif isinstance(statement, (ast.Break, ast.Continue)):
        kind, new = "loop", ast.Continue() if isinstance(statement, ast.Break) else ast.Break()
    elif isinstance(statement, ast.AugAssign) and type(statement.op) in _COMPUTED:
        yield _changed(statement, "arithmetic", "op", _COMPUTED[type(statement.op)](), place)
        return
    else:
        return
    ast.copy_location(new, statement)
    yield _Site(kind, ast.unparse(statement), ast.unparse(new), lambda: block.__setitem__(nth, new), place)


def _in_expression(root: ast.AST, place: _Place, stage: str) -> Iterator[_Site]:
    for node in _walk(root):
        if isinstance(node, ast.Compare):
            for nth, compared in enumerate(node.ops):
                ops = [*node.ops[:nth], _COMPARED[type(compared)](), *node.ops[nth + 1 :]]
                yield _changed(node, "comparison", "ops", ops, place)
        elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
            if not (_has_text(node) or (stage and isinstance(node.op, ast.BitOr))):
                yield _changed(node, "arithmetic", "op", _COMPUTED[type(node.op)](), place)
        elif isinstance(node, ast.BoolOp):
            new = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _changed(node, "and or", "op", new, place)
        elif isinstance(node, ast.IfExp):
            yield _negated(node, node.test, place)
        elif isinstance(node, ast.comprehension):
            for nth, test in enumerate(node.ifs):
                yield _negated(node, test, place, nth)
        elif isinstance(node, ast.Constant):
            for value in _other_values(node.value):
                yield _changed(node, f"{stage}constant", "value", value, place)


def _changed(node: ast.AST, kind: str, field: str, value: object, place: _Place) -> _Site:
    old, before = getattr(node, field), ast.unparse(node)
    setattr(node, field, value)
    after = ast.unparse(node)
    setattr(node, field, old)
    return _Site(kind, before, after, lambda: setattr(node, field, value), place)


def _negated(node: ast.AST, test: ast.expr, place: _Place, nth: int | None = None) -> _Site:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        new = test.operand
    else:
        new = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)

    def plant() -> None:
        if isinstance(node, ast.comprehension) and nth is not None:
            node.ifs[nth] = new
        else:
            node.test = new  # type: ignore[attr-defined]

    return _Site("negation", ast.unparse(test), ast.unparse(new), plant, place)


def _members(value: ast.expr, place: _Place) -> Iterator[_Site]:
    """One member left out of a set, list, tuple or dictionary that stands at the top."""
    if isinstance(value, ast.Subscript):  # a type
        return
    for node in _walk(value):
        lists: list[list[ast.expr]] = []
        if isinstance(node, ast.Dict):
            lists = [cast("list[ast.expr]", node.keys), node.values]
        elif isinstance(node, (ast.Set, ast.List)) or (node is value and isinstance(node, ast.Tuple)):
            lists = [node.elts]
        for nth, member in enumerate(lists[0] if lists and len(lists[0]) > 1 else ()):

            def plant(lists: list[list[ast.expr]] = lists, nth: int = nth) -> None:
                for members in lists:
                    del members[nth]

            if member is not None:
                yield _Site("member", ast.unparse(member), "left out", plant, place)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Every expression in ``node``, but none in a message, nor ``zip``'s ``strict``."""
    if not isinstance(node, ast.JoinedStr):
        yield node
        for child in ast.iter_child_nodes(node):
            if not (isinstance(child, ast.keyword) and child.arg == "strict"):  # a check of our own code
                yield from _walk(child)


def _left_alone(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return bool(_LOG.match(ast.unparse(statement.value.func)))
    return bool(_NOT_PLANTED_IN & {*_assigned(statement)}) or (
        isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"
    )


def _other_values(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, (int, float)):
        return tuple(dict.fromkeys((value + 1, value - 1, value * 2 if value else value + 1)))
    return ()


def _assigned(statement: ast.stmt) -> tuple[str, ...]:
    targets = (
        statement.targets
        if isinstance(statement, ast.Assign)
        else [statement.target]
        if isinstance(statement, ast.AnnAssign)
        else []
    )
    return tuple(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_plain(value: ast.expr | None) -> bool:
    """Is ``None`` as good? And ``True`` and ``False`` are turned round as constants."""
    return value is None or (
        isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))
    )


def _has_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )
