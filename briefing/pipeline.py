"""The spine: the one module that knows every stage, from a location to out/."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import textwrap
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing import (
    assets,
    audiences,
    cache,
    contrast,
    glyphs,
    labels,
    llm,
    readers,
    rules,
    sources,
    spec,
    store,
)
from briefing import findings as finders
from briefing import record as records
from briefing.audiences import Audience
from briefing.cache import Cache
from briefing.compose import compose, former
from briefing.compose.budget import Fitted, fit, parts
from briefing.compose.clearance import clear
from briefing.compose.difference import compare
from briefing.compose.former import Former
from briefing.compose.names import slug
from briefing.errors import (
    BriefingError,
    Diagnostic,
    LimitError,
    SourceError,
    SpecificationError,
    UsageError,
    WriteError,
)
from briefing.findings import draft as drafts
from briefing.findings.draft.rows import Draft
from briefing.findings.draft.rows import read as read_draft
from briefing.findings.rewording import reword
from briefing.model import Artifact, Brief, Document, Findings, Plural, Point, Question, Source, rank
from briefing.readers import reading
from briefing.rules import Waived, leaking, unwaived
from briefing.spec import BriefSpec, SourceSpec
from briefing.strict_yaml import Tree
from briefing.workers import Pool
from briefing.writers import WRITERS

if TYPE_CHECKING:
    from briefing.writers.pdf import Layout

Report = Callable[[str], None]
"""Is told in a few words what is being done."""

HERE = Path()
"""The folder that a project is looked for in."""

_TOLD_PARTS = 3  # of a brief that is too long
_CELL = 44  # characters of a setting that a line has room for


class Compiled(NamedTuple):
    """All that a build made, nothing of it written yet.

    `inputs` are the files that it read; `waived` are warnings that the specification waives.
    """

    findings: Findings
    briefs: tuple[Brief, ...]
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: tuple[Path, ...]
    waived: tuple[Waived, ...] = ()


# location -> BriefSpec


def specify(order: Sequence[str], title: str) -> BriefSpec:
    """The specification that the command's words name: one .yaml file, ./brief.yaml, or sources alone.

    Raises UsageError, SpecificationError.
    """
    title = title.encode("utf-8", "replace").decode()  # a terminal may hand over bytes that are no text
    written = [word for word in order if word.lower().endswith((".yaml", ".yml"))]
    if written and len(order) > 1:
        raise UsageError("a specification names its sources itself", written[0], "give it alone, or sources alone")
    if not order and not Path("brief.yaml").is_file():
        raise UsageError("no brief.yaml here", hint="name a specification or sources, or make both: briefing new DIR")
    if not order or written:
        if title:
            raise UsageError("--title goes with sources; a specification has its own title")
        file = Path(written[0] if written else "brief.yaml")
        return spec.load(file, audiences.names(file.parent), rules.waivable())
    return BriefSpec(title=title, sources=tuple(SourceSpec(path=word) for word in order), folder=Path())


# BriefSpec -> Documents -> Findings


def read(brief_spec: BriefSpec, report: Report = lambda _: None) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """The specification's sources, read and cleaned, in its order; one that cannot be read is empty, and says so.

    Raises SourceError, LimitError; also what stands in the way of the only source, and SourceError where none of
    several can be read.
    """
    found = sources.find(brief_spec.sources, brief_spec.folder)
    documents: list[Document] = []
    told: list[Diagnostic] = []
    errors: list[BriefingError] = []
    warm = reading.warm_up(map(sources.media_type, found), (given.language for given in brief_spec.sources))
    with Pool(warm=warm) as pool:
        wanted = map(_to_read, sources.load(found, pool, told.append))
        remembered = Cache(cache.folder(os.environ))
        for outcome, (key, location, given) in reading.read_all(wanted, pool, remembered, report, os.environ):
            document = outcome
            if isinstance(document, BriefingError):
                errors.append(document)
                told.append(Diagnostic("unread", document.message, location, document.hint))
                document = reading.unread(key, location, given.language or brief_spec.language, document)
            elif not document.sentences:
                told.append(Diagnostic("no-sentences", "nothing to read in this source", location))
            told += reading.cautions(document)
            documents.append(readers.as_given(document, given))
    if errors and len(errors) == len(documents):
        raise _none_read(errors)
    return tuple(documents), tuple(told)


def _to_read(loaded: sources.Loaded) -> tuple[Source | BriefingError, str, tuple[str, str, SourceSpec]]:
    source, given = loaded
    known = (source.key, source.location, given)
    return source if isinstance(source, Source) else source.error, given.language, known


def _none_read(errors: list[BriefingError]) -> BriefingError:
    if len(errors) == 1:
        return errors[0]
    return SourceError(f"none of the {len(errors)} sources can be read", others=tuple(errors))


def find(brief_spec: BriefSpec, report: Report = lambda _: None) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """What the specification's sources say, as its draft corrects it, and in a model's words where one is to be asked
    and its words stand: never in place of an analyst's.

    Raises SpecificationError (also where the draft cannot be read), SourceError, LimitError, ClaimError, BackendError.
    """
    endpoint = llm.endpoint(brief_spec, os.environ)
    found, told = _found(brief_spec, report)
    file = _draft_file(brief_spec)
    if file and file.exists():
        found, further = drafts.correct(
            found, file, str(file), [a.name for a in brief_spec.actors], outlined=not brief_spec.sections
        )
        told = (*told, *further)
    if endpoint:
        report(f"asking {endpoint.model}")
        with llm.connect(endpoint) as ask:
            found, refused = reword(found, brief_spec, endpoint, ask)
        told = (*told, *refused)
    return found, told


def _found(brief_spec: BriefSpec, report: Report) -> tuple[Findings, tuple[Diagnostic, ...]]:
    """What the machine finds in the specification's sources."""
    documents, told = read(brief_spec, report)
    report(f"finding who wants what in {sum(len(d.sentences) for d in documents)} sentences")
    found, further = finders.find(documents, brief_spec)
    return found, (*told, *further)


def _draft_file(brief_spec: BriefSpec) -> Path | None:
    """Where the specification's draft stands, or would; None where there is no specification for it to stand beside."""
    return brief_spec.folder / drafts.NAME if brief_spec.name else None


def _drawn(brief_spec: BriefSpec) -> tuple[Draft, Tree] | None:
    """The draft's rows and their places, None where there is no draft."""
    file = _draft_file(brief_spec)
    return read_draft(file, str(file)) if file and file.exists() else None


def draft(brief_spec: BriefSpec, report: Report = lambda _: None) -> tuple[Path, drafts.Refreshed]:
    """Write or refresh the draft beside the specification. Raises as `find`, and WriteError."""
    file = _draft_file(brief_spec)
    if not file:
        raise UsageError("a draft stands beside a specification", hint="name one: briefing draft brief.yaml")
    found, told = _found(brief_spec, report)
    refreshed = drafts.refresh(
        found, file, str(file), [a.name for a in brief_spec.actors], outlined=not brief_spec.sections
    )
    content = refreshed.text.encode()
    if not file.exists() or file.read_bytes() != content:
        store.write(file, content)
    return file, refreshed._replace(diagnostics=(*told, *refreshed.diagnostics))


def summarise(paths: Sequence[str], words: int, question: str) -> tuple[tuple[Point, ...], tuple[Diagnostic, ...]]:
    """At most `words` words of the sources' own sentences, in reading order."""
    documents, told = read(specify(paths, ""))
    points, further = finders.summarise(tuple(map(finders.searched, documents)), words, question)
    return points, (*told, *further)


# Findings -> Briefs -> Artifacts -> out/


def compile_brief(
    brief_spec: BriefSpec,
    names: Sequence[str],
    formats: Sequence[str],
    report: Report = lambda _: None,
    *,
    full: bool = False,
) -> Compiled:
    """A brief for each audience, in each format. `names` empty: the specification's audiences.

    With `full`, a PDF carries its sources' clean texts and the project's own look, besides its brief.json.
    Raises every BriefingError but WriteError.
    """
    if unknown := sorted(set(formats) - WRITERS.keys()):
        raise UsageError(f"no format '{unknown[0]}'", hint=f"known: {', '.join(WRITERS)}")
    chosen = [audiences.load(name, brief_spec.folder) for name in dict.fromkeys(names or brief_spec.audiences)]
    for audience in chosen:
        _allowed(brief_spec, audience)
    formers = _formers(brief_spec, chosen)
    found, told = find(brief_spec, report)
    diagnostics = [*told, *_unlabelled(brief_spec)]
    briefs: list[Brief] = []
    editions: list[list[Artifact]] = []
    for audience in chosen:
        report(f"composing for {audience.name}")
        brief, made, further = _edition(found, brief_spec, audience, formers.get(audience.name), formats, full=full)
        if any(brief.name.lower() == other.name.lower() for other in briefs):
            hint = "put {audience} into it"
            raise SpecificationError(f"two editions would both be '{brief.name}'", brief_spec.where("file_name"), hint)
        diagnostics += contrast.check(brief, brief_spec.folder, brief_spec.where("brand", "accent"))
        diagnostics += glyphs.missing(brief, found.documents, brief_spec.name)
        briefs.append(brief)
        editions.append(made)
        diagnostics += further
    rules.refuse(brief_spec, _drawn(brief_spec), found, [*zip(chosen, briefs, strict=True)])
    notes = [_bytes_of(file).decode("utf-8", "ignore") for file in _written(brief_spec)]
    for audience, made in zip(chosen, editions, strict=True):
        leaking.search(made, found, brief_spec, audience, notes)
    standing, waived = unwaived(diagnostics, brief_spec.waive)
    return Compiled(
        found, tuple(briefs), tuple(chain.from_iterable(editions)), standing, _inputs(found, brief_spec), waived
    )


def _edition(  # noqa: PLR0913 - what a build was asked for
    found: Findings,
    brief_spec: BriefSpec,
    audience: Audience,
    former: Former | None,
    formats: Sequence[str],
    *,
    full: bool,
) -> tuple[Brief, list[Artifact], list[Diagnostic]]:
    """The brief for an audience and its artifacts; what is laid out on pages is made to fit them first."""
    fullest = _fullest(brief_spec, audience)
    brief, told = compose(found, brief_spec, audience, former, fullest)
    diagnostics, made = [*told], []
    layout = None
    if "pdf" in formats:
        fitted = fit_pages(found, brief_spec, audience, former)
        if not fitted.fits:
            raise _too_long(fitted, brief_spec, audience)
        brief, layout = fitted.brief, fitted.laid
    for name in formats:
        by_layout = (
            layout.artifact(_bundle(brief, found, brief_spec, audience, full=full))
            if layout and name == "pdf"
            else None
        )
        artifact, further = by_layout or WRITERS[name](brief, brief_spec.folder)
        made.append(artifact)
        diagnostics += further
    return brief, made, diagnostics


def _bundle(brief: Brief, found: Findings, brief_spec: BriefSpec, audience: Audience, *, full: bool) -> records.Bundle:
    """The files that an edition's PDF carries: nothing in them is marked above what the edition may show."""
    shown = clear(found, brief_spec, audience).findings
    withheld = shown.documents != found.documents
    asked = () if withheld else tuple(Question(title=s.title, question=s.question) for s in brief_spec.sections)
    record = records.make(brief, shown, asked)
    return records.Bundle(record, records.texts(record, shown.documents) if full else (), full)


def fit_pages(found: Findings, brief_spec: BriefSpec, audience: Audience, former: Former | None) -> Fitted[Layout]:
    """The largest edition for an audience that keeps to its pages, laid out; the least one if none does."""
    from briefing.writers import pdf

    fullest = _fullest(brief_spec, audience)
    return fit(
        audience,
        lambda rung: compose(found, brief_spec, rung, former, fullest)[0],
        lambda brief: pdf.lay_out(brief, brief_spec.folder),
    )


def _fullest(brief_spec: BriefSpec, audience: Audience) -> str:
    """The audience, of those that the specification names, whose edition shows more than this one's and most of all."""
    if "audiences" not in brief_spec.model_fields_set:
        return ""
    named = [audiences.load(name, brief_spec.folder) for name in brief_spec.audiences]
    fullest = max([audience, *named], key=lambda one: one.elements.size())
    return "" if fullest.name == audience.name else fullest.name


def _too_long(fitted: Fitted[Layout], brief_spec: BriefSpec, audience: Audience) -> LimitError:
    """What stands in the way of the least edition: its longest parts, with their share of what there is."""
    tall = parts(fitted.brief)
    longest = sorted(tall, key=lambda part: -tall[part])[:_TOLD_PARTS]
    pages = fitted.laid.used
    shares = ", ".join(f"{part} {tall[part] / sum(tall.values()) * pages:.1f}" for part in longest)
    return LimitError(
        f"the least edition for '{audience.name}' takes {pages:.1f} pages, and {audience.pages} may be taken; "
        f"the longest of it, in pages: {shares}",
        brief_spec.where(longest[0]),
        "shorten these, leave them out in the audience's 'elements', or raise its 'pages'",
    )


def _formers(brief_spec: BriefSpec, chosen: Sequence[Audience]) -> dict[str, Former]:
    """The former edition for each audience: the one that the specification names, or the audience's own beside it."""
    if not brief_spec.previous:
        return {}
    file = brief_spec.folder / brief_spec.previous
    named = former.read(file, brief_spec.previous, brief_spec.where("previous"))
    return {audience.name: former.beside(file, named, audience.name) for audience in chosen}


def _unlabelled(brief_spec: BriefSpec) -> tuple[Diagnostic, ...]:
    """A warning where no labels ship in the language of the brief."""
    if labels.ships(brief_spec.language):
        return ()
    hint = f"write your own under 'labels'; there are labels in {', '.join(labels.languages())}"
    told = f"there are no labels in '{brief_spec.language}', English ones are printed"
    return (Diagnostic("labels", told, brief_spec.where("language"), hint),)


def _allowed(brief_spec: BriefSpec, audience: Audience) -> None:
    if rank(brief_spec.marking) > rank(audience.ceiling):
        raise SpecificationError(
            f"the marking {brief_spec.marking} is above {audience.ceiling}, the most that '{audience.name}' may see",
            brief_spec.where("marking"),
            "lower the marking, or name an audience that may see it",
        )


def check(brief_spec: BriefSpec, report: Report = lambda _: None) -> Compiled:
    """Everything but the render, and the house rules: the briefs are composed, no artifact is made."""
    compiled = compile_brief(brief_spec, (), (), report)
    report("checking the house rules")
    editions = [(audiences.load(brief.audience, brief_spec.folder), brief) for brief in compiled.briefs]
    told = rules.check(brief_spec, _drawn(brief_spec), compiled.findings, editions)
    standing, waived = unwaived(told, brief_spec.waive)
    every = (*compiled.waived, *waived)
    further, _ = unwaived(rules.idle(brief_spec, every), brief_spec.waive)
    return compiled._replace(diagnostics=(*compiled.diagnostics, *standing, *further), waived=every)


def save(compiled: Compiled, out: Path | str) -> tuple[tuple[Path, Artifact], ...]:
    """Every artifact in `out`, and beside them the manifest of the build: all of them, or none.

    Raises WriteError, and never overwrites an input.
    """
    made = [(Path(out) / one.name, one) for one in (*compiled.artifacts, manifest(compiled))]
    store.write_all([(path, one.content) for path, one in made], compiled.inputs)
    return tuple(made[:-1])


def manifest(compiled: Compiled) -> Artifact:
    """The SHA-256 of all that a build read and made.

    `{version: 1, tool, inputs: [{path, sha256}], outputs: [{name, sha256, bytes, pages}]}`; a path is told from the
    specification's folder, and of a file outside it the name alone.
    """
    documents = compiled.findings.documents
    read = {document.location: document.sha256 for document in documents if document.sha256}
    beside = {path.name: _bytes_of(path) for path in compiled.inputs[len(documents) :] if path.is_file()}
    told = {
        "version": 1,
        "tool": records.tool(),
        "inputs": [
            *({"path": _told_path(path), "sha256": sha256} for path, sha256 in read.items()),
            *({"path": name, "sha256": hashlib.sha256(content).hexdigest()} for name, content in beside.items()),
        ],
        "outputs": [
            {
                "name": one.name,
                "sha256": hashlib.sha256(one.content).hexdigest(),
                "bytes": len(one.content),
                "pages": one.pages,
            }
            for one in compiled.artifacts
        ],
    }
    content = json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
    name = slug(compiled.briefs[0].title) if compiled.briefs else "brief"
    return Artifact(name=f"{name}.manifest.json", media_type="application/json", content=content)


def _told_path(location: str) -> str:
    path = Path(location)
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()


def _written(brief_spec: BriefSpec) -> tuple[Path, ...]:
    """The specification and its draft, where there are any."""
    draft_file = _draft_file(brief_spec)
    return tuple(file for file in (Path(brief_spec.name), draft_file) if brief_spec.name and file and file.exists())


def _inputs(found: Findings, brief_spec: BriefSpec) -> tuple[Path, ...]:
    """The files that must not be written over: the sources, the specification and its draft."""
    files = tuple(brief_spec.folder / document.location for document in found.documents)
    editions = (brief_spec.folder / brief_spec.previous,) if brief_spec.previous else ()
    return (*files, *_written(brief_spec), *editions)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", str(file), "check the path") from error


# what commands print


def points_json(points: Sequence[Point]) -> str:
    """The contract of `summarise --json`: `{points: [{text, evidence}]}` in reading order."""
    rows = [point.model_dump(include={"text", "evidence"}) for point in points]
    return json.dumps({"points": rows}, ensure_ascii=False, indent=1)


def report_json(checked: Compiled | None, error: BriefingError | None = None) -> str:
    """The contract of `check --json`: `{version: 1, exit, sources, sentences, errors, warnings, waived}`.

    An error has `{message, where, hint}`, a warning its `code` too, and what is waived its `reason`. `where` is
    "file:line:column", a sentence's id, a file, or empty.
    """
    documents = checked.findings.documents if checked else ()
    errors = (error, *error.others) if error else ()
    told = {
        "version": 1,
        "exit": error.exit_code if error else 0,
        "sources": len(documents),
        "sentences": sum(len(d.sentences) for d in documents),
        "errors": [{"message": e.message, "where": e.where, "hint": e.hint} for e in errors],
        "warnings": [one._asdict() for one in checked.diagnostics] if checked else [],
        "waived": [one.diagnostic._asdict() | {"reason": one.reason} for one in checked.waived] if checked else [],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def rules_json() -> str:
    """The contract of `check --rules --json`: every rule by its code, as `{says, why, mend, told}`."""
    return json.dumps({code: rule._asdict() for code, rule in rules.RULES.items()}, ensure_ascii=False, indent=1)


def tell_rules() -> tuple[str, ...]:
    """Every rule: its code and what it says, why, and how a breach is mended."""
    lines = []
    for told, title in rules.TELLERS.items():
        lines += [title, ""]
        for code, rule in rules.RULES.items():
            if rule.told == told:
                lines += [code, *(f"  {line}" for line in (rule.says, f"why: {rule.why}", f"mend: {rule.mend}")), ""]
    return tuple(lines[:-1])


def tell_sentences(documents: Sequence[Document]) -> tuple[str, ...]:
    """Each sentence with its id, a blank line between sources."""
    lines = []
    for document in documents:
        lines += [f"{document.key}  {document.title} ({document.location})"]
        lines += [f"{sentence.id}  {sentence.text}" for sentence in document.sentences]
        lines += [""]
    return tuple(lines[:-1])


def tell_ledger(documents: Sequence[Document]) -> tuple[str, ...]:
    """Each edit of the cleaning: offset in the source as read, page, reason, what was and what is; a sum a document."""
    return tuple(line for document in documents for line in _ledger(document))


def _ledger(document: Document) -> Iterator[str]:
    pages = document.source_pages()
    for entry in document.ledger:
        at = bisect_right(pages, (entry.start, sys.maxsize))
        page = f" p. {pages[max(0, at - 1)][1]}" if pages else ""
        now = f" -> {entry.now!r}" if entry.now else ""
        yield f"{document.key}:{entry.start}{page}  {entry.reason}: {entry.was!r}{now}"
    counts = Counter(entry.reason for entry in document.ledger)
    reasons = ", ".join(
        f"{reason} {count}" for reason, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    gone = sum(len(entry.was) for entry in document.ledger)
    whole = len(document.text) + sum(len(entry.was) - len(entry.now) for entry in document.ledger)
    told = [f"{len(document.ledger)} edits of {gone} in {whole} characters", *([reasons] if reasons else [])]
    yield f"{document.key}  {': '.join(told)}"
    for notice in document.notices:
        yield f"{document.key}  notice: {notice}"


def tell_audiences(project: Path = HERE) -> tuple[str, ...]:
    """Each audience with what it is for, and the file of one that is the project's own."""
    names = audiences.names(project)
    width = max(map(len, names))
    lines = []
    for name in names:
        file = assets.shown(assets.find("audiences", f"{name}.yaml", project), project)
        own = f" ({file})" if "/" in file else ""
        lines.append(f"{name:{width}}  {audiences.load(name, project).description}{own}")
    return tuple(lines)


def tell_audience(name: str, project: Path = HERE) -> tuple[str, ...]:
    """Every setting of an audience with the file and line that says so; "default" where none does."""
    audience, origins = audiences.resolve(name, project)
    here = settings(audience)
    labels_file = f"labels/{labels.ENGLISH}.yaml"
    places = {key: origins.get(key) or (labels_file if key.startswith("labels.") else "default") for key in here}
    return _columns([(key, value, places[key]) for key, value in here.items()])


def tell_settings_apart(one: str, other: str, project: Path = HERE) -> tuple[str, ...]:
    """The settings in which two audiences differ, row by row; for an element also by how many."""
    first, second = (settings(audiences.load(name, project)) for name in (one, other))
    usual = {f"labels.{key}": said for key, said in labels.load(labels.ENGLISH) if isinstance(said, str)}
    rows = [("", one, other, "")]
    for key in dict.fromkeys((*first, *second)):
        mine, theirs = (has.get(key) or usual.get(key, "") for has in (first, second))
        if mine != theirs:
            more = f"{int(theirs) - int(mine):+}" if key.startswith("elements.") else ""
            rows.append((key, mine, theirs, more))
    return _columns(rows)


def tell_editions_apart(
    one: str, other: str, brief_spec: BriefSpec, report: Report = lambda _: None
) -> tuple[str, ...]:
    """What each of two audiences sees of a specification's findings on its pages, and does not, row by row."""
    chosen = [audiences.load(name, brief_spec.folder) for name in (one, other)]
    for audience in chosen:
        _allowed(brief_spec, audience)
    found, _ = find(brief_spec, report)
    formers = _formers(brief_spec, chosen)
    briefs = []
    for audience in chosen:
        report(f"fitting the edition for {audience.name}")
        briefs.append(fit_pages(found, brief_spec, audience, formers.get(audience.name)).brief)
    width = max(len(one), len(other), len("both"))
    lines: list[str] = []
    for element, sights in groupby(compare(*briefs), key=lambda sight: sight.row.element):
        seen = tuple(sights)
        counts = f"{one} {sum(sight.first for sight in seen)}, {other} {sum(sight.second for sight in seen)}"
        lines += ["", f"{element}: {counts}"]
        for sight in seen:
            who = "both" if sight.first and sight.second else one if sight.first else other
            lines.append(f"  {who:{width}}  {sight.row.words}")
    return tuple(lines[1:])


def settings(audience: Audience) -> dict[str, str]:
    """An audience's settings, flat, as text; of its labels those that it has otherwise than others, in English."""
    flat: dict[str, str] = {}
    for key, value in audience.model_dump(mode="json", exclude={"name", "lineage", "labels", "spacing"}).items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": str(one) for inner, one in value.items()}
        else:
            flat[key] = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    usual = dict(labels.load(labels.ENGLISH))
    for label, said in labels.load(labels.ENGLISH, audience.lineage, audience.labels):
        if said != usual[label]:
            flat[f"labels.{label}"] = said.other if isinstance(said, Plural) else said
    return flat


def _columns(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Rows as lines with their cells under one another; a long cell is shortened."""
    cut = [[textwrap.shorten(cell, _CELL, placeholder=" …") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    padded = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in cut)
    return tuple(line.rstrip() for line in padded)


# projects


def start(folder: Path | str) -> tuple[Path, ...]:
    """Make `folder` a project that builds unedited: the packaged seeds. Raises WriteError if it holds anything."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WriteError("is there already, and not empty", str(folder), "name a new folder")
    contents = {file.name: file.read_bytes() for file in sorted(assets.packaged("seeds").iterdir())}
    contents["brief.yaml"] = contents["brief.yaml"].replace(b"../briefing/brief.schema.json", b"brief.schema.json")
    contents["brief.schema.json"] = spec.json_schema().encode()
    for name, content in contents.items():
        store.write(folder / name, content)
    return tuple(folder / name for name in contents)


def eject(file: str, name: str, project: Path = HERE, *, replace: bool = False) -> tuple[Path, str]:
    """Copy `file`, an audience, style sheet or template, into `project` as `name`; tell how the copy is used.

    A copied audience extends the one that it comes from, so that it keeps its words in every language.

    Raises SpecificationError if there is no such file, WriteError if the copy is there already, unless it is to be
    replaced, or of another kind.
    """
    shelf = assets.shelf_of(file)
    if assets.shelf_of(name) != shelf:
        raise WriteError(f"'{file}' and '{name}' are of different kinds", hint="keep the ending of the name")
    found = assets.find(shelf, file, project)
    target = project / shelf / name
    if target.is_file() and not replace:
        hint = "edit it as it is" if found == target else "name another copy with --as"
        raise WriteError("is there already", str(target), f"{hint}, or overwrite it with --replace")
    if found == target:
        found = assets.find(shelf, file, assets.packaged("seeds"))  # what ships, in place of the project's own
    text = assets.read(found)
    content = audiences.extending(text, file.removesuffix(".yaml")) if shelf == "audiences" else text
    store.write(target, content.encode())
    return target, _use(shelf, file, name)


def _use(shelf: assets.Shelf, file: str, name: str) -> str:
    """How an ejected copy comes into use."""
    stem = name.removesuffix(".yaml")
    if name == file:
        return f"it is used here from now on in place of the package's {file}; delete it to have that back"
    if shelf == "audiences":
        return f"build for it: briefing build -a {stem}, or audiences: [{stem}] in brief.yaml"
    if name.startswith("_"):
        return f'name it where it is to stand: {{% include "{name}" %}} in a template'
    key = "style" if shelf == "styles" else "template"
    return f"name it in an audience: {key}: {name}"
