"""A constant or a default changed after import, as if the module had been imported with it."""

from __future__ import annotations

import ast
import inspect
import sys
from types import FunctionType, ModuleType
from typing import Any

from bench.mutating import Mutant

_SIMPLE = (int, float, str, bool, tuple, frozenset, type(None))


def change_at_import(mutant: Mutant, tree: ast.Module) -> None:
    """Carry out again what ``mutant`` changes at the top of its module, and what follows from it there."""
    module = sys.modules[".".join(mutant.path.with_suffix("").parts)]
    at = next(
        nth
        for nth, node in enumerate(tree.body)
        if node.lineno <= mutant.first_line <= (node.end_lineno or 0)
    )
    top = tree.body[at]
    if isinstance(top, (ast.FunctionDef, ast.ClassDef)):
        scope = dict(vars(module))
        _carry_out(top, scope, mutant)
        _copy_defaults(getattr(module, top.name), scope[top.name])
        return
    changed: set[str] = set()
    for node in tree.body[at:]:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and (
            node is top or changed & _names(node, ast.Load)
        ):
            before = dict(vars(module))
            _carry_out(node, vars(module), mutant)
            for name in _names(node, ast.Store) & vars(module).keys():
                changed.add(name)
                _replace_elsewhere(module, name, before.get(name))


def _carry_out(node: ast.stmt, scope: dict[str, Any], mutant: Mutant) -> None:
    exec(compile(ast.Module([node], []), str(mutant.path.resolve()), "exec"), scope)


def _names(node: ast.AST, use: type[ast.expr_context]) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, use)}


def _replace_elsewhere(module: ModuleType, name: str, old: object) -> None:
    for other in list(sys.modules.values()):
        found = getattr(other, "__dict__", {})
        if found.get(name) is old and str(found.get("__name__", "")).startswith(("voice_coach.", "tests.")):
            found[name] = vars(module)[name]


def _copy_defaults(live: Any, new: Any) -> None:
    live, new = (inspect.unwrap(one) if callable(one) else one for one in (live, new))
    if isinstance(live, FunctionType):
        live.__defaults__, live.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    elif isinstance(live, type):
        for name, value in list(vars(new).items()):
            old = vars(live).get(name)
            if isinstance(value, (staticmethod, classmethod)) and isinstance(
                old, (staticmethod, classmethod)
            ):
                _copy_defaults(old.__func__, value.__func__)
            elif isinstance(value, FunctionType) and isinstance(old, FunctionType):
                _copy_defaults(old, value)
            elif isinstance(value, _SIMPLE) and not name.startswith("__") and value != old:
                setattr(live, name, value)
