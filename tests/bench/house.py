"""How large and how orderly the code is; prints figures and never fails for them.

Usage: python -m tests.bench.house

The tests of the house say what must be nought; this says how the rest stands.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from tests.conftest import REPOSITORY
from tests.test_house import (
    codes_in,
    imports,
    kinds_in,
    modules,
    nodes,
    room,
    rules_written,
)


def dataclasses() -> Iterator[bool]:
    """For each dataclass, whether it is frozen."""
    for _, node in nodes():
        for each in node.decorator_list if isinstance(node, ast.ClassDef) else ():
            if ast.unparse(each).startswith("dataclass"):
                yield "frozen=True" in ast.unparse(each)


def functions_in_two_modules() -> int:
    """How many names of public functions stand in more than one module."""
    places = defaultdict(set)
    for path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                places[node.name].add(path)
    return sum(len(found) > 1 for found in places.values())


def main() -> None:
    """Print the figures."""
    from bulletin.catalogue import catalogue

    tests = (REPOSITORY / "tests").rglob("*.py")
    functions = sorted(
        (node.end_lineno - node.lineno + 1, f"{name}: {node.name}")
        for name, node in nodes()
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None
    )
    places = defaultdict(set)
    for path in modules():
        for kind in kinds_in(path):
            places[kind].add(path)
    past = [
        name
        for path in modules()
        for name in imports(path)
        if name.split(".")[1] != room(path) and name.count(".") > 1
        if (REPOSITORY / f"{name.replace('.', '/')}.py").exists()
    ]
    explained = set(catalogue()).union(*map(rules_written, modules()))
    figures = {
        "lines of the package": sum(len(each.read_text("utf-8").split("\n")) for each in modules()),
        "lines of the tests": sum(len(each.read_text("utf-8").split("\n")) for each in tests),
        "modules": len(modules()),
        "rooms": len({room(path) for path in modules()}),
        "names of types in two files": sum(len(found) > 1 for found in places.values()),
        "functions named in two modules": functions_in_two_modules(),
        "imports past a door": len(past),
        "codes without explanation": len(set().union(*map(codes_in, modules())) - explained),
        "dataclasses": len(list(dataclasses())),
        "of them mutable": list(dataclasses()).count(False),
        "functions": len(functions),
        "lines of the median function": median(lines for lines, _ in functions),
        "lines of the longest function": f"{functions[-1][0]} ({functions[-1][1]})",
    }
    for name, figure in figures.items():
        print(f"{name:32}{figure}")


if __name__ == "__main__":
    main()
