"""Words that no face prints are placed where they stand, by `check` and by `build` alike."""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from bulletin.commands.check import check_command
from bulletin.making import build
from bulletin.press import prepare_faces
from bulletin.pressroom import InThisProcess
from bulletin.report import concise
from tests.conftest import MakeWorkspace
from tests.office import approve_as_they_stand

WORD, OTHER = "བོད", "ལྷ་ས"
ARTICLE = f"""\
---
unit: 城关镇
title: 宣讲{OTHER}进村
---

见[说明](http://a.cn/{WORD})，组织“བོ**ད**”宣讲12场[^1]，党员都到。

| 语种 | 场次 |
| --- | --- |
| {WORD} | 12 |

再讲“{WORD}”，私用字\ue000和\ue000。

[^1]: 译作“{WORD}”，又作{OTHER}。
"""


@pytest.mark.slow
def test_build_places_what_no_face_prints_exactly_where_check_does(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({"issues/7/城关镇.md": ARTICLE})
    monkeypatch.chdir(workspace.root)
    approve_as_they_stand(workspace)
    faces, _ = prepare_faces()
    built = build(workspace, faces, lambda _: nullcontext(InThisProcess()), internal=True)
    checked = CliRunner().invoke(check_command, ("7", "--format", "concise"))
    said = [line for line in checked.stdout.splitlines() if "[P105]" in line or "[P132]" in line]
    told = [each for each in built.diagnostics if each.code in ("P105", "P132")]
    assert sorted(concise(told).splitlines()) == sorted(said)
    places = {(each.quoted, each.span.start) for each in told}
    at = ARTICLE.index
    body = ARTICLE.index("| 语种")
    assert places == {
        *((WORD, here.start()) for here in re.finditer(WORD, ARTICLE) if here.start() > body),
        (OTHER, at(OTHER)),
        ("བོ", at("“བོ**") + 1),
        ("ད", at("**ད") + 2),
        ("\ue000", at("\ue000")),
        (OTHER, ARTICLE.rindex(OTHER)),
        ("\ue000", ARTICLE.rindex("\ue000")),
    }
