"""Signatures with keys: who signed; unsigned, foreign, changed, cut off, replayed."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bulletin.cli import run
from bulletin.edition import keyring
from bulletin.edition.attestation import line_statement
from bulletin.edition.keys import KEYS_NAME, KeyState, key_list, read_keys
from bulletin.edition.shelf import REGISTER_NAME, read_shelf, register_of
from bulletin.publish.act import ActContext, publish, withdraw
from bulletin.publish.key_acts import KeyDesk, accept_key, lose_key, revoke_key, show_key
from bulletin.publish.receipts import read_witness_file, receipt_of
from bulletin.publish.verification import verify
from bulletin.workspace import Workspace
from tests.conftest import MakeWorkspace
from tests.office import TODAY, office, sent, signed_issue, three_signed_issues
from tests.test_agreement import forge
from tests.test_publish import writable

PASSPHRASE = "组工信息一期一会"


@pytest.fixture
def workspace(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Workspace:
    made = three_signed_issues(make_workspace)
    monkeypatch.chdir(made.root)
    monkeypatch.setattr(keyring, "ROUNDS", 1)
    at_machine(monkeypatch, tmp_path, "甲")
    monkeypatch.setenv("BULLETIN_PASSPHRASE", PASSPHRASE + "口令")
    return made


def at_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Work at another machine, with its own private keys."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "machines" / name))


def signing(workspace: Workspace) -> ActContext:
    """An office that signs with the first key of this machine."""
    keys = read_keys(workspace.issues)
    valid = {each.digits for each in keys.valid}
    kept = next(each for each in keyring.kept_keys() if each.digits in valid)
    name = keys.name_of(kept.digits)
    context = office()
    return ActContext(context.press, context.today, signer=kept.opened(PASSPHRASE + "口令", name))


def told(workspace: Workspace, *files: Path) -> list[str]:
    filed = [read_witness_file(path, path.name) for path in files]
    return [each.code for each in verify(workspace, against=filed).diagnostics]


def register(workspace: Workspace) -> Path:
    return workspace.issues / REGISTER_NAME


def cut_off(workspace: Workspace, name: str) -> None:
    """Take the last edition away with its line and its signature."""
    writable(workspace.issues)
    issue, _, revision = name.partition("/")
    shutil.rmtree(workspace.issues / issue / "published" / revision)
    shelf = read_shelf(workspace)
    register(workspace).write_bytes(register_of(shelf.register[:-1], shelf.head))


@pytest.fixture
def signed(workspace: Workspace) -> Workspace:
    """Two issues that were published and signed."""
    assert run(["key", "new", "办公室"]) == 0
    for name in ("7", "8"):
        sent(publish(workspace, name, signing(workspace)))
    assert told(workspace) == []
    return workspace


def test_an_office_without_a_key_works_as_before_and_is_said_to_be_unsigned(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    sent(publish(workspace, "7", office()))
    before = register(workspace).read_bytes()
    assert before.count(b"\n") == 1
    assert run(["verify"]) == 0
    assert "刊发的文件没有出入　共 1 份　没有签名\n" in capsys.readouterr().out


def test_each_line_says_who_entered_it_and_the_end_is_signed(
    signed: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify"]) == 0
    said = capsys.readouterr().out
    assert said.count("办公室签名") == 2
    digits = next(iter(read_keys(signed.issues).keys))
    assert f"登记簿末尾的签名：办公室 2024-04-01（公钥 {digits}），前 2 份" in said
    text = register(signed).read_text("utf-8")
    assert text.startswith("# format 3\n")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", REGISTER_NAME], cwd=signed.issues, capture_output=True
    )
    assert done.returncode == 0, done.stderr


def test_another_program_reads_the_private_key_and_the_signature(
    signed: Workspace, tmp_path: Path
) -> None:
    """OpenSSH opens the one, OpenSSL checks the other."""
    (kept,) = keyring.kept_keys()
    assert kept.path.stat().st_mode & 0o077 == 0
    assert b"PRIVATE KEY" in kept.path.read_bytes()
    wrong = subprocess.run(
        ["ssh-keygen", "-y", "-P", "wrong", "-f", kept.path], capture_output=True
    )
    right = subprocess.run(
        ["ssh-keygen", "-y", "-P", PASSPHRASE + "口令", "-f", kept.path], capture_output=True
    )
    public = base64.b64decode(read_keys(signed.issues).keys[kept.digits].public)
    assert wrong.returncode != 0
    assert base64.b64decode(right.stdout.split()[1])[-32:] == public
    line = read_shelf(signed).register[1]
    assert line.entered is not None
    der = bytes.fromhex("302a300506032b6570032100") + public
    (tmp_path / "public.der").write_bytes(der)
    (tmp_path / "signature").write_bytes(base64.b64decode(line.entered.signature))
    (tmp_path / "said").write_bytes(line_statement("", 2, str(line)))
    names = ("-inkey", "public.der", "-in", "said", "-sigfile", "signature")
    checked = subprocess.run(
        [*["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin"], *names],
        cwd=tmp_path,
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stderr


def test_what_is_published_without_the_key_is_unsigned_until_somebody_signs(
    signed: Workspace,
) -> None:
    sent(publish(signed, "9", office()))
    assert told(signed) == ["I221"]
    signed_issue(signed, "10")
    assert sent(publish(signed, "10", office())) == "10/1"  # nobody is held up
    assert run(["key", "sign"]) == 0
    assert told(signed) == []


def test_a_key_that_comes_later_signs_for_what_was_there(workspace: Workspace) -> None:
    sent(publish(workspace, "7", office()))
    assert run(["key", "new", "办公室"]) == 0
    assert told(workspace) == []
    cut_off(workspace, "7/1")
    assert told(workspace)[-1] == "I224"


def test_who_signs_is_told_what_nobody_had_signed(
    signed: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edition that somebody put in does not become the office's own by the next act."""
    sent(publish(signed, "9", office()))
    signed_issue(signed, "10")
    outcome = publish(signed, "10", signing(signed))
    assert sent(outcome) == "10/1"
    assert [(each.code, each.message) for each in outcome.diagnostics] == [
        ("I221", "9/1 原来没有签名，这一次一并签了")
    ]
    assert told(signed) == []
    _all_unsigned(signed)
    assert run(["key", "sign"]) == 0
    assert "7/1、8/1、9/1、10/1 原来没有签名" in capsys.readouterr().err
    assert run(["key", "sign"]) == 0
    assert "原来没有签名" not in capsys.readouterr().err


def test_an_edition_without_a_line_is_entered_by_nobody(signed: Workspace) -> None:
    """Neither one that an interrupted act left, nor one that somebody put in to be found so."""
    before = register(signed).read_bytes()
    sent(publish(signed, "9", office()))
    register(signed).write_bytes(before)
    signed_issue(signed, "10")
    outcome = publish(signed, "10", signing(signed))
    assert [each.code for each in outcome.diagnostics] == ["I221"]
    lines = {line.name: line.entered for line in read_shelf(signed).register}
    assert lines["9/1"] is None
    assert lines["10/1"] is not None
    assert told(signed) == []


def _foreign(workspace: Workspace) -> None:
    """Signed by a key that nobody accepted."""
    shelf = read_shelf(workspace)
    signer, public = keyring.make_key("somebody else", "张三")
    show_key(KeyDesk(workspace, TODAY), signer, public)
    forged = tuple(
        type(line)(line.identity, line.issue, line.revision, signer.attest(b""))
        for line in shelf.register
    )
    register(workspace).write_bytes(register_of(forged, shelf.head))


def _changed(workspace: Workspace) -> None:
    forge(workspace, "8/1", "edition/index.html", lambda page: page.replace("<main>", "<main>别人"))


def _moved(workspace: Workspace) -> None:
    """The signature of one line under another."""
    first, second = (shelf := read_shelf(workspace)).register
    other = type(second)(second.identity, second.issue, second.revision, first.entered)
    register(workspace).write_bytes(register_of((first, other), shelf.head))


def _bare(workspace: Workspace) -> None:
    """The signature under the end taken away."""
    register(workspace).write_bytes(register_of(read_shelf(workspace).register))


def _keys_cut(workspace: Workspace) -> None:
    (workspace.issues / KEYS_NAME).write_bytes(b"")


def _all_unsigned(workspace: Workspace) -> None:
    lines = (
        type(each)(each.identity, each.issue, each.revision)
        for each in read_shelf(workspace).register
    )
    register(workspace).write_bytes(register_of(tuple(lines)))


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_foreign, "I222"),
        (_changed, "I223"),
        (_moved, "I223"),
        (_bare, "I224"),
        (lambda workspace: cut_off(workspace, "8/1"), "I224"),
        (_keys_cut, "I222"),
        (_all_unsigned, "I221"),
    ],
)
def test_what_is_wrong_is_told_apart_and_nothing_is_signed_upon_it(
    signed: Workspace,
    tamper: Callable[[Workspace], None],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    holder = signing(signed)
    at_machine(monkeypatch, tmp_path, "乙")  # without what was noted beside the private key
    tamper(signed)
    found = told(signed)
    assert code in found
    assert {"I221", "I222", "I223", "I224"}.intersection(found) <= {code, "I223", "I224"}
    outcome = publish(signed, "9", holder)
    if code != "I221":
        assert outcome.kept is None
        assert [each.code for each in outcome.diagnostics] == ["I118"]


def test_an_older_state_that_is_put_back_whole_is_found_where_it_was_signed_and_by_a_receipt(
    signed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "旧"
    shutil.copytree(signed.issues, old)
    sent(publish(signed, "9", signing(signed)))
    receipt = tmp_path / "回执.txt"
    receipt.write_text(receipt_of(signed, [read_shelf(signed)], TODAY), "utf-8")
    assert told(signed, receipt) == []
    writable(signed.issues)
    shutil.rmtree(signed.issues)
    shutil.copytree(old, signed.issues)
    assert told(signed) == ["I225"]  # the note beside the private key
    at_machine(monkeypatch, tmp_path, "乙")
    assert told(signed) == []  # nothing on the drive contradicts it
    assert told(signed, receipt) == ["I225"]


def test_keys_that_were_all_exchanged_are_found_by_a_receipt(
    signed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = tmp_path / "回执.txt"
    receipt.write_text(receipt_of(signed, [read_shelf(signed)], TODAY), "utf-8")
    assert f"　公钥 {next(iter(read_keys(signed.issues).keys))}　登记 2 份" in receipt.read_text(
        "utf-8"
    )
    at_machine(monkeypatch, tmp_path, "乙")
    _all_unsigned(signed)
    (signed.issues / KEYS_NAME).unlink()
    assert run(["key", "new", "办公室"]) == 0
    assert told(signed) == []
    assert told(signed, receipt) == ["I226"]


# -- The list of keys ------------------------------------------------------------------------------


def test_a_second_person_is_accepted_and_given_up(
    signed: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_machine(monkeypatch, tmp_path, "乙")
    assert run(["key", "new", "张三"]) == 0
    assert "等有钥匙的人认可" in capsys.readouterr().out
    assert run(["key", "sign"]) == 1
    at_machine(monkeypatch, tmp_path, "甲")
    assert run(["key", "accept", "张三"]) == 0
    at_machine(monkeypatch, tmp_path, "乙")
    sent(publish(signed, "9", signing(signed)))
    assert run(["verify"]) == 0
    assert "9/1　某县组工信息第9期" in (said := capsys.readouterr().out)
    assert "张三签名" in said
    at_machine(monkeypatch, tmp_path, "甲")
    assert run(["key", "revoke", "张三", "--reason", "调离"]) == 0
    assert told(signed) == []  # what he signed stays signed
    at_machine(monkeypatch, tmp_path, "乙")
    assert run(["key", "sign"]) == 1
    assert run(["key", "list"]) == 0
    assert "张三　" in (said := capsys.readouterr().out)
    assert "停用" in said


def test_a_key_is_accepted_by_its_name_or_number_and_by_nothing_shorter(
    signed: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_machine(monkeypatch, tmp_path, "乙")
    assert run(["key", "new", " 张三 "]) == 0
    (digits,) = (each.digits for each in keyring.kept_keys())
    assert run(["key", "sign"]) == 1
    assert f"bulletin key accept {digits}" in capsys.readouterr().err
    at_machine(monkeypatch, tmp_path, "甲")
    for short in ("", " ", digits[:1], digits[:7], "张"):
        assert run(["key", "accept", short]) == 2
    assert read_keys(signed.issues).keys[digits].state is KeyState.WAITING
    assert run(["key", "accept", digits[:8]]) == 0
    assert read_keys(signed.issues).name_of(digits) == "张三"


def test_a_reason_without_words_is_asked_for_in_the_words_of_the_act(
    signed: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["key", "revoke", "办公室", "--reason", "……"]) == 2
    assert "为什么停用" in capsys.readouterr().err


@pytest.mark.parametrize("act", [["change"], ["lost", "办公室", "--reason", "硬盘坏了"]])
def test_who_takes_a_new_key_is_told_to_keep_a_copy_of_it(
    signed: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    act: list[str],
) -> None:
    if act[0] == "lost":
        at_machine(monkeypatch, tmp_path, "乙")
    before = {each.path for each in keyring.kept_keys()}
    assert run(["key", *act]) == 0
    (made,) = {each.path for each in keyring.kept_keys()} - before
    assert f"私钥：{made}　另存一份备份" in capsys.readouterr().out


def test_a_key_is_lost_only_where_nobody_else_has_one(
    signed: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_machine(monkeypatch, tmp_path, "乙")
    assert run(["key", "new", "张三"]) == 0
    (his,) = (each.digits for each in keyring.kept_keys())
    at_machine(monkeypatch, tmp_path, "甲")
    assert run(["key", "accept", "张三"]) == 0
    (ours,) = (each.digits for each in keyring.kept_keys())
    at_machine(monkeypatch, tmp_path, "丙")
    before = (signed.issues / KEYS_NAME).read_bytes()
    for one, other in (("办公室", his), ("张三", ours)):
        capsys.readouterr()
        assert run(["key", "lost", one, "--reason", "火灾"]) == 2
        assert "的钥匙还有效：由他运行 bulletin key revoke " in (said := capsys.readouterr().err)
        assert f"{other} --reason …" in said
    assert (keyring.kept_keys(), (signed.issues / KEYS_NAME).read_bytes()) == ((), before)
    assert run(["key", "lost", "办公室", ours, "张三", "--reason", "火灾"]) == 0
    keys = read_keys(signed.issues)
    assert {keys.keys[each].state for each in (ours, his)} == {KeyState.REVOKED}
    assert [each.name for each in keys.valid] == ["办公室"]
    assert told(signed) == []
    sent(publish(signed, "9", signing(signed)))
    assert told(signed) == []


def test_what_a_key_signs_after_it_was_given_up_is_foreign(
    signed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stolen = signing(signed)
    assert run(["key", "change"]) == 0
    assert told(signed) == []
    outcome = publish(signed, "9", stolen)
    assert outcome.kept is not None
    assert set(told(signed)) == {"I222"}


def test_a_lost_key_is_told_until_the_new_one_is_confirmed_from_outside(
    signed: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.rmtree(keyring.key_folder())
    assert run(["key", "lost", "办公室", "--reason", "硬盘坏了"]) == 0
    sent(publish(signed, "9", signing(signed)))
    assert run(["key", "list"]) == 0
    filed = tmp_path / "公钥.txt"
    filed.write_text(capsys.readouterr().out, "utf-8")
    assert told(signed) == []  # the machine that has the new one
    at_machine(monkeypatch, tmp_path, "丙")
    assert told(signed) == ["I226"]
    assert told(signed, filed) == []


@pytest.mark.parametrize("number", range(4))
def test_a_record_that_was_changed_moved_or_taken_away_is_told(
    signed: Workspace, number: int
) -> None:
    assert run(["key", "change"]) == 0
    path = signed.issues / KEYS_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 4
    assert key_list(lines).faults == ()
    assert key_list(lines[:number] + lines[number + 1 :]).faults or number == 3
    changed = lines[number].replace(b"2026", b"2025").replace(b"2024", b"2023")
    assert key_list([*lines[:number], changed, *lines[number + 1 :]]).faults
    path.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
    assert set(told(signed)) & {"I222", "I224", "I226"}


def test_nobody_accepts_himself(signed: Workspace) -> None:
    desk = KeyDesk(signed, TODAY)
    signer, public = keyring.make_key("another one", "李四")
    assert show_key(desk, signer, public) == ()
    (first,) = read_keys(signed.issues).valid
    for refused in (
        accept_key(desk, signer, signer.key),
        revoke_key(desk, signer, first.digits, "不要了"),
        show_key(desk, signer, public),
        lose_key(desk, signing(signed).signer or signer, signer.key, "没丢"),
    ):
        assert [each.code for each in refused] == ["I226"]
    assert read_keys(signed.issues).keys[signer.key].state is KeyState.WAITING
    assert told(signed) == []


# -- Passphrases -----------------------------------------------------------------------------------


def test_without_its_passphrase_no_key_is_used(
    signed: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = register(signed).read_bytes()
    monkeypatch.setenv("BULLETIN_PASSPHRASE", "不对的口令不对的")
    assert run(["publish", "9"]) == 3
    assert "口令不对" in (said := capsys.readouterr().err)
    assert "--unsigned" in said
    monkeypatch.delenv("BULLETIN_PASSPHRASE")
    assert run(["withdraw", "8", "--reason", "有误"]) == 2
    assert "BULLETIN_PASSPHRASE_FILE" in capsys.readouterr().err
    assert register(signed).read_bytes() == before
    (tmp_path / "口令").write_text(PASSPHRASE + "口令\n", "utf-8")
    monkeypatch.setenv("BULLETIN_PASSPHRASE_FILE", str(tmp_path / "口令"))
    assert run(["key", "sign"]) == 0


def test_a_short_passphrase_makes_no_key(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLETIN_PASSPHRASE", "短")
    assert run(["key", "new", "办公室"]) == 2
    assert keyring.kept_keys() == ()
    assert not (workspace.issues / KEYS_NAME).exists()


WAYS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
"""The ways in which Notepad keeps a text."""


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("way", WAYS)
def test_a_passphrase_file_says_what_was_typed_whichever_way_it_was_kept(
    signed: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str, end: str
) -> None:
    (tmp_path / "口令").write_bytes((PASSPHRASE + "口令" + end).encode(way))
    monkeypatch.setenv("BULLETIN_PASSPHRASE_FILE", str(tmp_path / "口令"))
    assert run(["key", "sign"]) == 0


def test_a_passphrase_file_that_cannot_be_read_is_told_with_its_setting(
    signed: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "图").write_bytes(b"\x89PNG\xff\xff")
    for path, said in (("没有", "BULLETIN_PASSPHRASE_FILE"), ("", "文件夹"), ("图", "不是文字")):
        monkeypatch.setenv("BULLETIN_PASSPHRASE_FILE", str(tmp_path / path))
        assert run(["key", "sign"]) == 3
        assert said in (told := capsys.readouterr().err)
        assert "程序出错" not in told


def test_a_passphrase_with_odd_characters_makes_no_key(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for odd in ("\ufeff", "\u200b", "\t"):
        monkeypatch.setenv("BULLETIN_PASSPHRASE", odd + PASSPHRASE + "口令")
        assert run(["key", "new", "办公室"]) == 2
    assert keyring.kept_keys() == ()


def test_a_signature_without_a_note_of_it_is_told(
    signed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bulletin.publish.registrar.note_signed", full)
    outcome = withdraw(signed, "8", "有误", signing(signed))
    assert sent(outcome) == "8/2"
    assert [each.code for each in outcome.diagnostics] == ["I227"]
    monkeypatch.undo()


def test_a_key_file_that_was_cut_off_is_not_called_a_wrong_passphrase(
    signed: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (kept,) = keyring.kept_keys()
    whole = kept.path.read_bytes()
    for content in (b"", whole[:100], whole[:-40]):
        kept.path.write_bytes(content)
        assert run(["key", "sign"]) == 3
        assert "从备份取回" in capsys.readouterr().err
    for content in (whole.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + whole):
        kept.path.write_bytes(content)
        assert run(["key", "sign"]) == 0


def test_a_number_that_was_copied_from_paper_confirms_a_new_key(
    signed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_machine(monkeypatch, tmp_path, "乙")
    assert run(["key", "lost", "办公室", "--reason", "硬盘坏了"]) == 0
    (kept,) = keyring.kept_keys()
    at_machine(monkeypatch, tmp_path, "丙")  # which knows neither key
    groups = " ".join(kept.digits[at : at + 4] for at in range(0, 16, 4))
    for number in (kept.digits, groups, groups.upper(), f"：{kept.digits}", f"\n{groups}\n"):
        (tmp_path / "归档.txt").write_text(f"公钥 {number} 办公室", "utf-8")
        assert told(signed, tmp_path / "归档.txt") == []
    (tmp_path / "归档.txt").write_text(f"公钥 {kept.digits[:-1]}", "utf-8")
    assert sorted(told(signed, tmp_path / "归档.txt")) == ["I219", "I226"]


def test_a_package_that_is_not_installed_is_named_with_its_cure(
    signed: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (kept,) = keyring.kept_keys()
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    for call in (["key", "sign"], ["key", "change"], ["publish", "9"]):
        assert run(call) == 3
        assert capsys.readouterr().err == "没有安装 bcrypt；运行 pip install bulletin 补齐\n"
    assert keyring.kept_keys() == (kept,)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    signed.timestamps.mkdir()
    (signed.timestamps / "8.tsr").write_bytes(b"")
    assert run(["verify"]) == 3
    assert "没有安装 rfc3161_client；" in capsys.readouterr().err


def test_a_key_of_another_kind_is_refused(signed: Workspace) -> None:
    (kept,) = keyring.kept_keys()
    other = kept.path.with_name("0" * 16 + ".key")
    shutil.copy(kept.path, other)
    with pytest.raises(ValueError, match=other.name):
        keyring.KeptKey("0" * 16, other).opened(PASSPHRASE + "口令", "")


# -- Which register, which file --------------------------------------------------------------------


@pytest.fixture
def two(signed: Workspace) -> Workspace:
    """The same office with an issue of a second publication, signed too."""
    beside = signed.issues / "diaoyan"
    beside.mkdir()
    (beside / "publication.yaml").write_text("name: 调研参考\n", "utf-8")
    signed_issue(signed, "diaoyan/1")
    assert sent(publish(signed, "diaoyan/1", signing(signed))) == "diaoyan/1/1"
    assert told(signed) == []
    return signed


def test_of_two_registers_it_is_said_whose_end_is_signed(
    two: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify"]) == 0
    ends = [each for each in capsys.readouterr().out.splitlines() if "末尾的签名" in each]
    assert [each.partition("：")[0] for each in ends] == [
        "登记簿末尾的签名",
        "登记簿末尾的签名（diaoyan）",
    ]


def test_a_publication_that_was_taken_away_whole_is_told_where_it_was_signed(
    two: Workspace,
) -> None:
    writable(two.issues)
    shutil.rmtree(two.issues / "diaoyan")
    assert told(two) == ["I218"]


def test_each_file_that_was_compared_is_named_with_what_came_of_it(
    signed: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, other, key = (tmp_path / f"{name}.txt" for name in ("回执", "别的", "公钥"))
    good.write_text(receipt_of(signed, [read_shelf(signed)], TODAY), "utf-8")
    other.write_text(f"8/1 {'0' * 16}", "utf-8")
    key.write_text(f"公钥 {'0' * 16}", "utf-8")
    report = tmp_path / "核对.txt"
    assert run(["verify", "--against", str(good), "--report", str(report)]) == 0
    assert f"相符　{good}\n" in capsys.readouterr().out
    assert f"对照：相符　{good}\n" in report.read_text("utf-8")
    files = [part for path in (good, other, key) for part in ("--against", str(path))]
    assert run(["verify", *files]) == 1
    said = capsys.readouterr()
    assert f"相符　{good}\n不符　{other}\n不符　{key}\n" in said.out
    assert f"{key}" in said.err  # the key that the list lacks stands in this file
