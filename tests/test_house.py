"""The house rules that a machine can hold: one-way imports, no markup in Python, true documents."""

from __future__ import annotations

import ast
import doctest
import os
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import isclass
from itertools import groupby
from pathlib import Path

import pytest
from jinja2 import meta
from jinja2 import nodes as nodes_of_jinja
from jinja2.runtime import LoopContext, Macro

from bulletin.catalogue import catalogue
from bulletin.checks import RULES
from bulletin.fields import ISSUE_FIELDS, PUBLICATION_FIELDS, SUBMISSION_FIELDS
from bulletin.front_matter import Field
from bulletin.render import environment_of
from tests.conftest import REPOSITORY
from tests.room_order import LARGE, ORDER

PACKAGE = REPOSITORY / "bulletin"

TABLES = {
    "publication": PUBLICATION_FIELDS,
    "issue": ISSUE_FIELDS,
    "submission": SUBMISSION_FIELDS,
}

ROOMS = (
    "system_errors",
    "kept_answers",
    "first_characters",
    "kept_patterns",
    "patterns",
    "source",
    "decoding",
    "diagnostics",
    "locators",
    "leftovers",
    "catalogue",
    "numbering",
    "tearing",
    "model",
    "half_marks",
    "table_figures",
    "unit_names",
    "second_article",
    "address",
    "secrecy",
    "spoken",
    "report",
    "workspace",
    "fingerprint",
    "output",
    "lock",
    "isolation",
    "garbage",
    "markdown",
    "slips",
    "fences",
    "meaning",
    "front_matter",
    "fields",
    "field_lines",
    "field_writing",
    "frame",
    "attached",
    "misplaced",
    "image_files",
    "bystanders",
    "load",
    "usage",
    "past",
    "calendar_day",
    "scaffold",
    "known_words",
    "checks",
    "fix",
    "assemble",
    "script_runs",
    "segmenter",
    "compiled_templates",
    "render",
    "archive",
    "profile",
    "typefaces",
    "press",
    "pdf",
    "inspect",
    "looks",
    "pressroom",
    "ooxml",
    "own_styles",
    "intake",
    "edition",
    "ledger",
    "making",
    "word",
    "serve",
    "publish",
    "sending",
    "revision",
    "commands",
    "cli",
)
"""From the first to the last: a room imports only from those before it, and from itself."""


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py")


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module, read once for all rules."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module, with the module's name."""
    for path in modules():
        name = path.relative_to(PACKAGE).as_posix()
        yield from ((name, node) for node in nodes_of(path))


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules of ours that a module imports, by their dotted names."""
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module == "bulletin":
            found |= {f"bulletin.{each.name}" for each in node.names if each.name in ROOMS}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return frozenset(name for name in found if name.startswith("bulletin."))


def imported_rooms(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path)}


def test_imports_go_one_way() -> None:
    back = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in modules()
        if path != PACKAGE / "__init__.py"
        for name in sorted(imported_rooms(path))
        if ROOMS.index(name) > ROOMS.index(room(path))
    ]
    assert back == []


def test_every_room_is_in_the_list() -> None:
    assert {room(path) for path in modules()} - {"__init__"} == set(ROOMS)


def test_no_import_goes_past_a_door() -> None:
    """From another room comes what its `__init__` offers, or that of a room inside it."""
    past = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in modules()
        for name in imports(path)
        if name.split(".")[1] != room(path)
        and (REPOSITORY / f"{name.replace('.', '/')}.py").exists()
        if name.count(".") > 1
    }
    assert past == set()


def test_a_door_offers_only_what_is_asked_for() -> None:
    """What no other room and no test takes is not offered."""
    asked = {
        (str(node.module), alias.name)
        for path in (*modules(), *(REPOSITORY / "tests").rglob("*.py"))
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    doors = [f"bulletin.{path.parent.name}" for path in PACKAGE.glob("*/__init__.pyi")]
    offered = {(door, name) for door in doors for name in import_module(door).__all__}
    assert len(offered) > 100
    assert offered - asked == set()


def test_only_the_engine_room_touches_the_engine() -> None:
    touched = {
        name
        for name, node in nodes()
        if (isinstance(node, ast.Import) and "weasyprint" in (each.name for each in node.names))
        or (isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "weasyprint")
    }
    assert {name for name in touched if not name.startswith("press/engine/")} == set()
    assert touched


def kinds_in(path: Path) -> Iterator[str]:
    """The names of classes in a module, and of types that it gives a name (`Pair = tuple[…]`)."""
    for node in nodes_of(path):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for named in ast.parse(path.read_text("utf-8")).body:
        targets = named.targets if isinstance(named, ast.Assign) else []
        targets += [named.target] if isinstance(named, ast.AnnAssign) else []
        names = (ast.unparse(each) for each in targets)
        yield from (name for name in names if re.fullmatch(r"_?[A-Z]\w*[a-z]\w*", name))


def test_no_class_stands_in_two_files() -> None:
    places = defaultdict(set)
    for path in modules():
        for name in kinds_in(path):
            places[name].add(path.relative_to(PACKAGE).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


SAME_THING = frozenset(
    {
        *("blocks", "colophon", "copy", "masthead", "received"),
        *("report", "secrecy", "sheet", "styles", "tables", "word"),
    }
)
"""Names of modules in several rooms, where they mean the same thing: `intake.whole.colophon` reads
what `word.colophon` writes. The verbs of `commands` are the names of what they call."""


def test_no_module_name_means_two_things() -> None:
    places = defaultdict(set)
    for path in modules():
        if room(path) != "commands":
            name = path.parent.name if path.stem == "__init__" else path.stem
            places[name].add(path)
    assert {name for name, found in places.items() if len(found) > 1} == SAME_THING


def test_no_room_imports_in_a_circle() -> None:
    """Inside a room too, each module stands on those before it; a package is loaded with any of
    its modules."""
    graph = {
        f"bulletin.{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts)}": imports(path)
        for path in modules()
    }

    def loaded(name: str, imported: str) -> set[str]:
        parts = imported.split(".")
        packages = {".".join(parts[:count]) for count in range(2, len(parts) + 1)}
        others = {f"{each}.__init__" for each in packages if not name.startswith(f"{each}.")}
        return ({imported} | others) & graph.keys()

    ours = {name: set().union(*(loaded(name, each) for each in graph[name])) for name in graph}
    assert len(list(TopologicalSorter(ours).static_order())) == len(graph)


def listed(name: str) -> list[str]:
    """The modules of a room in their order, without the subjects."""
    return re.sub(r"[^:\n]*:", "", ORDER[name]).split()


@cache
def modules_of(name: str) -> dict[str, Path]:
    """The modules of a room by the names they have here: `engine.canvas`, `engine`, `press`."""
    found = {}
    for path in modules():
        if room(path) == name and not path.with_suffix(".pyi").exists():
            parts = path.relative_to(PACKAGE / name).with_suffix("").parts
            parts = parts[:-1] if parts[-1] == "__init__" else parts
            found[".".join(parts) or name] = path
    return found


@cache
def offered(folder: Path) -> dict[str, str]:
    """What a lazy door offers, and the module that each comes from."""
    door = folder / "__init__.pyi"
    nodes = nodes_of(door) if door.exists() else ()
    return {
        alias.name: str(node.module)
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def stands_on(name: str, path: Path) -> Iterator[str]:
    """The modules of its own room that a module imports, those behind a lazy door too."""
    for node in nodes_of(path):
        if not isinstance(node, ast.ImportFrom) or not str(node.module).startswith("bulletin."):
            continue
        at = PACKAGE.parent.joinpath(*str(node.module).split("."))
        if not at.is_relative_to(PACKAGE / name):
            continue
        inside = at.relative_to(PACKAGE / name).parts
        for alias in node.names:
            behind = offered(at).get(alias.name, alias.name)
            whole = ".".join((*inside, behind))
            yield whole if whole in modules_of(name) else ".".join(inside) or name


def test_every_large_room_has_an_order() -> None:
    rooms = {room(path) for path in modules() if path.parent != PACKAGE}
    sizes = {name: len(modules_of(name)) for name in rooms}
    large = {name for name, size in sizes.items() if size >= LARGE}
    assert large - set(ORDER) == set(), "write down the order of the room"


@pytest.mark.parametrize("name", ORDER)
def test_a_module_stands_only_on_those_before_it(name: str) -> None:
    order = listed(name)
    assert sorted(order) == sorted(modules_of(name)), "put it into ORDER, behind what it imports"
    back = [
        f"{module} imports {each}"
        for module in order
        for each in sorted(set(stands_on(name, modules_of(name)[module])) - {module})
        if order.index(each) > order.index(module)
    ]
    assert back == []


MARKUP = (
    re.compile(r"</?[a-z]+[0-9]?(\s[^<>]*)?>"),
    re.compile(r"[a-z-]+\s*:\s*[^;{}]+;\s*\}|\{\s*[a-z-]+\s*:[^{}]*;"),
)


def test_python_holds_no_markup() -> None:
    """No string of the code is HTML or a style rule; docstrings may speak of them."""
    docstrings = {id(node.value) for _, node in nodes() if isinstance(node, ast.Expr)}
    markup = [
        f"{name}: {node.value}"
        for name, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings and any(each.search(node.value) for each in MARKUP)
    ]
    assert markup == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name}: {node.name}: {node.end_lineno - node.lineno + 1}"
        for name, node in nodes()
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 64
    ]
    assert long == []


def all_fields(fields: tuple[Field, ...], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its full name, a group before the fields inside it."""
    for field in fields:
        yield prefix + field.name, field
        yield from all_fields(field.fields, f"{prefix}{field.name}.")


def in_both_languages(
    fields: tuple[Field, ...], names: tuple[str, str] = ("", "")
) -> Iterator[tuple[str, str, Field]]:
    """Every field with its full English and Chinese names."""
    for field in fields:
        english, chinese = names[0] + field.name, names[1] + field.chinese
        yield english, chinese, field
        yield from in_both_languages(field.fields, (f"{english}.", f"{chinese}."))


@pytest.mark.parametrize("table", TABLES)
def test_the_chinese_readme_tells_every_field_as_the_program_does(table: str) -> None:
    path = REPOSITORY / "README.zh-CN.md"
    readme = path.read_text("utf-8")
    written = readme.split(f"<!-- fields {table} -->\n")[1].split("\n\n")[0]
    rows = [
        f"| `{chinese}` | `{name}` | {'是' if field.required else ''} "
        f"| {field.in_chinese(field.meaning)} | {field.printed} "
        f"| `{field.in_chinese(field.example)}` |"
        for name, chinese, field in in_both_languages(TABLES[table])
    ]
    if os.environ.get("BULLETIN_ACCEPT"):
        head = written.splitlines()[:2]
        path.write_text(readme.replace(written, "\n".join((*head, *rows))), "utf-8")
        return
    assert written.splitlines()[2:] == rows


@pytest.mark.parametrize("fields", TABLES.values(), ids=TABLES)
def test_the_english_readme_names_every_field(fields: tuple[Field, ...]) -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    starts = [
        f"| `{name}` | `{chinese}` | {'yes' if field.required else ''} | "
        for name, chinese, field in in_both_languages(fields)
    ]
    assert [start for start in starts if start not in readme] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_command(name: str) -> None:
    from bulletin.cli import cli

    readme = (REPOSITORY / name).read_text("utf-8")
    left_out = [command for command in cli.list_commands() if f"bulletin {command}" not in readme]
    assert left_out == [], f"say in {name} what the command is for"
    named = set(re.findall(r"(?:`|/|^ *)bulletin ([a-z]+)", readme, re.MULTILINE))
    assert named <= set(cli.list_commands())


def test_every_command_is_reached_and_told() -> None:
    from bulletin.cli import cli

    written = {
        call.args[0].value
        for path in (PACKAGE / "commands").glob("*.py")
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "click.command"
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    known = set(cli.list_commands())
    assert written - known == set(), "add the command to cli.listed in bulletin/cli.py"
    changes = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    untold = [name for name in cli.list_commands() if f"bulletin {name}" not in changes]
    assert untold == [], "name the command in CHANGELOG.md"


def test_every_command_is_called_by_a_test() -> None:
    """As the first word of a list of arguments, or as a word of a call."""
    from bulletin.cli import cli

    called = set()
    for path in (REPOSITORY / "tests").rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.List | ast.Tuple):
                words = node.elts[:1]
            else:
                words = node.args if isinstance(node, ast.Call) else []
            called |= {each.value for each in words if isinstance(each, ast.Constant)}
    assert set(cli.list_commands()) - called == set(), (
        "call the command in a test (tests/test_commands.py)"
    )


TEMPLATES = sorted(
    path
    for path in (REPOSITORY / "templates").iterdir()
    if path.suffix in (".html", ".xml", ".js", ".txt")
)


@cache
def names_in_code() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What the code may give a template: names of values, members of values; and its strings."""
    values, members, strings = set[str](), set[str](), set[str]()
    for _, node in nodes():
        if isinstance(node, ast.keyword) and node.arg:
            values.add(node.arg)
        elif isinstance(node, ast.Dict):
            values |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
        elif isinstance(node, ast.Constant):
            strings.add(str(node.value))
        elif isinstance(node, ast.ClassDef):
            fields = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
            members |= {each.id for each in fields if isinstance(each, ast.Name)}
            members |= {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    for kind in (str, int, list, tuple, dict, date, LoopContext, Macro):
        members |= set(dir(kind))
    return frozenset(values), frozenset(members), frozenset(strings)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_rendered_and_names_what_it_is_given(path: Path) -> None:
    environment = environment_of(())
    values, members, strings = names_in_code()
    tree = environment.parse(path.read_text("utf-8"))
    others = "".join(each.read_text("utf-8") for each in TEMPLATES if each != path)
    assert path.name in strings or f'"{path.name}"' in others, "no code renders the template"
    own = {each.name for each in tree.find_all(nodes_of_jinja.Name) if each.ctx != "load"}
    own |= {
        each if isinstance(each, str) else each[1]
        for node in tree.find_all(nodes_of_jinja.FromImport)
        for each in node.names
    }
    own |= {node.name for node in tree.find_all(nodes_of_jinja.Macro)}
    unknown = meta.find_undeclared_variables(tree) - values - own - set(environment.globals)
    assert unknown == set(), "no code gives the template these values"
    modules_of_macros = {node.target for node in tree.find_all(nodes_of_jinja.Import)}
    attributes = {
        node.attr
        for node in tree.find_all(nodes_of_jinja.Getattr)
        if not (isinstance(node.node, nodes_of_jinja.Name) and node.node.name in modules_of_macros)
    }
    assert attributes - members == set(), "no value has these attributes"


PROFILES = sorted(path.stem for path in (REPOSITORY / "styles" / "profiles").glob("*.css"))


@pytest.mark.parametrize(
    "file",
    [
        "press/test_masthead.py",
        "press/test_first_and_last_page.py",
        "word/test_document.py",
    ],
)
def test_every_profile_is_tried(file: str) -> None:
    text = (REPOSITORY / "tests" / file).read_text("utf-8")
    lists = re.findall(r"^(?:PROFILES|FORMS) = \((.*)\)$", text, re.MULTILINE)
    assert len(lists) == 1
    named = set(re.findall(r'"([^"]+)"', lists[0]))
    assert set(PROFILES) - named == set(), f"add the profile to the list of forms in tests/{file}"


@pytest.mark.parametrize(
    ("name", "heading"),
    [("README.md", "## Changing how it looks"), ("README.zh-CN.md", "## 改版式")],
)
def test_the_readme_says_what_each_profile_is_for(name: str, heading: str) -> None:
    readme = (REPOSITORY / name).read_text("utf-8")
    section = readme.split(f"{heading}\n")[1].split("\n## ")[0]
    untold = [each for each in PROFILES if f"`{each}`" not in section]
    assert untold == [], f"say in {name}, under “{heading}”, what the profile is for"


def test_the_architecture_is_one_screen_and_lists_the_rooms_in_their_order() -> None:
    page = (REPOSITORY / "docs" / "architecture.md").read_text("utf-8")
    lines = page.splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100
    listed = page.split("<!-- rooms -->\n")[1].split("<!-- /rooms -->")[0]
    assert tuple(re.findall(r"`(\w+)`", listed)) == ROOMS


DO_THE_SAME = {"as_json", "sample_faults"}
"""Functions of several modules that do the same: JSON for programs, a sample that is left."""


def test_a_public_function_has_a_name_of_its_own() -> None:
    places = Counter(
        node.name
        for path in modules()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )
    twice = {name for name, count in places.items() if count > 1}
    assert sorted(twice - DO_THE_SAME) == [], "call it by what it does, which no other module does"


def test_every_word_of_the_model_is_in_the_glossary() -> None:
    glossary = (REPOSITORY / "docs" / "glossary.md").read_text("utf-8")
    words = set(re.findall(r"`([A-Za-z_0-9]+)`", glossary))
    model = ast.parse((PACKAGE / "model.py").read_text("utf-8"))
    classes = {node.name for node in model.body if isinstance(node, ast.ClassDef)}
    fields = {name.split(".")[-1] for table in TABLES.values() for name, _ in all_fields(table)}
    rooms = PACKAGE.glob("*/__init__.py")
    doors = [import_module(f"bulletin.{each.parent.name}") for each in rooms]
    names = ((door, name) for door in doors for name in getattr(door, "__all__", ()))
    offered = {name for door, name in names if isclass(getattr(door, name))}
    assert (classes | offered | fields) - words == set(), "add the word to docs/glossary.md"


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md"])
def test_the_files_that_a_page_names_are_there(page: str) -> None:
    text = (REPOSITORY / page).read_text("utf-8")
    named = re.findall(r"`((?:bulletin|tests|templates|styles|docs)/[\w./-]*)`", text)
    assert named
    to_be_made = ("NAME", "W106")
    there = [name for name in named if not any(each in name for each in to_be_made)]
    assert [name for name in there if not (REPOSITORY / name).exists()] == []


def test_every_promise_names_a_test_that_is_there() -> None:
    promises = (REPOSITORY / "SECURITY.md").read_text("utf-8").split("## What is promised")[1]
    rows = [row for row in promises.splitlines() if row.startswith("| ") and "---" not in row][1:]
    assert len(rows) >= 10
    for row in rows:
        file = ""
        named = re.findall(r"`((?:[a-z]+/)?test_[a-z_]+\.py)?(?:::(test_[a-z_0-9]+))?`", row)
        assert any(part for pair in named for part in pair), row
        for name, function in named:
            file = name or file
            if function:
                assert f"def {function}(" in (REPOSITORY / "tests" / file).read_text("utf-8")
            elif file:
                assert (REPOSITORY / "tests" / file).is_file(), file


def codes_in(path: Path) -> set[str]:
    """Every code that stands as a string of its own in a module."""
    return {
        node.value
        for node in nodes_of(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch("[A-Z][0-9]{3}", node.value)
    }


def test_every_code_is_explained_once() -> None:
    """A code that the program prints is a rule of `check`, or has an entry in catalogue.toml."""
    printed = set().union(*map(codes_in, modules()))
    rules = {rule.code for rule in RULES}.union(*map(rules_written, modules()))
    entries = set(catalogue())
    assert printed - rules - entries == set(), "add the code to bulletin/catalogue.toml"
    assert entries - printed == set(), "no longer printed"
    assert entries & rules == set()
    for entry in catalogue().values():
        assert entry.name
        assert not entry.name.endswith("。")
        assert entry.cure.endswith("。")


def test_entries_stand_with_their_family() -> None:
    letters = [letter for letter, _ in groupby(code[0] for code in catalogue())]
    apart = sorted({letter for letter in letters if letters.count(letter) > 1})
    assert apart == [], "move the entry of bulletin/catalogue.toml to those of its letter"


@cache
def text_of_tests() -> str:
    """Everything that stands in the tests and their cases, but for this file."""
    tests = REPOSITORY / "tests"
    kinds = (".py", ".txt", ".expected")
    return "\n".join(
        path.read_text("utf-8", errors="replace")
        for path in sorted(tests.rglob("*"))
        if path.suffix in kinds and path != tests / "test_house.py"
    )


def test_every_code_is_tried() -> None:
    named = set(re.findall(r"(?<![A-Z0-9])[A-Z][0-9]{3}(?![0-9])", text_of_tests()))
    assert set(catalogue()) - named == set(), "test the code with the smallest copy that shows it"


IN_TWO_ROOMS = {
    "F007": "a number that cannot be meant: as it is written, and beside the other fields",
    "F010": "a file that cannot be read: when copy is loaded, and when it goes during a build",
    "F017": "what is allowed and never needed: in copy, and in allow.yaml",
    "I112": "an issue that was not published: to be corrected, and to be signed",
    "I118": "published files that were changed: beside the register, and before they are used",
    "I203": "what stands beside published files: a file in an edition, and a whole edition",
    "I210": "the record of an edition cannot be used: it is damaged, or its copy cannot be read",
    "P102": "a face instead of an official one: when faces are prepared, and before publishing",
    "P190": "setting did not end: in a build, and in publishing",
    "S004": "asterisks that would be printed: in the text, and in fields",
    **dict.fromkeys(
        ("S150", "S151", "S154", "S155"),
        "attachments: in the file of the article, and in files of their own",
    ),
}
"""Codes that two rooms print, and the one thing that each of them means in both."""


def test_a_code_is_printed_by_one_room() -> None:
    """Who takes a code that another room prints may mean another thing by it."""
    rooms = defaultdict(set)
    for path in modules():
        for node in nodes_of(path):
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if isinstance(first, ast.Constant) and re.fullmatch("[A-Z][0-9]{3}", str(first.value)):
                rooms[str(first.value)].add(room(path))
    assert {code for code, found in rooms.items() if len(found) > 1} == set(IN_TWO_ROOMS)


def test_no_two_codes_have_one_name() -> None:
    names = [entry.name for entry in catalogue().values()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def rules_written(path: Path) -> set[str]:
    """The codes given to `@rule(…)` in a module."""
    return {
        call.args[0].value
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "rule"
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def test_every_rule_that_is_written_is_in_rules() -> None:
    written = [code for path in modules() for code in sorted(rules_written(path))]
    left_out = sorted(set(written) - {rule.code for rule in RULES})
    assert left_out == [], "add the rule's module to _WITH_RULES in bulletin/checks/__init__.py"
    assert sorted(written) == sorted(rule.code for rule in RULES)


def defined(tree: ast.Module) -> Iterator[str]:
    """The functions, classes and constants of a module; a rule or command is known by another
    name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            calls = [each for each in node.decorator_list if isinstance(each, ast.Call)]
            if not any(ast.unparse(each.func) in ("rule", "click.command") for each in calls):
                yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_what_is_written_is_used() -> None:
    """By the program itself: what only a test calls is half wired.

    A measure of `inspect` is called by the name of its requirement: `page-fill`.
    """
    texts = [path.read_text("utf-8") for path in modules()]
    for folder in ("templates", "styles"):
        pages = (path for path in (REPOSITORY / folder).rglob("*") if path.is_file())
        texts += [path.read_text("utf-8") for path in pages]
    named = Counter(word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text))
    required = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', "".join(texts)))
    unused = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in modules()
        for name in defined(ast.parse(path.read_text("utf-8")))
        if named[name] == 1 and name.replace("_", "-") not in required
        if not (name.startswith("__") and name.endswith("__"))
    ]
    assert unused == []


def test_one_module_knows_how_chinese_is_encoded() -> None:
    """Whoever asks for one encoding alone reads the others wrong."""
    asked = {
        name
        for name, node in nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "decode"
        and any(isinstance(each, ast.Constant) and "gb" in str(each.value) for each in node.args)
    }
    listing = "press/cutting.py"  # the characters of GB/T 2312
    assert asked == {"decoding.py", listing}


GROWING = {
    "archive/sent_page.py": {"_Element": "learns its end and text while the page is read"},
    "checks/sequences.py": {"_Sequences": "what is open, at one point of reading"},
    "intake/fetching/rich_text.py": {
        "_Gathering": "the text of a group, until it is closed",
        "_Group": "a group, until it is closed",
    },
    "intake/pieces.py": {"ParcelOpening": "counts what comes out of a parcel"},
    "intake/portable.py": {"_Writing": "the text, a paragraph longer with each"},
    "intake/word/field_codes.py": {"Frame": "a field that has not ended"},
    "intake/word/story.py": {"_Open": "a cell, until its last row is read"},
    "intake/word/story_reading.py": {"StoryPlace": "where the reading stands"},
    "markdown/attachments.py": {
        "AttachmentsFound": "what is found, attachment by attachment",
        "_Finder": "gathers it",
    },
    "markdown/reading.py": {"_Reader": "one pass over tokens"},
    "markdown/settling.py": {"_Settler": "counts notes over all sections"},
    "markdown/writing.py": {"_InlineText": "a text, a piece longer with each"},
    "press/engine/setting.py": {"Setting": "what WeasyPrint's callbacks share for one sheet"},
    "press/reading_order.py": {"ReadElement": "a tree that knows its parents"},
    "press/typesetting/blocks.py": {"_Paragraphs": "the content of a block, run by run"},
    "press/typesetting/galley.py": {"_Galley": "the galley, piece by piece"},
    "press/typesetting/make_up.py": {"_PageRun": "a page, line by line"},
    "press/typesetting/set_boxes.py": {"_Stack": "a box, from top to bottom"},
    "press/typesetting/page_choice.py": {"_PageSearch": "ways to where pages begin, as found"},
    "revision/merging.py": {"_Articles": "gathers conflicts over all articles"},
    "serve.py": {"Preview": "tells open pages of each new build"},
    "slips.py": {"_Context": "what the lines before say, at one line"},
    "word/composing.py": {"Composing": "the document, paragraph by paragraph"},
}
"""Dataclasses that are not frozen, and what changes in them while one thing is read or made."""


def test_values_are_frozen() -> None:
    changed = defaultdict(set)
    for name, node in nodes():
        if isinstance(node, ast.ClassDef):
            written = " ".join(map(ast.unparse, node.decorator_list))
            if "dataclass" in written and "frozen=True" not in written:
                changed[name].add(node.name)
    assert changed == {name: set(each) for name, each in GROWING.items()}, "frozen=True, or why not"


INTO_BLOCKS = {
    "model.py": "the walk: `walk_items`, `walk`, `with_figures`",
    "markdown/reading.py": "makes them of what Markdown says",
    "markdown/settling.py": "brings each kind into the form that Markdown gives it",
    "markdown/writing.py": "writes each kind in the marks of its own",
    "word/blocks.py": "sets each kind in paragraphs of its own",
    "word/exporting.py": "asks what stands beside and below each kind",
    "revision/letters.py": "tells each kind by how it begins",
    "revision/rebase.py": "makes the same kinds again of those beginnings",
}
"""Who goes into lists and quotations alone, and what he does with each kind of block."""


def test_one_walk_goes_into_blocks() -> None:
    """Whoever wants every block, item or figure asks the model for them."""
    inner = {"List", "Quotation"}
    into = {
        name
        for name, node in nodes()
        if isinstance(node, ast.ImportFrom) and node.module == "bulletin.model"
        if inner <= {each.name for each in node.names}
    }
    assert into == set(INTO_BLOCKS) - {"model.py"}, "use walk_items, walk or with_figures"


EXAMPLES = [path for path in modules() if re.search(r"^ *>>> ", path.read_text("utf-8"), re.M)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_of_a_docstring_are_true(path: Path) -> None:
    name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
    found = doctest.testmod(import_module(name))
    assert found.attempted
    assert not found.failed


def test_nothing_reaches_a_shell() -> None:
    shell = ("system", "popen", "getoutput", "getstatusoutput")
    reached = [
        f"{name}: {node.lineno}"
        for name, node in nodes()
        if (isinstance(node, ast.keyword) and node.arg == "shell")
        or (isinstance(node, ast.Attribute) and node.attr in shell)
    ]
    assert reached == []


LET_FALL = {
    "only the names; the build in between tells them": (
        "making/comparing.py: compare_tree: issue_folders",
    ),
    "asked for the time zone; the verb tells them": ("calendar_day.py: day_at: load_publication",),
    "told by the build itself": ("commands/build.py: _names: issue_folders",),
    "told when it is checked": (
        "commands/check.py: _allowances: load_submission",
        "commands/check.py: _fix: read_source",
        "commands/check.py: _fix_publications: read_source",
    ),
    "only the names, to complete a list": (
        "commands/check.py: _not_there: issue_folders",
        "commands/check.py: _targets: issue_folders",
    ),
    "asked what a name can mean; the verb tells them": (
        "commands/issue_names.py: _names: issue_serials",
    ),
    "asked for its series; the verb tells them": (
        "commands/issue_names.py: _publication: load_publication",
    ),
    "only the numbers to come, to complete a list": (
        "commands/new.py: _publications: load_publication",
    ),
    "asked what is accepted; the verb tells them": (
        "commands/speech.py: tell_type: load_publication",
    ),
    "another folder's name; build and check tell it": (
        "edition/shelf.py: published_places: issue_folders",
        "edition/shelf.py: read_shelf: issue_folders",
        "edition/shelf.py: read_shelves: issue_folders",
        "making/copy.py: open_issue: issue_folders",
        "making/copy.py: open_issues: issue_folders",
        "scaffold.py: next_serial: issue_folders",
        "scaffold.py: numbers_left_out: issue_folders",
        "scaffold.py: untouched_issue: issue_folders",
    ),
    "copy with faults is refused before": (
        "field_writing.py: _appended: split",
        "revision/applying.py: _attachment_file: split",
        "revision/applying.py: _file: split",
        "revision/applying.py: _read: split",
    ),
    "the fault is in the file before and after the fix": ("fix.py: _sections: split",),
    "asked only by who needs what can be read; loading tells them": (
        "front_matter.py: front_entries: compose",
        "front_matter.py: front_entries: split",
    ),
    "our own writing": (
        "intake/filing.py: _moved_figures: split",
        "intake/filing.py: moved_bundle: compose",
        "intake/filing.py: moved_bundle: split",
    ),
    "refused as D316 instead": ("intake/letter.py: _text_of: decode_plain",),
    "asked whether it is our copy": ("intake/receiving.py: _our_copy: decode_plain",),
    "told by front_faults, which parts the file again": (
        "intake/reviewing.py: review_of_own: split",
    ),
    "only the number of an issue, whose sheet is told": ("load.py: _number_in_sheet: read_source",),
    "only the day of an issue, whose sheet is told": ("load.py: issue_day: read_source",),
    "asked for the terms; check tells their faults": ("making/jobs.py: own_words: load_lists",),
    "past issues are compared, not proofread": (
        "past/index.py: renew: issue_serials",
        "past/sheets.py: _sheet: read_source",
        "past/sheets.py: past_issues: issue_folders",
        "past/sheets.py: read_copy_file: read_source",
    ),
    "what was received before; check tells its faults": (
        "past/recognising.py: entry_of_copy: split",
    ),
    "asked only of an issue whose copy was approved": ("publish/act.py: ahead: open_issue",),
    "only the name of the office, for a receipt": (
        "publish/receipts.py: receipt_of: load_publication",
    ),
    "only the names; the gates tell the folders": ("publish/traces.py: traces: issue_folders",),
}
"""Why nothing is lost where the diagnostics of a call are left out: module, function, call."""


def is_told(returns: ast.expr | None) -> bool:
    """Whether a function gives diagnostics beside its value."""
    return returns is not None and ast.unparse(returns).endswith(", tuple[Diagnostic, ...]]")


def called(node: ast.AST, names: Collection[str]) -> str:
    """The function that is called here, if it is one of these; empty for any other."""
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return name if name in names else ""


def functions_of(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Each outermost function or method of a module with its name; what stands in none comes
    under an empty one."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = (each for node in tree.body if isinstance(node, ast.ClassDef) for each in node.body)
    for node in (*tree.body, *inside):
        if not isinstance(node, ast.ClassDef):
            yield getattr(node, "name", ""), node


def read_names(node: ast.AST) -> set[str]:
    """The names that are read anywhere in a node."""
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Load)}


def fallen(function: ast.AST, telling: Collection[str]) -> Iterator[str]:
    """The calls in a function whose diagnostics are dropped, or given a name that nobody reads."""
    read = read_names(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            last = node.targets[0].elts[-1]
            falls = isinstance(last, ast.Name) and (last.id.startswith("_") or last.id not in read)
        elif isinstance(node, ast.Subscript):
            falls = isinstance(node.slice, ast.Constant) and node.slice.value == 0
        else:
            falls = isinstance(node, ast.Expr)
        if falls and (name := called(getattr(node, "value", node), telling)):
            yield name


def test_no_diagnostics_fall() -> None:
    """Diagnostics beside a value are unpacked into a name that is read, wherever the value is
    taken."""
    telling = {
        node.name
        for path in modules()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and is_told(node.returns)
    }
    found = {
        f"{path.relative_to(PACKAGE).as_posix()}: {function}: {name}"
        for path in modules()
        for function, node in functions_of(path)
        for name in fallen(node, telling)
    }
    known = {each for places in LET_FALL.values() for each in places}
    assert found - known == set(), "tell the diagnostics, or say here why they may fall"
    assert known - found == set(), "no longer let fall"


NOT_TOLD = {
    ("check.py", "_allowances", "load_issue"): "asked for what is allowed; `_check` tells them",
}
"""Commands that take a value with diagnostics and do not read them, and why nothing is lost."""


def test_a_command_tells_the_diagnostics_of_what_it_gets() -> None:
    """A command that gets a value with `diagnostics` reads them, or hands the whole value on."""
    classes = {
        node.name
        for path in modules()
        for node in nodes_of(path)
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == "diagnostics"
    }
    making = {
        node.name
        for path in modules()
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef) and node.returns is not None
        if ast.unparse(node.returns).removesuffix(" | None") in classes
    }
    found = {
        (path.name, function, name)
        for path in (PACKAGE / "commands").glob("*.py")
        for function, node in functions_of(path)
        for each in ast.walk(node)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
        if (name := called(each.value, making)) and not reaches(node, each.targets[0].id)
    }
    assert found == set(NOT_TOLD), "tell the diagnostics, or say here why they may fall"


def reaches(function: ast.AST, name: str) -> bool:
    """Whether the diagnostics of a value are read in a function, or the value is handed on."""
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == f"{name}.diagnostics":
            return True
        parts = node.args if isinstance(node, ast.Call) else []
        if isinstance(node, ast.Return) and node.value is not None:
            parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if any(isinstance(each, ast.Name) and each.id == name for each in parts):
            return True
    return False
