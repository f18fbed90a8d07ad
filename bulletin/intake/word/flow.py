"""The runs of one paragraph: from `w:r` and everything around and in it to `Run`s."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import PurePosixPath

from bulletin.diagnostics import Severity
from bulletin.intake.raised import lowered, raised
from bulletin.intake.received import ReceivedPicture, Run
from bulletin.intake.word.drawing import (
    Thing,
    chart_words,
    chosen,
    cut_away,
    described,
    formula_text,
    is_hidden,
    name_of_picture,
    shown_size,
    things,
    words_in_drawing,
)
from bulletin.intake.word.emphasis import Emphases
from bulletin.intake.word.field_codes import (
    PAGE_NUMBERS,
    Frame,
    is_safe,
    link_of,
    name_of,
    shown_by,
)
from bulletin.intake.word.story_reading import (
    StoryPlace,
    StoryReading,
    all_characters,
    is_placeholder,
    short,
    tell_elsewhere,
    tell_placeholder,
)
from bulletin.intake.word.styles import RunFormat
from bulletin.intake.word.symbols import FACES, is_private, symbol
from bulletin.ooxml import ALTERNATIVE, MATH, XML, Element, R, W, is_on, local
from bulletin.source import Span

MOST_PICTURES = 500
"""Pictures of one document; the same one placed a million times is an attack."""

_INFO, _WARNING = Severity.INFO, Severity.WARNING


class RunReader:
    """Reads one paragraph's runs into the transcript."""

    def __init__(self, reading: StoryReading, place: StoryPlace, style: str) -> None:
        self._reading = reading
        self._transcript = reading.transcript
        self._place = place
        self._style = style
        self._runs: list[Run] = []
        self._hidden: list[str] = []
        self._inserting: list[str] = []
        """What was written since the innermost insertion began."""

        self._address = ""
        self._named = ""
        """The character style of the run that is being read."""

        self._emphases = Emphases(reading.marked)
        self._properties: Element | None = None
        """The properties of the run that is being read."""

        self._broken = False
        self.boxes: list[Thing] = []
        self.turned = False
        """Whether a page break stands before its first character."""

    # -- What a paragraph consists of --------------------------------------------------------------

    def read(self, container: Iterable[Element]) -> None:
        """Read what stands in a paragraph, or in something inside one."""
        for each in container:
            reader = _ANYWHERE.get(each.tag)
            if reader is not None:
                reader(self, each)
            elif each.tag not in _SILENT:
                self._strange(each)

    def close(self) -> tuple[Run, ...]:
        """The paragraph's runs, those of one face joined."""
        if self._broken:
            self._place.turns_page = True
        self._tell_hidden()
        self._emphases.tell(self._transcript)
        if self._runs and not any(run.text or run.picture or run.footnote for run in self._runs):
            return ()
        joined: list[Run] = []
        for key, group in groupby(self._runs, key=_face):
            runs = list(group)
            if key[-1]:
                joined += runs
                continue
            text = "".join(run.text for run in runs)
            joined.append(_moved(runs[0], text, Span(runs[0].span.start, runs[-1].span.end)))
        return tuple(joined)

    def _tell_hidden(self) -> None:
        words = "".join(self._hidden).strip()
        if words:
            self._transcript.note(
                "D112",
                _WARNING,
                f"隐藏文字“{short(words)}”没有收入",
                "要用就在 Word 里取消“隐藏”再导入",
            )
        self._hidden.clear()

    def _strange(self, element: Element) -> None:
        """Something unknown: its text is read; if it has none, it is reported."""
        if next(element.iter(f"{W}t"), None) is not None:
            self.read(element)
        elif element.tag.startswith(W) and len(element) == 0:
            return  # a mark that shows nothing
        else:
            self._transcript.note(
                "D116", _WARNING, f"有不认识的内容 `{local(element)}`，没有收入", _LOOK, once=True
            )

    # -- Around runs -------------------------------------------------------------------------------

    def _link(self, element: Element) -> None:
        before = self._address
        relation = self._place.relations.get(element.get(f"{R}id", ""))
        if relation is not None and relation.external:
            self._address = self._safe(relation.target)
        self.read(element)
        self._address = before

    def _safe(self, address: str) -> str:
        if is_safe(address) or not address or address.startswith("#"):
            return address if is_safe(address) else ""
        self._transcript.note(
            "D127", _INFO, f"链接 `{short(address)}` 不是网址，只收文字", once=True
        )
        return ""

    def _simple_field(self, element: Element) -> None:
        self._begin()
        self._instruct(element.get(f"{W}instr", ""))
        if len(element):
            self._separate()
        self.read(element)
        self._end(element)

    def _inserted(self, element: Element) -> None:
        kind = "move" if element.tag == f"{W}moveTo" else "insertion"
        start, around = self._transcript.end, self._inserting
        self._inserting = []
        self.read(element)
        text, self._inserting = "".join(self._inserting), around
        if text:
            self._change(kind, element, text, Span(start, self._transcript.end))

    def _deleted(self, element: Element) -> None:
        kind = "move" if element.tag == f"{W}moveFrom" else "deletion"
        text = all_characters(element)
        if text:
            self._change(kind, element, text, Span(self._transcript.end, self._transcript.end))

    def _change(self, kind: str, element: Element, text: str, span: Span) -> None:
        author, dated = element.get(f"{W}author", ""), element.get(f"{W}date", "")
        self._transcript.remark(kind, author, dated, text, span)

    def _control(self, element: Element) -> None:
        content = element.find(f"{W}sdtContent")
        if content is None:
            return
        if is_placeholder(element):
            tell_placeholder(self._transcript, content)
        else:
            self.read(content)

    def _formula(self, element: Element) -> None:
        text = formula_text(element)
        span = self._put(text, self._look(None))
        self._transcript.note(
            "D115", _WARNING, f"公式“{text}”只收了字符，没有收结构", "对照原稿改写", span
        )

    def _choice(self, element: Element) -> None:
        self.read(chosen(element))

    def _comment_begins(self, element: Element) -> None:
        self._reading.opened[element.get(f"{W}id", "")] = self._transcript.end

    def _comment_ends(self, element: Element) -> None:
        name = element.get(f"{W}id", "")
        start = self._reading.opened.pop(name, None)
        if start is not None:
            self._comment(name, start)

    def _comment(self, name: str, start: int) -> None:
        """A comment on what was read since `start`; each is reported only at its first place."""
        comment = self._reading.comments.get(name)
        if comment is not None and name not in self._reading.told:
            self._reading.told.add(name)
            self._transcript.remark("comment", *comment, Span(start, self._transcript.end))

    def _elsewhere(self, element: Element) -> None:
        tell_elsewhere(self._transcript)

    # -- In runs -----------------------------------------------------------------------------------

    def _run(self, element: Element) -> None:
        properties = element.find(f"{W}rPr")
        look = self._look(properties)
        before, self._named = self._named, self._reading.styles.named(properties)
        outer, self._properties = self._properties, properties
        for each in element:
            self._in_run(each, look)
        self._named, self._properties = before, outer

    def _in_run(self, element: Element, look: RunFormat) -> None:
        reader = _IN_RUN.get(element.tag)
        if reader is not None:
            reader(self, element, look)
        elif element.tag in _INLINE and element.tag != f"{ALTERNATIVE}AlternateContent":
            _INLINE[element.tag](self, element)
        elif element.tag == f"{ALTERNATIVE}AlternateContent":
            for each in chosen(element):
                self._in_run(each, look)
        elif element.tag not in _SILENT:
            self._strange(element)

    def _look(self, properties: Element | None) -> RunFormat:
        return self._reading.styles.look_in(self._style, properties)

    def _text(self, element: Element, look: RunFormat) -> None:
        text = element.text or ""
        if element.get(f"{XML}space") != "preserve":
            text = text.strip(" \t\r\n")
        text = text.translate(_BLANKS)
        if (look.latin or "").lower() in FACES or any(map(is_private, text)):
            latin = (look.latin or "") if (look.latin or "").lower() in FACES else ""
            face = latin or look.eastern or ""
            text = "".join(self._sign(face, sign) or sign for sign in text)
        moved = _MOVED[look.raised](text.strip()) if look.raised in _MOVED else ""
        if moved:
            text = text.replace(text.strip(), moved)
        span = self._put(text, look)
        if span.end == span.start:
            return
        linked = bool(self._address) or any(frame.address for frame in self._place.frames)
        self._emphases.add(self._properties, look, text, span, linked=linked)
        if not text.strip():
            return
        if look.raised in _RAISED and not moved:
            message = f"{_RAISED[look.raised]}“{short(text)}”收成平排"
            self._transcript.note("D119", _WARNING, message, "对照原稿改写", span)

    def _sign(self, face: str, sign: str) -> str:
        """A sign of a symbol face as a character; reported if it is not known."""
        known = symbol(face, sign)
        if not known:
            self._transcript.note(
                "D117",
                _WARNING,
                f"符号 U+{ord(sign):04X}（字体 {face or '未写明'}）不认识",
                "对照原稿补上",
                once=True,
            )
        return known

    def _symbol(self, element: Element, look: RunFormat) -> None:
        try:
            sign = chr(int(element.get(f"{W}char", ""), 16))
        except (ValueError, OverflowError):
            return
        face = element.get(f"{W}font", "")
        self._put(self._sign(face, sign), look)

    def _break(self, element: Element, look: RunFormat) -> None:
        if element.get(f"{W}type") != "page":
            self._put("\n", look)
        elif any(run.text for run in self._runs):
            self._broken = True
        else:
            self.turned = True

    def _note_called(self, element: Element, look: RunFormat) -> None:
        if self._unseen(look):
            return
        kind = local(element).removesuffix("Reference")
        number = self._reading.number(kind, element.get(f"{W}id", ""))
        here = self._transcript.end
        self._runs.append(Run("", Span(here, here), bool(look.bold), footnote=number))

    def _comment_called(self, element: Element, look: RunFormat) -> None:
        """A comment on no particular words stands at its sign."""
        name = element.get(f"{W}id", "")
        self._comment(name, self._reading.opened.pop(name, self._transcript.end))

    def _ruby(self, element: Element, look: RunFormat) -> None:
        for base in element.iterchildren(f"{W}rubyBase"):
            self.read(base)
        words = "".join(all_characters(each) for each in element.iterchildren(f"{W}rt"))
        self._transcript.note("D120", _WARNING, f"注音“{words}”没有收入", "要用就写成夹注")

    # -- Fields ------------------------------------------------------------------------------------

    def _field_mark(self, element: Element, look: RunFormat) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._tick(element, look)
            self._begin()
        elif kind == "separate" and self._place.frames:
            self._separate()
        elif kind == "end" and self._place.frames:
            self._end(element)

    def _tick(self, element: Element, look: RunFormat) -> None:
        """A check box of a form shows a box, and has no result."""
        box = element.find(f"{W}ffData/{W}checkBox")
        if box is None:
            return
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        self._put("☑" if state is not None and is_on(state) else "□", look)

    def _begin(self) -> None:
        outer = self._place.frames[-1] if self._place.frames else None
        if outer is None:
            frame = Frame(False, None, "", False)
        else:
            hidden = outer.hidden or not outer.shows
            sink = outer.sink if outer.shows else outer
            frame = Frame(hidden, sink, outer.address, outer.contents, outer.silent)
        self._place.frames.append(frame)

    def _instruct(self, text: str) -> None:
        if self._place.frames and not self._place.frames[-1].shows:
            self._place.frames[-1].instruction.append(text)

    def _instruction(self, element: Element, look: RunFormat) -> None:
        self._instruct(element.text or "")

    def _separate(self) -> None:
        if not self._place.frames:
            return
        frame = self._place.frames[-1]
        frame.shows = True
        written = frame.written
        name = name_of(written)
        if name == "TOC" and not frame.contents:
            frame.contents = True
            self._transcript.note("D123", _INFO, "这里是 Word 自动生成的目录")
        elif name == "HYPERLINK":
            address = link_of(written)
            frame.address = self._safe(address) if address else ""
        elif name in PAGE_NUMBERS and self._place.running:
            frame.silent = True

    def _end(self, element: Element) -> None:
        if not self._place.frames:  # the mark of an end, while no field is open
            return
        frame = self._place.frames.pop()
        if frame.shows or frame.hidden:
            return
        shown = shown_by(frame.written)
        span = self._put(shown.text, self._look(None))
        if not shown.known:
            self._transcript.note(
                "D121",
                _WARNING,
                f"域“{frame.written}”没有照样收入",
                "对照原稿补上" if not shown.text else "对照原稿核对",
                span,
            )

    # -- Drawings ----------------------------------------------------------------------------------

    def _drawing(self, element: Element, look: RunFormat) -> None:
        if self._unseen(look) or is_hidden(element):
            self._transcript.note("D112", _WARNING, "隐藏的图形没有收入")
            return
        for thing in things(element):
            _SEEN[thing.kind](self, thing, element)

    def _picture(self, thing: Thing, drawing: Element) -> None:
        relation = self._place.relations.get(thing.target)
        if relation is not None and relation.external:
            self._linked(thing._replace(target=relation.target), drawing)
            return
        content = None if relation is None else self._reading.package.part(relation.target)
        if relation is None or content is None:
            self._transcript.note("D124", _WARNING, "这里的图片在文件里找不到", "向来稿单位要图片")
            return
        if len(self._reading.pictures) == MOST_PICTURES:
            message = f"图片超过 {MOST_PICTURES} 张，后面的没有收入"
            self._transcript.note("D124", _WARNING, message, "分成几个文件", once=True)
            return
        here = Span(self._transcript.end, self._transcript.end)
        suffix = PurePosixPath(relation.target.lower()).suffix
        name, alternative = name_of_picture(drawing), described(drawing)
        self._transcript.count(len(name) + len(alternative))
        cut, shown = cut_away(thing.element), shown_size(thing.element)
        picture = ReceivedPicture(content, suffix, alternative, here, name, cut, shown)
        self._reading.pictures.append(picture)
        self._runs.append(Run("", here, picture=len(self._reading.pictures)))

    def _linked(self, thing: Thing, drawing: Element) -> None:
        relation = self._place.relations.get(thing.target)
        target = thing.target if relation is None else relation.target
        self._transcript.note(
            "D111",
            _WARNING,
            f"图片在文件外面（`{short(target)}`），没有去取",
            "在 Word 里把图片插入文档再发来",
        )

    def _boxed(self, thing: Thing, drawing: Element) -> None:
        self.boxes.append(thing)

    def _chart(self, thing: Thing, drawing: Element) -> None:
        words = self._words_in(thing.target, chart_words)
        said = f"，上面的文字是“{'、'.join(words)}”" if words else ""
        self._transcript.note(
            "D116", _WARNING, f"这里的图表没有收入{said}", "在 Word 里另存为图片，再插入"
        )

    def _diagram(self, thing: Thing, drawing: Element) -> None:
        words = self._words_in(thing.target, words_in_drawing)
        if words:
            self.boxes.append(Thing("words", drawing, texts=words))
        kept = "只收了文字" if words else "没有收入"
        self._transcript.note("D116", _WARNING, f"这里的 SmartArt 图形{kept}", "要图就另存为图片")

    def _words_in(self, target: str, read: Callable[[Element], tuple[str, ...]]) -> tuple[str, ...]:
        relation = self._place.relations.get(target)
        return () if relation is None else self._reading.words_in(relation.target, read)

    def _object(self, thing: Thing, drawing: Element) -> None:
        self._transcript.note(
            "D126",
            _WARNING,
            f"这里嵌入了别的文件（{short(thing.target)}），没有打开",
            "要用就让来稿单位另发",
        )

    def _ink(self, thing: Thing, drawing: Element) -> None:
        self._transcript.note("D116", _WARNING, "这里的手写墨迹没有收入", _LOOK)

    # -- Writing -----------------------------------------------------------------------------------

    def _unseen(self, look: RunFormat) -> bool:
        frame = self._place.frames[-1] if self._place.frames else None
        return bool(look.hidden) or (frame is not None and (frame.hidden or not frame.shows))

    def _put(self, text: str, look: RunFormat) -> Span:
        """Write visible text; nowhere if it is hidden or belongs to an instruction."""
        here = Span(self._transcript.end, self._transcript.end)
        frame = self._place.frames[-1] if self._place.frames else None
        if frame is not None and (frame.hidden or not frame.shows):
            sink = frame if not frame.shows else frame.sink
            if sink is not None:
                sink.instruction.append(text)
                sink.swallowed.append(text)
            return here
        if look.hidden:
            self._hidden.append(text)
            return here
        if not text or (frame is not None and frame.silent):
            return here
        if self._broken:
            self._broken = False
            self._write("\n", look)
        return self._write(text, look)

    def _write(self, text: str, look: RunFormat) -> Span:
        frame = self._place.frames[-1] if self._place.frames else None
        address = self._address or ("" if frame is None else frame.address)
        self._transcript.count(len(address))
        span = self._transcript.write(text)
        self._inserting.append(text)
        self._runs.append(
            Run(
                text,
                span,
                bool(look.bold),
                bool(look.italic),
                look.size or 0.0,
                _eastern(look),
                address=address,
                style=self._named,
            )
        )
        return span


# -- Small things ----------------------------------------------------------------------------------

_LOOK = "对照原稿核对"
_BLANKS = {ord(sign): " " for sign in "\t\r\n"}
_MOVED = {"superscript": raised, "subscript": lowered}
_RAISED = {"superscript": "上标", "subscript": "下标"}


def _eastern(look: RunFormat) -> str:
    """The East-Asian family; programs that know only one family give it as the Latin one."""
    if look.eastern:
        return look.eastern
    latin = look.latin or ""
    return latin if any("\u3400" <= sign <= "\u9fff" for sign in latin) else ""


def _face(run: Run) -> tuple[object, ...]:
    """What runs must have in common to be joined; a calling sign is always separate."""
    alone = (run.picture, run.footnote) if run.picture or run.footnote else ()
    return (run.bold, run.italic, run.size, run.face, run.address, run.style, alone)


def _moved(run: Run, text: str, span: Span) -> Run:
    return replace(run, text=text, span=span)


def _spoken(
    reader: Callable[[RunReader, Element, RunFormat], None],
) -> Callable[[RunReader, Element], None]:
    """A reader of a run's content, for where it stands outside a run."""
    return lambda flow, element: reader(flow, element, flow._look(None))


def _sign_of(text: str) -> Callable[[RunReader, Element, RunFormat], None]:
    """A reader of an element that stands for a sign."""

    def read(flow: RunReader, _element: Element, look: RunFormat) -> None:
        flow._put(text, look)

    return read


_SEEN: Mapping[str, Callable[[RunReader, Thing, Element], None]] = {
    "picture": RunReader._picture,
    "linked": RunReader._linked,
    "box": RunReader._boxed,
    "letters": RunReader._boxed,
    "words": RunReader._boxed,
    "chart": RunReader._chart,
    "diagram": RunReader._diagram,
    "object": RunReader._object,
    "ink": RunReader._ink,
}

_IN_RUN: Mapping[str, Callable[[RunReader, Element, RunFormat], None]] = {
    f"{W}t": RunReader._text,
    f"{W}tab": _sign_of("\t"),
    f"{W}ptab": _sign_of("\t"),
    f"{W}br": RunReader._break,
    f"{W}cr": _sign_of("\n"),
    f"{W}noBreakHyphen": _sign_of("-"),
    f"{W}sym": RunReader._symbol,
    f"{W}footnoteReference": RunReader._note_called,
    f"{W}endnoteReference": RunReader._note_called,
    f"{W}commentReference": RunReader._comment_called,
    f"{W}fldChar": RunReader._field_mark,
    f"{W}instrText": RunReader._instruction,
    f"{W}ruby": RunReader._ruby,
    f"{W}drawing": RunReader._drawing,
    f"{W}pict": RunReader._drawing,
    f"{W}object": RunReader._drawing,
}

_INLINE: Mapping[str, Callable[[RunReader, Element], None]] = {
    f"{W}r": RunReader._run,
    f"{W}hyperlink": RunReader._link,
    f"{W}fldSimple": RunReader._simple_field,
    f"{W}ins": RunReader._inserted,
    f"{W}moveTo": RunReader._inserted,
    f"{W}del": RunReader._deleted,
    f"{W}moveFrom": RunReader._deleted,
    f"{W}sdt": RunReader._control,
    f"{W}smartTag": RunReader.read,
    f"{W}customXml": RunReader.read,
    f"{W}dir": RunReader.read,
    f"{W}bdo": RunReader.read,
    f"{W}commentRangeStart": RunReader._comment_begins,
    f"{W}commentRangeEnd": RunReader._comment_ends,
    f"{W}subDoc": RunReader._elsewhere,
    f"{MATH}oMath": RunReader._formula,
    f"{MATH}oMathPara": RunReader._formula,
    f"{ALTERNATIVE}AlternateContent": RunReader._choice,
}

_ANYWHERE = {**{tag: _spoken(reader) for tag, reader in _IN_RUN.items()}, **_INLINE}

_SILENT = frozenset(
    f"{W}{name}"
    for name in (
        "pPr", "rPr", "proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd",
        "lastRenderedPageBreak", "softHyphen", "annotationRef", "footnoteRef", "endnoteRef",
        "separator", "continuationSeparator", "delText", "delInstrText", "smartTagPr",
        "customXmlPr", "sdtPr", "sdtEndPr", "moveFromRangeStart", "moveFromRangeEnd",
        "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd",
        "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
        "pgNum", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sectPr",
    )
)  # fmt: skip
"""Elements in which there is nothing to see."""
