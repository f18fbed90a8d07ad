"""What in copy is an address: of a web page, a mailbox or a file."""

from __future__ import annotations

import pytest

from bulletin.checks import check_raw
from bulletin.checks.lists import HouseLists
from bulletin.locators import locators
from bulletin.source import Source
from tests.checks.test_fix import NOBODY


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        (
            "详见http://www.a.gov.cn/art/(2024)/a,b.html。",
            ["http://www.a.gov.cn/art/(2024)/a,b.html"],
        ),
        ("（网址：https://a.cn/x?a=1,2;b=(3)）请查阅", ["https://a.cn/x?a=1,2;b=(3)"]),
        ("访问http://a.cn,各镇", ["http://a.cn"]),
        ("用www.a.cn/组织部(办)/x.html,看", ["www.a.cn/组织部(办)/x.html"]),
        ("邮箱swb@a.gov.cn,电话", ["swb@a.gov.cn"]),
        ("登录a.gov.cn/x(1)办理", ["a.gov.cn/x(1)"]),
        ("[文字](http://a.cn/(1))后", ["http://a.cn/(1)"]),
        ("**见http://a.cn/x**", ["http://a.cn/x"]),
        ("见D:\\组工信息\\第 116 期(定稿).docx,已报", ["D:\\组工信息\\第 116 期(定稿).docx"]),
        ("存\\\\srv\\名 单(2).doc 中", ["\\\\srv\\名 单(2).doc"]),
        ("《名单(1).xlsx》和(图1.png)", ["名单(1).xlsx", "图1.png"]),
        ("![图](图1(2).png)", ["图1(2).png"]),
        ("会议指出,名单.docx", ["名单.docx"]),
        ("投入3.5万元，增1.2%，和/或J.P.摩根第1.2节12:30", []),
        ("", []),
    ],
)
def test_where_an_address_begins_and_ends(copy: str, found: list[str]) -> None:
    assert [copy[span.start : span.end] for span in locators(copy)] == found


def test_no_rule_of_language_finds_anything_in_an_address() -> None:
    copy = "请到http://a.cn/组织(部)第2,3期/x.html下载名单(1).xlsx，存入D:\\组织部\\A 级(2).doc。\n"
    assert check_raw(Source("x.txt", copy), NOBODY, HouseLists()) == ()
    told = check_raw(Source("x.txt", "发到13855001234@139.com。\n"), NOBODY, HouseLists())
    assert [each.code for each in told] == ["C103"]
