"""What setting an issue takes: its sheet, styles, profile and images."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bulletin.diagnostics import Diagnostic, error
from bulletin.image_files import figures
from bulletin.load import Loaded
from bulletin.model import Issue, Mark
from bulletin.pressroom import PressJob
from bulletin.profile import STANDARD_PROFILE, Profile, profile_of
from bulletin.render import Renderer
from bulletin.source import Source, Span
from bulletin.workspace import Workspace, built_in


def press_job(
    workspace: Workspace,
    renderer: Renderer,
    issue: Issue,
    profile: Profile,
    images: Mapping[str, bytes],
    mark: Mark | None = None,
) -> PressJob:
    """Everything that is needed to set the issue."""
    styles = ["paper.css", *(["proof.css"] if mark else [])]
    styles += ["line-numbers.css"] if mark and mark.numbered else []
    sheet = renderer.sheet(issue, profile.sections, mark)
    return PressJob(
        name=issue.name,
        sheet=sheet,
        stylesheets=tuple(_stylesheet(workspace, name) for name in styles),
        images=images,
        profile=profile,
        fit=issue.fit,
        sources={each.path: each for each in _sources(issue)},
        own_words=own_words(workspace, issue, sheet),
    )


def own_words(workspace: Workspace, issue: Issue, text: str) -> tuple[str, ...]:
    """The office's own words that stand in a text: the names of its units, and its terms.

    Only those, so that a new unit changes no issue in which it does not occur.
    """
    from bulletin.checks import load_lists  # the rules, which an issue that stands does not need

    house, _ = load_lists(workspace.root)
    units = (name for unit in issue.publication.units for name in (unit.name, *unit.aliases))
    words = {*units, *(term.prefer for term in house.lexicon.terms)}
    return tuple(sorted(word for word in words if len(word) > 1 and word in text))


def profile_for(workspace: Workspace, issue: Issue) -> Profile:
    """The issue's profile, which is known to exist."""
    return profile_named(workspace, issue.profile or STANDARD_PROFILE)


def profile_faults(loaded: Loaded, name: str, workspace: Workspace) -> list[Diagnostic]:
    """Figures of the profile that cannot be read; that it exists has been checked before."""
    written = loaded.sheet.profile if loaded.sheet else None
    source = Source("issues/publication.yaml", "")
    if loaded.sheet and written:
        source = loaded.sheet.source
    at = written.span if written else Span(0, 0)
    profile = profile_named(workspace, name)
    faults = [(each, "写错了", _cure(each)) for each in profile.unreadable]
    faults += [
        (each, "不是整行", "写整数：正文每一行都排在行格上") for each in profile.between_lines
    ]
    return [
        error("P112", source, at, f"版式 `{name}` 的 {_as_written(profile, each)} {fault}", cure)
        for each, fault, cure in faults
    ]


def _as_written(profile: Profile, name: str) -> str:
    value = profile.properties.get(name)
    return f"`--{name}`" if value is None else f"`--{name}: {value}`"


def _cure(name: str) -> str:
    """How a figure that cannot be read is written, by that of the standard."""
    ours = _standard().properties.get(name)
    return (
        f"照 `--{name}: {ours}` 的样子写，不用 calc() 和 var()" if ours else "对照 gbt9704.css 改正"
    )


def _standard() -> Profile:
    """The standard's figures as the program has brought them along."""
    standard = f"profiles/{STANDARD_PROFILE}.css"
    text = (built_in("styles") / standard).read_text("utf-8")
    return profile_of(STANDARD_PROFILE, [(standard, text)])


def _sources(issue: Issue) -> tuple[Source, ...]:
    return (issue.source, *(source for article in issue.articles for source in article.files))


def _stylesheet(workspace: Workspace, name: str) -> tuple[str, str]:
    return name, workspace.file("styles", name).read_text("utf-8")


def profile_named(workspace: Workspace, name: str) -> Profile:
    """The standard's figures, replaced by those of the profile `name` where it has them.

    An office's own copy of the standard, or that of an old edition, may lack a figure that has
    come since: the built-in ones stand under it.
    """
    names = dict.fromkeys((STANDARD_PROFILE, name))
    sheets = [_stylesheet(workspace, f"profiles/{each}.css") for each in names]
    (ours,) = _standard().stylesheets
    return profile_of(name, sheets if ours in sheets else [ours, *sheets])


def images_of(folder: Path, issue: Issue) -> dict[str, bytes]:
    """The images that the issue shows, as they were sent, by their path in its folder."""
    return {figure.path: (folder / figure.path).read_bytes() for figure in figures(issue.whole)}


def shown_images(images: Mapping[str, bytes]) -> dict[str, bytes]:
    """The images as pages, Word and the press show them (`press.images`)."""
    from bulletin.press import as_shown  # a library of pictures, which few issues need

    return {path: as_shown(content) for path, content in images.items()}
