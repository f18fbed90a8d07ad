"""What in copy is an address: of a web page, a mailbox or a file."""

from __future__ import annotations

from time import process_time

import pytest

from bulletin.checks import check_raw
from bulletin.checks.lists import HouseLists
from bulletin.locators import address_meant, broken_locators, locators
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


@pytest.mark.parametrize(
    ("copy", "right"),
    [
        ("见http：//www.a.cn/b。", ["http://www.a.cn/b"]),
        ("见http:\\www.a.cn，", ["http://www.a.cn"]),
        ("见http//www.a.cn", ["http://www.a.cn"]),
        ("见https: //www.a.cn", ["https://www.a.cn"]),
        ("见htpp://a.cn", ["http://a.cn"]),
        ("见ftp：//a.cn", ["ftp://a.cn"]),
        ("见http：、、www。a。cn、乙", ["http://www.a.cn"]),
        ("见http：//10.0.0.5：8080/x", ["http://10.0.0.5:8080/x"]),
        ("登录 www。a.gov.cn。AI技术", ["www.a.gov.cn"]),
        ("登录www,a,gov,cn、www.b.cn", ["www.a.gov.cn"]),
        ("登录www a.gov.cn", ["www.a.gov.cn"]),
        ("发到abc＠163。com和abc@163，com", ["abc@163.com", "abc@163.com"]),
        ("发到abc@ a.cn、abc @a.cn、abc@163com", ["abc@a.cn", "abc@a.cn", "abc@163.com"]),
        ("见http://a.cn/x？id=1＆b=2", ["http://a.cn/x?id=1&b=2"]),
        ("见http://a.cn/b/ 2024/a.html", ["http://a.cn/b/2024/a.html"]),
        ("见http://a.cn/b。html。后来", ["http://a.cn/b.html"]),
        ("见HTTP://A.CN/X，http://a.cn/，http://b.cn", []),
        ("见http://a.cn/ www.b.cn，http://a.cn/x：2024年", []),
        ("注册com、cn、net域名，支持Java、net、com，访问www.a.cn，cn域名", []),
        ("5G+AI，Wi-Fi、J.P.摩根，3.5 @张三，公众号tzzg@ 2024，abc@a.gov.cn ，电话", []),
    ],
)
def test_an_address_broken_at_its_marks(copy: str, right: list[str]) -> None:
    found = sorted(broken_locators(copy), key=lambda each: each.span.start)
    assert [each.right for each in found] == right
    assert all(list(broken_locators(each)) == [] for each in right)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("http：//www.a.cn", "http://www.a.cn"),
        ("www。a。cn", "http://www.a.cn"),
        ("www.a.cn/b", "http://www.a.cn/b"),
        ("abc＠163.com", "mailto:abc@163.com"),
        (" https: //a.cn ", "https://a.cn"),
        ("附件.doc", ""),
        ("地址", ""),
    ],
)
def test_what_address_somebody_means(typed: str, meant: str) -> None:
    assert address_meant(typed) == meant


@pytest.mark.parametrize(
    "piece", ["a。", "www.", "http:", "a@", "a/ ", "ab-", "h", "www ", "a.cn/ a"]
)
def test_looking_for_broken_addresses_takes_linear_time(piece: str) -> None:
    """Ten times as much takes about ten times as long, not a hundred times."""
    taken: list[float] = []
    for count in (3_000, 30_000):
        text = "http://a.cn/" + piece * count
        start = process_time()
        list(broken_locators(text))
        taken.append(process_time() - start)
    assert taken[1] < 40 * taken[0] + 0.05
