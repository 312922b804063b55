"""Turns the rules on the program's layout into tests: order of modules, owners, sizes, names."""

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

ORDER = (
    "errors",
    "profiling",
    "remembering",
    "doctor",
    "cache",
    "receipts",
    "results",
    "locales",
    "claims",
    "changes",
    "inputs",
    "scenarios",
    "figures",
    "provenance",
    "documents",
    "checks",
    "acknowledging",
    "evidence",
    "model",
    "outputs",
    "published",
    "delivery",
    "build",
    "preview",
    "cli",
    "__main__",
)
"""A module may import only from those before it."""

OWNERS = {
    "PIL": "model",
    "babel": "locales",
    "distributed": "scenarios",
    "jinja2": "documents",
    "latex2mathml": "documents",
    "markdown_it": "documents",
    "markupsafe": "documents",
    "matplotlib": "figures",
    "mdit_py_plugins": "documents",
    "numpy": "scenarios",
    "pydantic": "inputs",
    "pydantic_core": "inputs",
    "pydyf": "outputs",
    "pygments": "documents",
    "pyinstrument": "profiling",
    "pypdfium2": "outputs",
    "rich": "cli",
    "safetensors": "model",
    "scipy": "scenarios",
    "torch": "model",
    "torchvision": "model",
    "typer": "cli",
    "uharfbuzz": "outputs",
    "weasyprint": "outputs",
    "xlsxwriter": "outputs",
    "yaml": "inputs",
    "ziafont": "documents",
    "ziamath": "documents",
}
"""Who may import a library."""

DISTRIBUTIONS = {
    "PIL": "pillow",
    "markdown_it": "markdown-it-py",
    "mdit_py_plugins": "mdit-py-plugins",
    "pydantic_core": "pydantic",
    "yaml": "pyyaml",
}
"""Libraries whose name to install differs from the name to import."""

FORBIDDEN_WORDS = {"data", "info", "util", "helper", "manager", "handler", "misc", "common"}
FOREIGN_NAMES = {"handle_data"}
"""Names that a base class of the standard library dictates."""

HEAVY = ("distributed", "torch", "torchvision", "matplotlib", "weasyprint", "xlsxwriter")

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_MEDIAN_FUNCTION_LINES = 10

Function = ast.FunctionDef | ast.AsyncFunctionDef

MODULES = {
    path.relative_to(PROJECT).as_posix(): ast.parse(path.read_bytes(), str(path))
    for path in sorted((PROJECT / "generator").rglob("*.py"))
}
MODULE_NAMES = tuple(
    path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in MODULES
)
TESTS = {
    path.relative_to(PROJECT).as_posix(): ast.parse(path.read_bytes(), str(path))
    for path in sorted((PROJECT / "tests").rglob("test_*.py"))
}


def stage_of(path: str) -> str:
    """Name the stage that a file under generator/ belongs to: `model` for generator/model/x.py."""
    return path.split("/")[1].removesuffix(".py")


def iter_imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """List every imported module with its line, also those imported inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield node.lineno, inner if inner in MODULE_NAMES else module


def iter_functions(tree: ast.AST) -> Iterator[Function]:
    """List every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def count_lines(function: Function) -> int:
    """Count a function's lines without its docstring: saying more about it is never the problem.

    The parameters of a command are left out too: each is an option of the command line.
    """
    is_command = "typer" in ast.unparse(function.args)
    start = function.body[0].lineno - 1 if is_command else function.lineno
    n_lines = (function.end_lineno or start) - start + 1
    if ast.get_docstring(function):
        docstring = function.body[0]
        n_lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return n_lines


def iter_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """List every name that a module gives: functions, classes, parameters, variables, fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | Function):
            yield node.lineno, node.name
        if isinstance(node, Function) and node.name not in FOREIGN_NAMES:
            yield from ((each.lineno, each.arg) for each in parameters_of(node))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def parameters_of(function: Function) -> tuple[ast.arg, ...]:
    """List the parameters of a function."""
    arguments = function.args
    starred = tuple(each for each in (arguments.vararg, arguments.kwarg) if each)
    return (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *starred)


def words_of(name: str) -> set[str]:
    """Cut a name into words: `read_dataFile` is read, data, file; a plural is its singular."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {word.lower().removesuffix("s") for word in words} | {word.lower() for word in words}


def imports_of_library(path: str, tree: ast.AST) -> Iterator[tuple[str, str]]:
    """List the libraries outside the standard one that a file imports, with file and line."""
    for line, module in iter_imports(tree):
        library = module.split(".")[0]
        if library not in sys.stdlib_module_names and library not in {"generator", ""}:
            yield library, f"{path}:{line}"


def refuse(wrong: Iterable[str]) -> None:
    """Fail with every finding on a line of its own."""
    if found := list(wrong):
        pytest.fail("\n".join(found), pytrace=False)


def test_every_module_has_its_place() -> None:
    """A new module is given its place in ORDER, so that what it may import is decided."""
    stages = {stage_of(path) for path in MODULES} - {"__init__"}

    refuse(f"{stage} has no place in ORDER" for stage in sorted(stages - set(ORDER)))


def test_imports_go_up_only() -> None:
    """A module imports only from those before it in ORDER."""
    wrong = [
        f"{path}:{line} imports {module}"
        for path, tree in MODULES.items()
        for line, module in iter_imports(tree)
        if module.startswith("generator.") and not may_import(stage_of(path), module.split(".")[1])
    ]

    refuse(wrong)


def may_import(stage: str, imported: str) -> bool:
    """Tell whether the order of modules allows an import; a name in generator/__init__ is free."""
    if imported not in ORDER or stage == imported:
        return True
    return stage in ORDER and ORDER.index(imported) < ORDER.index(stage)


def test_no_import_cycle_inside_a_folder() -> None:
    """The files of one stage form no circle, so that each can be read after those it uses."""
    graph = {
        name: {found for _, found in iter_imports(tree) if found in MODULE_NAMES} - {name}
        for name, tree in zip(MODULE_NAMES, MODULES.values(), strict=True)
    }
    while leaves := {name for name, imported in graph.items() if not imported & graph.keys()}:
        graph = {name: imported for name, imported in graph.items() if name not in leaves}

    refuse(f"{name} imports {', '.join(sorted(imported))}" for name, imported in graph.items())


def test_each_library_has_its_owner() -> None:
    """A library is imported only by its owner: exchanging it touches one place."""
    wrong = [
        f"{place} imports {library}"
        for path, tree in MODULES.items()
        for library, place in imports_of_library(path, tree)
        if stage_of(path) != OWNERS.get(library)
    ]

    refuse(wrong)


def test_libraries_used_are_libraries_declared() -> None:
    """pyproject.toml asks for every library that is imported, and for no other."""
    used = {
        DISTRIBUTIONS.get(library, library)
        for path, tree in MODULES.items()
        for library, _ in imports_of_library(path, tree)
    }

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (*project["dependencies"], *project["optional-dependencies"]["cluster"])
    declared = {re.split("[=>]", line)[0] for line in lines}

    refuse(f"{name} is imported and not declared" for name in sorted(used - declared))
    refuse(f"{name} is declared and not imported" for name in sorted(declared - used))


def test_only_the_command_line_prints() -> None:
    """Nothing but cli writes to the terminal, so that output can be chosen in one place."""
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in MODULES.items()
        if stage_of(path) not in {"cli", "__main__"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
        and ast.unparse(node) in {"print", "sys.stdout", "sys.stderr"}
    ]

    refuse(wrong)


def test_names_say_something() -> None:
    """No name is made of words that fit everything."""
    wrong = [
        f"{path}:{line}: {name}"
        for path, tree in MODULES.items()
        for line, name in (*iter_names(tree), (1, Path(path).stem))
        if words_of(name) & FORBIDDEN_WORDS and name not in FOREIGN_NAMES
    ]

    refuse(wrong)


def test_modules_fit_in_the_head() -> None:
    """No module is longer than MAX_MODULE_LINES."""
    sizes = {
        path: len((PROJECT / path).read_text(encoding="utf-8").splitlines()) for path in MODULES
    }

    refuse(f"{path}: {size}" for path, size in sizes.items() if size > MAX_MODULE_LINES)


def test_functions_fit_on_a_screen() -> None:
    """No function is longer than MAX_FUNCTION_LINES."""
    sizes = {
        f"{path}:{function.lineno} {function.name}": count_lines(function)
        for path, tree in MODULES.items()
        for function in iter_functions(tree)
    }

    refuse(f"{name}: {size}" for name, size in sizes.items() if size > MAX_FUNCTION_LINES)


def test_half_of_the_functions_are_short() -> None:
    """At least half of all functions have at most MAX_MEDIAN_FUNCTION_LINES."""
    sizes = [count_lines(each) for tree in MODULES.values() for each in iter_functions(tree)]

    assert statistics.median(sizes) <= MAX_MEDIAN_FUNCTION_LINES


def test_every_module_says_what_it_turns_into_what() -> None:
    """The first words of a module's docstring are `Turns …`, and it ends with a full stop."""
    wrong = [
        path
        for path, tree in MODULES.items()
        if not re.match(r"Turns .*\S \S.*[.:]$", (ast.get_docstring(tree) or "").split("\n")[0])
    ]

    refuse(wrong)


def test_every_test_says_what_must_hold() -> None:
    """Every test has a docstring."""
    wrong = [
        f"{path}:{function.lineno} {function.name}"
        for path, tree in TESTS.items()
        for function in iter_functions(tree)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]

    refuse(wrong)


@pytest.mark.parametrize("command", ["--help", "check"])
def test_light_commands_import_nothing_heavy(command: str) -> None:
    """`--help` and `check` answer at once: they import no torch, matplotlib or weasyprint."""
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "generator", command],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    imported = set(re.findall(r"\|\s+(\w+)(?:\.[\w.]+)?$", finished.stderr, flags=re.MULTILINE))

    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)
    assert finished.returncode == 0, finished.stderr[-2000:]
