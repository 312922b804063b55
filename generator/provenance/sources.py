"""Turns the qualified name of a function into the lines at which its source stands."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from generator.provenance.nouns import Code


def find_code(function: str, sources: Mapping[str, str]) -> Code:
    """Find where a function or a class is defined; nothing is imported for it."""
    parts = function.split(".")
    for length in range(len(parts) - 1, 0, -1):
        stem, name = "/".join(parts[:length]), ".".join(parts[length:])
        for path in (f"{stem}.py", *_modules_with(name, stem, sources)):
            found = _outline(sources[path]).get(name) if path in sources else None
            if found:
                return replace(found, function=function, path=path)
    return Code(function=function)


def _modules_with(name: str, folder: str, sources: Mapping[str, str]) -> Iterator[str]:
    """List the modules of a folder that define a name, which the folder itself then offers."""
    opening = f"\ndef {name}("
    for path, text in sources.items():
        if path.rpartition("/")[0] == folder and opening in text:
            yield path


@lru_cache(maxsize=256)
def _outline(text: str) -> Mapping[str, Code]:
    """List what a module defines, a method as `Class.method`."""
    return dict(_definitions(ast.parse(text)))


def _definitions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, Code]]:
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        name = f"{above}{node.name}"
        lines = [node.lineno, *(each.lineno for each in node.decorator_list)]
        code = Code(
            function=name,
            first_line=min(lines),
            last_line=node.end_lineno or node.lineno,
            summary=(ast.get_docstring(node) or "").partition("\n")[0],
        )
        yield name, code
        if isinstance(node, ast.ClassDef):
            yield from _definitions(node, f"{name}.")
