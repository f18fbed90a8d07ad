"""From the HTML of one issue to the bytes of its PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from bulletin.diagnostics import Diagnostic, Severity, in_order
from bulletin.garbage import without_collection
from bulletin.press import masthead
from bulletin.press import sheet as sheets
from bulletin.press.breaks import ADDRESS, IN_ADDRESS
from bulletin.press.composable import reason_for_engine
from bulletin.press.fit import Rung, fit_pages, mildest
from bulletin.press.fonts import Face, Faces, Fonts
from bulletin.press.impression import impress
from bulletin.press.laid_pages import PushedDown
from bulletin.press.laying import Forme, Laid
from bulletin.press.lending import RareFace, faces_of_runs, lent_by_none, rare_faces, set_of
from bulletin.press.opening import LEAST_TEXT, MOST_ARTICLES, Contents, FirstPage
from bulletin.press.page_costs import (
    FEW,
    FOR_COLOPHON,
    FOR_LAST_PAGE,
    SETTING,
    Ending,
    told_of,
)
from bulletin.press.pressed import FaceUsed, Pressed, SettingRecord
from bulletin.press.roles import LENDERS, FontFile
from bulletin.press.sheet_tree import sheet_tree
from bulletin.press.standing_apart import A_LINE, Moved
from bulletin.press.tables import Rooms, fit_tables
from bulletin.press.typesetting import NotComposedError
from bulletin.profile import POINTS, Profile
from bulletin.source import Source


def set_sheet(
    sheet: str,
    *,
    stylesheets: Sequence[tuple[str, str]],
    faces: Faces,
    folder: Path,
    profile: Profile,
    fit: int | None = None,
    sources: Mapping[str, Source] | None = None,
    own_words: Sequence[str] = (),
) -> Pressed:
    """Set the HTML of one issue and write its PDF.

    `stylesheets` are names and texts, in order; those of the profile come before them. Images can
    only come from `folder`. `fit` is the number of pages wanted. `sources` maps the `data-file` of
    an article to its copy, which gives a fault its place. `own_words` are words of the office that
    are kept whole where those of the language are (`segmenter.inside_words`). The PDF depends on
    these values only, not on the time, the path of the folder or the fonts of the machine.
    """
    order = _SetOrder(
        *(sheet, tuple(stylesheets), faces, folder, profile, fit, sources or {}, tuple(own_words))
    )
    with without_collection():
        root = sheet_tree(sheet)
        reason = reason_for_engine(root, (*profile.stylesheets, *stylesheets))
        if not reason:
            try:
                return _set(order, root)
            except NotComposedError as cause:
                root, reason = sheet_tree(sheet), str(cause)
    from bulletin.press import engine

    with engine.listening() as said:
        return _set(order, root, reason, said)


class _SetOrder(NamedTuple):
    """The parameters of `set_sheet`."""

    sheet: str
    stylesheets: tuple[tuple[str, str], ...]
    faces: Faces
    folder: Path
    profile: Profile
    fit: int | None
    sources: Mapping[str, Source]
    own_words: tuple[str, ...]


def _set(order: _SetOrder, root: Any, by_engine: str = "", said: Sequence[Any] = ()) -> Pressed:
    """Set a sheet from its tree; by the engine, if there is a reason for it. `said` is what the
    engine logs."""
    faces, profile, sources = order.faces, order.profile, order.sources
    rare, diagnostics = _put_right(root, faces, order.folder, profile, sources)
    fonts = _fonts(faces, rare)
    lent = [path for face in rare if face.role == "XiaoBiaoSong" for path in face.files]
    own = faces.regular("XiaoBiaoSong")
    of_runs = [face.bold or face.regular for face in rare if not face.role]
    in_type = masthead.extents_in((*own, *lent, *faces.regular("SongTi"), *fonts.files), of_runs)
    name = masthead.name_in(root)
    lines = masthead.compose_name(name, profile, in_type).lines if name else ()
    forme = Forme(
        *(root, order.folder, order.stylesheets, fonts, in_type, lines, order.own_words),
        composes=not by_engine,
    )
    moved, as_it_stands = forme.place_apart(profile)
    laid, fitted = _brought_out(forme, profile, order.fit, sources, own=as_it_stands)
    laid = forme.finished(laid)
    adjusted = "；".join(each.message for each in fitted if each.code in OF_LINES)
    placed = laid.made.placed(adjusted)
    forme.restore(laid)
    diagnostics += fitted
    diagnostics += _placed_apart(moved, root, sources)
    diagnostics += _left_empty(laid, root, sources)
    diagnostics += _faults_of_layout(laid, root, sources)
    if by_engine:
        styles = (*laid.profile.stylesheets, *order.stylesheets)
        diagnostics += _said(said, styles, fonts, sources)
    diagnostics += _of_first_page(forme, laid, sources)
    used = tuple(FaceUsed(face.label, face.family, face.official) for face in faces.faces)
    record = SettingRecord(
        faces=used,
        deviations=profile.deviations(),
        fit=order.fit,
        lines=len(laid.made.stretches),
        worst_gap=max(laid.made.stretches, default=0.0),
        filled=told_of(laid.as_filled if laid.ending else laid.made.altered),
        foreign=placed.foreign,
        by_engine=by_engine,
    )
    return Pressed(impress(placed), laid.made.count, in_order(diagnostics), record)


def _said(
    laying: Sequence[Any],
    styles: Sequence[tuple[str, str]],
    fonts: Any,
    sources: Mapping[str, Source],
) -> Iterator[Diagnostic]:
    """What the engine logged while it read the style sheets and made the pages."""
    from bulletin.press import engine
    from bulletin.press.said import engine_faults

    texts = [Source(f"styles/{name}", text) for name, text in styles]
    every = (*engine.said_of_styles(styles, fonts), *laying)
    return engine_faults(every, texts, sheets.place_of_setting(sources, "date"))


def _at_setting(
    code: str,
    severity: Severity,
    sources: Mapping[str, Source],
    setting: str,
    message: str,
    hint: str = "",
    clause: str = "",
) -> Diagnostic:
    """A diagnostic about the whole issue, placed at a setting in its front matter."""
    place = sheets.place_of_setting(sources, setting)
    return Diagnostic(code, severity, *place, message, hint, clause=clause)


def _brought_out(
    forme: Forme,
    profile: Profile,
    fit: int | None,
    sources: Mapping[str, Source],
    *,
    advising: bool = True,
    own: Laid | None = None,
) -> tuple[Laid, list[Diagnostic]]:
    """The issue with the pages asked for or as near as possible, and what must be said about it.

    If no number of pages is asked for, the colophon is brought under text, or a diagnostic says why
    that fails. Without `advising` the faults are named and their cures, which take time, are not
    looked for. `own` is the issue as the profile has it, if it is laid out already.
    """
    made = {} if own is None else {Rung(): own}

    def lay(rung: Rung) -> Laid:
        if rung in made:
            return made[rung]
        laid = forme.lay(rung.of(profile))
        if rung == Rung():
            made[rung] = laid
        return laid

    def settles(pages: int | None) -> bool:
        """Whether the issue has neither of these faults if so many pages are asked for."""
        if not advising or (pages is not None and pages < 1):
            return False
        as_asked = made.get(Rung())
        _, told = _brought_out(forme, profile, pages, sources, advising=False, own=as_asked)
        return not any(each.code in _MISFITS for each in told)

    even_page = sheets.wants_even_page(forme.root)
    if fit is not None and even_page and fit % 2:
        return lay(Rung()), [_odd_fit(fit, sources, settles)]
    laid = lay(Rung())
    better = _altered(forme, laid, Ending(fit, even_page))
    if better and (fit or not laid.apart or better.cost_of_end() <= SETTING):
        return better, _told_of_end(better, laid, sources)
    if fit is None:
        return _under_text(laid, lay, profile, even_page, sources, settles, better)
    fitted = fit_pages(fit, lay, lambda each: each.pages)
    if fitted.reached:
        if fitted.rung == Rung() and _is_avoidable(fitted.laid):
            found = mildest(lay, lambda each: not each.apart and each.pages == fit)
            if found:
                return found[1], [_taken_in(fit, found[0], profile, sources)]
        alone = _alone_as_fitted(fitted.laid, even_page, sources, settles)
        if fitted.rung == Rung():
            return fitted.laid, alone
        pictured = any(each.tag == "img" for each in forme.root.iter())
        message = f"为排成 {fit} 页：{fitted.rung.told_of(profile, pictured)}"
        return fitted.laid, [_at_setting("P120", Severity.INFO, sources, "fit", message), *alone]
    if not advising:
        return fitted.laid, [_at_setting("P107", Severity.ERROR, sources, "fit", "")]
    near_pages = _pages_near(fitted.laid.pages, fit)
    wanted = next((each for each in near_pages if settles(each)), None)
    instead = f"，或把 fit 改为 {wanted}" if wanted else "，或去掉 fit" if settles(None) else ""
    laid = forme.finished(fitted.laid)
    message, hint = _misses(laid, fitted.rung, fit)
    misfit = (message, hint + instead)
    return laid, [_at_setting("P107", Severity.ERROR, sources, "fit", *misfit)]


def _odd_fit(
    fit: int, sources: Mapping[str, Source], settles: Callable[[int | None], bool]
) -> Diagnostic:
    """P107: an odd number of pages is asked for, and the colophon on an even one."""
    message = f"版记在偶数页，排不成 {fit} 页"
    near = next((each for each in (fit + 1, fit - 1) if settles(each)), None)
    hint = f"把 fit 改为 {near}，或去掉 even_page" if near else "去掉 fit，或去掉 even_page"
    return _at_setting("P107", Severity.ERROR, sources, "fit", message, hint)


_MISFITS = frozenset({"P107", "P127", "P180"})
"""Numbers of pages that are impossible, and a colophon alone on its page: no cure of one leads to
the other."""


def _is_avoidable(laid: Laid) -> bool:
    """Whether the colophon has left the text and other lines may bring it back; if the text has one
    page and the colophon has to stand on an even one, it cannot be otherwise."""
    return laid.alone or (laid.odd and laid.pages > 2)


def _pages_near(made: int, wanted: int) -> tuple[int, ...]:
    """The numbers of pages that may be asked for instead of `wanted`, of which `made` came out."""
    beyond = made + 1 if made > wanted else made - 1
    return tuple(each for each in (made, beyond) if each > 0)


OF_LINES = frozenset({"P120", "P126"})
"""The diagnostics which say that lines depart from the profile; the PDF records their words."""


def _under_text(
    laid: Laid,
    lay: Callable[[Rung], Laid],
    profile: Profile,
    even_page: bool,
    sources: Mapping[str, Source],
    settles: Callable[[int | None], bool],
    otherwise: Laid | None,
) -> tuple[Laid, list[Diagnostic]]:
    """Bring the colophon under text, if small changes are enough for that.

    `settles` says of a number of pages whether it may be asked for instead. `otherwise` has the
    colophon under text, but many paragraphs altered for it.
    """
    if not _is_avoidable(laid):
        return laid, [] if even_page else _few_lines(laid, sources, settles)

    def good(trial: Laid) -> bool:
        return not trial.apart and trial.pages <= laid.pages

    if found := mildest(lay, good, thorough=otherwise is None):
        return found[1], [_taken_in(laid.pages, found[0], profile, sources)]
    if otherwise:
        return otherwise, _told_of_end(otherwise, laid, sources)
    wanted = laid.pages - (2 if even_page else 1)
    hint = f"在 issue.md 写 fit: {wanted}"
    hint = hint if settles(wanted) else _lines_that_cure(laid, even_page)
    return laid, [_alone(laid, hint, sources)]


def _told_of_end(laid: Laid, before: Laid, sources: Mapping[str, Source]) -> list[Diagnostic]:
    """P120, P126: which paragraphs were altered so that an issue ends as is asked, and how it would
    end without."""
    more, was_apart = laid.for_end, before.apart
    if laid.ending and laid.ending.pages and laid.pages != before.pages:
        done = told_of(more, "") or "各面的行另排"
        code, message = "P120", f"为排成 {laid.pages} 页：{done}"
    else:
        reason = FOR_COLOPHON if was_apart else FOR_LAST_PAGE
        code, message = "P126", told_of(more, reason)
    return [_at_setting(code, Severity.INFO, sources, "fit", message)] if message else []


def _taken_in(page: int, rung: Rung, profile: Profile, sources: Mapping[str, Source]) -> Diagnostic:
    """P126: what was done so that the colophon stands under text."""
    message = f"版记本会独占第 {page} 面，已与正文排在一面：{rung.told_of(profile)}"
    return _at_setting("P126", Severity.INFO, sources, "fit", message)


def _alone_as_fitted(
    laid: Laid,
    even_page: bool,
    sources: Mapping[str, Source],
    settles: Callable[[int | None], bool],
) -> list[Diagnostic]:
    """What must be said about the colophon in an issue that has the pages asked for."""
    if not _is_avoidable(laid):
        return []
    wanted = laid.pages - (2 if even_page else 1)
    if settles(None):
        hint = "去掉 fit"
    elif settles(wanted):
        hint = f"把 fit 改为 {wanted}"
    else:
        hint = _lines_that_cure(laid, even_page)
    return [_alone(laid, hint, sources)]


def _alone(laid: Laid, hint: str, sources: Mapping[str, Source]) -> Diagnostic:
    """P127 of a colophon without room under the text, P180 of one that has to stand on an even page
    while the text ends on an odd one."""
    code, severity, why = "P127", Severity.WARNING, ""
    if not laid.alone:
        code, severity, why = "P180", Severity.INFO, "在偶数页，"
    message = f"版记{why}独占第 {laid.pages} 面"
    clause = COLOPHON if laid.alone else ""
    return _at_setting(code, severity, sources, "fit", message, hint, clause)


def _spread_for_few(laid: Laid) -> int:
    """How many lines longer the last page but one was set only for hardly any text on the last."""
    filled, before = laid.made.lines_deep(), laid.pages - 1
    if not 1 < len(filled) == laid.pages or not 0 < filled[-1] <= FEW:
        return 0
    return sum(each.more for each in laid.made.altered if each.page == before and each.more > 0)


def _few_lines(
    laid: Laid, sources: Mapping[str, Source], settles: Callable[[int | None], bool]
) -> list[Diagnostic]:
    """P197: the page before was spread for hardly any text on the last, and what would save it."""
    filled, lines = laid.made.lines_deep(), _spread_for_few(laid)
    if not lines:
        return []
    message = (
        f"第 {laid.pages} 面只有 {filled[-1]} 行正文，为此第 {laid.pages - 1} 面排松多占 {lines} 行"
    )
    pitch, height = laid.profile.points("pitch"), laid.profile.depth
    room = int((height - laid.made.height_of_notes() + NEARLY) // pitch)
    fewer = f"正文减约 {max(1, filled[-2] + filled[-1] - room)} 行"
    wanted = laid.pages - 1
    hint = f"在 issue.md 写 fit: {wanted}" if settles(wanted) else fewer
    return [_at_setting("P197", Severity.INFO, sources, "fit", message, f"{hint}，可少一面")]


def _placed_apart(
    moved: Sequence[Moved], root: Any, sources: Mapping[str, Source]
) -> Iterator[Diagnostic]:
    """P195: a picture or a table that does not stand where it is in the copy."""
    places = {id(element): here for element, here in sheets.elements_with_places(root, sources)}
    for each in moved:
        inner = next((part for part in each.element.iter() if part.get("data-at")), each.element)
        what = "图片" if each.element.tag == "figure" else "横排的表格"
        message = f"{what}移到后面第 {each.passed} 段之后，免得前一面空 {each.lines} 行"
        place = places.get(id(inner), sheets.NOWHERE).find("")
        yield Diagnostic("P195", Severity.INFO, *place, message)


MOST_EMPTY = 5
"""Lines. A page may end with so many empty ones before a picture or a table."""

LEAST_PICTURE = 3
"""Lines. A picture is not to be made lower than this."""

LEAST_BEFORE = 8
"""Lines. Where fewer stand before a picture, it is not to be moved before some of them."""

ABOUT_PICTURE = 0.5
"""Lines. The white above and below a picture."""

OF_CAPTION = 36
"""Characters on a line of a caption, roughly."""


def _left_empty(laid: Laid, root: Any, sources: Mapping[str, Source]) -> Iterator[Diagnostic]:
    """P196: a page that is half empty, because a picture or a table found no room on it."""
    places = {id(element): here for element, here in sheets.elements_with_places(root, sources)}
    for each in laid.made.pushed_down():
        if each.empty <= MOST_EMPTY:
            continue
        what = "图片" if each.element.tag == "figure" else "表格"
        what = "表格的下一行" if each.is_begun else what
        message = f"{what}在第 {each.page} 面排不下，这一面空了 {each.empty} 行"
        place = places.get(id(each.element), sheets.NOWHERE).find("")
        yield Diagnostic("P196", Severity.WARNING, *place, message, _cure_of_hole(each, root, laid))


def _cure_of_hole(pushed: PushedDown, root: Any, laid: Laid) -> str:
    """Where to put what left a page half empty, or how small to make it."""
    if pushed.is_begun:
        return "把这一行拆成几行，或缩短格里的文字"
    room = pushed.empty - pushed.above
    what = "图" if pushed.element.tag == "figure" else "表"
    before, after = sheets.lengths_around(root, pushed.element)
    moved = f"把这张{what}挪到前面几段"
    if after >= room * A_LINE:
        moved = f"把这张{what}挪到后面约 {room} 行正文之后"
    elif before < LEAST_BEFORE * A_LINE:
        moved = f"在这张{what}前面加约 {room} 行正文"
    if what == "表":
        return f"{moved}，或把第一行拆成几行"
    caption = ceil(len("".join(pushed.element.itertext()).strip()) / OF_CAPTION)
    room_of_picture = room - caption - ABOUT_PICTURE
    if room_of_picture < LEAST_PICTURE:
        return moved
    high = int(room_of_picture * laid.profile.points("pitch") / POINTS["px"])
    return f"{moved}，或把图片文件缩小到高 {high} 像素以内"


NEARLY = 0.4
"""Pt. What sticks out by less has room."""

COLOPHON = "GB/T 9704-2012 7.3.5"


def _lines_that_cure(laid: Laid, even_page: bool) -> str:
    """How many more lines would bring text to the colophon's page, and how many fewer would make
    room for the colophon on a page before, as a hint."""
    pages = len(_filled(laid))
    last = pages - (pages % 2 if even_page else 0)
    fewer = f"，或减约 {max(1, _lines_over(laid, last))} 行" if last else ""
    return f"正文增约 {-_lines_over(laid, laid.pages)} 行{fewer}"


def _filled(laid: Laid) -> list[int]:
    """How many lines each page with text is filled to."""
    return [lines for lines in laid.made.lines_deep() if lines]


def _lines_over(laid: Laid, page: int) -> int:
    """By how many lines the text is too long for the colophon to stand under it on a page; negative
    if it is too short for that."""
    pitch, height, filled = laid.profile.points("pitch"), laid.profile.depth, _filled(laid)
    deep = int((height + NEARLY) // pitch)
    room = int((height - laid.made.height_of_notes() + NEARLY) // pitch)
    beyond = filled[-1] + (len(filled) - page) * deep
    return beyond - LEAST_TEXT if page > len(filled) else beyond - room


def _altered(forme: Forme, laid: Laid, ending: Ending) -> Laid | None:
    """The issue with paragraphs altered for its end, if that is better so, and if about a line a
    page is enough for it."""
    count = len(_filled(laid))
    is_well = ending.pages in (None, laid.pages) and not _spread_for_few(laid)
    if not count or (is_well and not _is_avoidable(laid)):
        return None
    near = [ending.pages] if ending.pages else range(count - 1, count + 3)
    pages = [each for each in near if each > 0 and not (ending.is_even and each % 2)]
    over = min((abs(_lines_over(laid, each)) for each in pages), default=0)
    return forme.ended(laid, ending) if over <= laid.pages else None


def _faults_of_layout(laid: Laid, root: Any, sources: Mapping[str, Source]) -> list[Diagnostic]:
    """Faults that show only once lines and pages are made."""
    places = {id(element): here for element, here in sheets.elements_with_places(root, sources)}
    found: list[Diagnostic] = []
    for element, edge in laid.made.overflowing():
        if element.tag == "footer":
            found.append(_overfull_colophon(sources))
            continue
        what = {"table": "表格", "img": "图片", "span": "脚注"}.get(element.tag, "文字")
        found.append(
            Diagnostic(
                "P108",
                Severity.ERROR,
                *places.get(id(element), sheets.NOWHERE).find(""),
                f"{what}超出版心{'右' if edge == 'right' else '下'}边",
                _cure_of_table(element) if what == "表格" else "缩短，或拆成几段",
            )
        )
    for element, words in laid.made.not_set(root):
        what = f"“{words[:12]}”" if words else "一幅图片"
        place = places.get(id(element), sheets.NOWHERE).find(words[:4])
        hint = "这是程序的错：把这一期的文件发给维护的人；急用可移动附近的脚注、表格或图片再排"
        message = f"{what}没有完整排进版面"
        found.append(Diagnostic("P115", Severity.ERROR, *place, message, hint))
    for element, text in laid.made.broken:
        place = places.get(id(element), sheets.NOWHERE).find(text)
        message = f"“…{text}”之后没有可换行处，已从字中拆开"
        found.append(Diagnostic("P109", Severity.WARNING, *place, message, "加空格，或缩短这一串"))
    for element, text in laid.made.loose:
        place = places.get(id(element), sheets.NOWHERE).find(text)
        message = f"这一行拉得过松：“{text}”"
        found.append(Diagnostic("P110", Severity.WARNING, *place, message, "调整这一行的文字"))
    first = {(each.code, each.source, each.span): each for each in reversed(found)}
    return list(first.values())


def _overfull_colophon(sources: Mapping[str, Source]) -> Diagnostic:
    """P108 of a colophon that is higher than a page."""
    message = "版记比一面还长，超出版心下边"
    hint = "少列报、送、发的单位：合起来写（各镇、县直各单位），或另附名单"
    return _at_setting("P108", Severity.ERROR, sources, "distribution", message, hint, COLOPHON)


LONGEST_PIECE = 40
"""Latin characters in a row, without a mark at which an address may be broken, from which they
alone make a table too wide."""


def _cure_of_table(table: Any) -> str:
    """How a table that sticks out is made narrower: by its columns, or by one string in it that no
    line can be broken in."""
    words = " ".join(table.itertext())
    pieces = (piece for each in ADDRESS.findall(words) for piece in IN_ADDRESS.split(each))
    longest = max(pieces, key=len, default="")
    if len(longest) < LONGEST_PIECE:
        return "减少列数，或把表格拆开"
    return f"缩短“{longest[:12]}…”这一串（{len(longest)} 个字符），或在中间加空格"


def _of_first_page(forme: Forme, laid: Laid, sources: Mapping[str, Source]) -> Iterator[Diagnostic]:
    """What was changed for the first page, what it still lacks, and what page numbers changed."""
    contents = sheets.contents_in(forme.root)
    first = forme.first_page(laid)
    if laid.opening.changes:
        message = f"{_why_opened(first, contents)}：{laid.opening}"
        yield _at_setting("P125", Severity.INFO, sources, "articles", message)
    if not (contents and contents.articles > MOST_ARTICLES) and not first.enough:
        over = forme.lines_over(laid.asked)
        if contents:
            what = "目录和编者按" if contents.noted else "目录"
            hint = f"{what}减约 {over} 行：缩短占两行的标题，或减少篇数"
        else:
            hint = "把开头的图片、表格或编者按排到正文之后"
        message = f"首页正文不到 {LEAST_TEXT} 行"
        yield _at_setting("P111", Severity.WARNING, sources, "articles", message, hint, FIRST_PAGE)
    if laid.grown:
        message = "目录加页码后，由 {} 面变为 {} 面".format(*laid.grown)
        yield _at_setting("P128", Severity.INFO, sources, "articles", message)


def _why_opened(first: FirstPage, contents: Contents | None) -> str:
    """Why the first page was set tighter: for its text, or at least for what stands before it."""
    if first.enough or not contents:
        return "首页为显示正文而改排"
    if contents.noted and first.whole:
        return "首页为排下目录和编者按而改排"
    return "首页为排下目录而改排" if first.contents else "首页排不下目录而改排"


FIRST_PAGE = "GB/T 9704-2012 7.3.3"


def _misses(laid: Laid, limit: Rung, wanted: int) -> tuple[str, str]:
    """By how many lines an issue misses the number of pages asked for, and how many to write."""
    lines = laid.made.lines_deep()
    if len(lines) > wanted:
        over = max(1, sum(lines[wanted:]))
        message = f"排不进 {wanted} 页：收到最紧（{limit}）仍多 {over} 行"
        hint = f"删去约 {over} 行"
    else:
        a_page = int(laid.profile.depth / laid.profile.points("pitch"))
        short = max(1, a_page * (wanted - 1) - sum(lines) + 1)
        message = f"排不满 {wanted} 页：放到最松（{limit}）仍少 {short} 行"
        hint = f"补约 {short} 行"
    return message, hint


def _is_own(lent: RareFace, face: Face) -> bool:
    """Whether a face of rare characters comes from the same family as the face that it serves."""
    return (lent.role, lent.family) == (face.role, face.family)


def _fonts(faces: Faces, rare: Sequence[RareFace]) -> Fonts:
    """The fonts of a sheet. A face that lends to a role can be asked for by that role's name
    too."""
    named = {face.role: face.css_family for face in faces.faces}
    files = (*faces.files, *(path for face in rare for path in face.files))
    serving = ((face.css_family, named[face.role]) for face in rare if face.role)
    return Fonts(files, tuple(serving))


def _lender(character: str, faces: Faces, rare: Sequence[RareFace]) -> str:
    """The family that lends a character to the body; empty if none has it."""
    for role in LENDERS:
        face = faces.of(role)
        if face and character in face.covered:
            return face.family
        for each in rare:
            if each.role == role and character in each.characters:
                return each.family
    return ""


def _lending(faces: Faces) -> tuple[FontFile, ...]:
    """The files of the faces that may lend characters, in the order in which they are asked."""
    found = (faces.of(name) for name in LENDERS)
    return tuple(face.source for face in found if face)


def _put_right(
    root: Any, faces: Faces, folder: Path, profile: Profile, sources: Mapping[str, Source]
) -> tuple[tuple[RareFace, ...], list[Diagnostic]]:
    """Prepare the tree for setting. Returns the faces made for it, and what is wrong in it."""
    sheets.strip_controls(root)
    sheets.strip_indentation(root)
    sheets.label_articles(root)
    fit_tables(root, Rooms(profile.measure, profile.depth))
    body = faces.of("FangSong")
    runs = sheets.runs_in(root)
    lent = faces_of_runs(faces, runs)
    families = {text: face.css_family for text, face in lent.items()}
    diagnostics = sheets.set_runs(root, sources, families)
    controls = frozenset().union(*(run.controls for run in runs if run.text in lent))
    present = sheets.characters(root) - controls
    missing = present - set_of(body.covered) if body else frozenset()
    kept = set(body.without) if body else set()
    joined = {each: face.family for face in lent.values() for each in sorted(face.characters)}
    rare = rare_faces(faces, present - joined.keys())
    own = {each for face in rare if body and _is_own(face, body) for each in face.characters}
    wanted = missing - kept - own - joined.keys()
    nowhere = lent_by_none(wanted, _lending(faces))
    lenders = {each: "" if each in nowhere else _lender(each, faces, rare) for each in wanted}
    lenders |= {each: family for each, family in joined.items() if each in present}
    unlike = {each.character: f"{body.family} 的{each}" for each in body.unlike} if body else {}
    diagnostics += sheets.name_characters(root, sources, lenders, unlike)
    sheets.replace_characters(root, {each for each, family in lenders.items() if not family})
    diagnostics += sheets.check_images(root, sources, folder)
    if over := sheets.too_long_to_stand_together(root, profile.measure / profile.points("size")):
        message = f"编印单位与日期一行排不下，多 {over} 字"
        hint = "缩短 publication.yaml 的 issuer，用规范化简称"
        diagnostics.append(_at_setting("P114", Severity.ERROR, sources, "date", message, hint))
    return (*rare, *dict.fromkeys(lent.values())), diagnostics
