"""The command line: parse, call, print. What is heavy is imported inside the command that needs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefing.errors import Diagnostic
    from briefing.model import Assessment, Findings, Point
    from briefing.pipeline import Compiled, Report

_ORDER = click.argument("order", nargs=-1, metavar="[BRIEF | SOURCES...]")
_TITLE = click.option(
    "--title", default="", help="The title, where there is no specification (default: the first source's)."
)
_STRICT = click.option("--strict", is_flag=True, help="End with exit code 5 if there is any warning.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")
_CODES = """\b
Exit codes:
  0 done                            5 a claim does not stand
  1 our bug                         6 cannot write
  2 the command's words are wrong   7 a backend failed
  3 the specification is wrong      8 a limit was reached
  4 a source cannot be read"""


@click.group(epilog=_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="briefing", message="%(prog)s %(version)s")
def program() -> None:
    """Compile sources into a printable policy brief.

    Every sentence and every table cell of it can be followed to the words of a source.
    """


@program.command()
@click.argument("folder")
def new(folder: str) -> None:
    """Make FOLDER a project that builds unedited: a specification and two sources to replace."""
    from briefing import pipeline

    for path in pipeline.start(folder):
        click.echo(str(path))
    click.echo(f"next: briefing build {folder}/brief.yaml", err=True)


@program.command()
@_ORDER
@_TITLE
@click.option(
    "-a", "--audience", "audiences", multiple=True, help="An audience; again for more (default: the specification's)."
)
@click.option(
    "-f",
    "--format",
    "formats",
    default="pdf",
    show_default=True,
    help="pdf, html, docx, json, md; csl, ris, bib, jsonld; commas between.",
)
@click.option("-o", "--out", default="out", show_default=True, help="The folder to write to.")
@click.option(
    "--bundle",
    type=click.Choice(("data", "full")),
    default="data",
    show_default=True,
    help="What a PDF carries: brief.json, or the clean texts of its sources and your own look too.",
)
@_STRICT
def build(  # noqa: PLR0913, PLR0917 - an option an argument
    order: tuple[str, ...], title: str, audiences: tuple[str, ...], formats: str, out: str, bundle: str, *, strict: bool
) -> None:
    """Compile a brief for each audience.

    An argument that ends in .yaml or .yml is the specification, others are sources; none means ./brief.yaml.
    """
    from briefing import pipeline

    with _progress() as report:
        spec = pipeline.specify(order, title)
        wanted = tuple(dict.fromkeys(name.strip().lower() for name in formats.split(",")))
        compiled = pipeline.compile_brief(spec, audiences, wanted, report, full=bundle == "full")
    _warn(compiled.diagnostics, strict=strict)
    for path, artifact in pipeline.save(compiled, out):
        pages = _count(artifact.pages, "page") if artifact.pages else ""
        click.echo(f"{path}  " + ", ".join(filter(None, [pages, _size(len(artifact.content))])))


@program.command()
@click.argument("brief", required=False, metavar="[BRIEF]")
def draft(brief: str | None) -> None:
    """Write what was found to findings.yaml beside BRIEF, for you to correct; again, to read changed sources.

    No word of yours is lost: build and check take the file as it stands, and a later draft keeps every row you touched.
    """
    from briefing import pipeline

    with _progress() as report:
        path, refreshed = pipeline.draft(pipeline.specify((brief,) if brief else (), ""), report)
    _warn(refreshed.diagnostics)
    told = ", ".join(f"{number} {status}" for status, number in refreshed.counts)
    click.echo(f"{path}  {told or 'nothing found'}")


@program.command()
@_ORDER
@click.option("--rules", is_flag=True, help="List every rule: its code, what it says, why, and how to mend a breach.")
@_JSON
@_STRICT
def check(order: tuple[str, ...], *, rules: bool, as_json: bool, strict: bool) -> None:
    """Check all but the render: specification, sources, quotes, characters, markings, house rules."""
    from briefing import pipeline
    from briefing.errors import BriefingError

    if rules:
        click.echo(pipeline.rules_json() if as_json else "\n".join(pipeline.tell_rules()))
        return
    checked = None
    try:
        with _progress() as report:
            checked = pipeline.check(pipeline.specify(order, ""), report)
        _warn(checked.diagnostics, strict=strict, quiet=as_json)
    except BriefingError as error:
        if not as_json:
            raise
        click.echo(pipeline.report_json(checked, error))
        sys.exit(error.exit_code)
    click.echo(pipeline.report_json(checked) if as_json else _checked(checked))


@program.command()
@_ORDER
@_JSON
@click.option("--sentences", is_flag=True, help="Print each source's sentences with the ids that citations name.")
@click.option("--ledger", is_flag=True, help="Print what the cleaning removed or repaired, and why.")
def findings(order: tuple[str, ...], *, as_json: bool, sentences: bool, ledger: bool) -> None:
    """Show what was found in the sources: points, actors and interests, relations, events."""
    from briefing import pipeline

    spec = pipeline.specify(order, "")
    if sentences or ledger:
        with _progress() as report:
            documents, diagnostics = pipeline.read(spec, report)
        _warn(diagnostics)
        told = pipeline.tell_sentences(documents) if sentences else pipeline.tell_ledger(documents)
        click.echo("\n".join(told))
        return
    with _progress() as report:
        found, diagnostics = pipeline.find(spec, report)
    _warn(diagnostics)
    click.echo(found.model_dump_json(indent=1, by_alias=True) if as_json else _told(found))


@program.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCES...")
@click.option(
    "--words", type=click.IntRange(1, 100_000), required=True, help="At most this many words, whole sentences."
)
@click.option("--question", default="", help="What the summary is to answer.")
@_JSON
def summarise(sources: tuple[str, ...], words: int, question: str, *, as_json: bool) -> None:
    """Summarise SOURCES in their own sentences."""
    from briefing import pipeline

    points, diagnostics = pipeline.summarise(sources, words, question)
    _warn(diagnostics)
    if as_json:
        click.echo(pipeline.points_json(points))
    else:
        click.echo("\n".join(_point(point) for point in points))


@program.command()
@click.argument("report")
@click.argument("brief")
@click.option(
    "--as",
    "way",
    type=click.Choice(["annex", "file", "section"]),
    default="annex",
    show_default=True,
    help="How it is attached.",
)
@click.option("--at", type=click.IntRange(1), help="The page that an annex's first becomes (default: after the last).")
@click.option("-o", "--out", help="The file to write (default: beside REPORT, named after it).")
@click.option("--break-signature", is_flag=True, help="Let a signature go that any change makes void.")
def attach(  # noqa: PLR0913 - an option an argument
    report: str, brief: str, way: str, at: int | None, out: str | None, *, break_signature: bool
) -> None:
    """Attach a finished BRIEF to REPORT: as an annex of pages, as a file in it, or as a section of a Word document.

    Both stay as they are. Tags, links, outlines, page labels and files of both are kept, and so is what REPORT
    claims to conform to, where that still holds. A section takes Word documents: REPORT.docx BRIEF.docx.
    """
    from briefing import finished

    out = out or finished.attached_name(report, way)
    made = finished.attach(report, brief, way, out, at or 0, break_signature=break_signature)
    _warn(made.diagnostics)
    pages = _count(made.pages, "page") if made.pages else ""
    kept = f"keeps {made.claims}" if made.claims else ""
    click.echo(f"{out}  " + ", ".join(filter(None, [pages, _size(len(made.content)), kept])))


@program.group(invoke_without_command=True)
@click.pass_context
def audiences(context: click.Context) -> None:
    """List the audiences; show one, or what two do differently."""
    if context.invoked_subcommand is None:
        from briefing import pipeline

        for line in pipeline.tell_audiences():
            click.echo(line)


@audiences.command("show")
@click.argument("name")
def audiences_show(name: str) -> None:
    """Print every setting of the audience NAME, and the file and line that it comes from."""
    from briefing import pipeline

    click.echo("\n".join(pipeline.tell_audience(name)))


@audiences.command("diff")
@click.argument("one")
@click.argument("other")
@click.argument("brief", required=False, metavar="[BRIEF]")
def audiences_diff(one: str, other: str, brief: str | None) -> None:
    """Print in what two audiences differ: their settings or, of a specification BRIEF, what each gets to see."""
    from briefing import pipeline

    if not brief:
        click.echo("\n".join(pipeline.tell_settings_apart(one, other)))
        return
    with _progress() as report:
        told = pipeline.tell_editions_apart(one, other, pipeline.specify((brief,), ""), report)
    click.echo("\n".join(told))


@program.command()
@click.argument("file", metavar="FILE.pdf")
@click.option(
    "--sources", default="", metavar="DIR", help="The folder of the sources, to compare them with what was read."
)
@_JSON
def verify(file: str, sources: str, *, as_json: bool) -> None:
    """Check what a finished PDF claims, from its own bytes.

    Its pages, its quotes, its markers and its files must agree, and what it claims to be must hold. That shows that
    nothing was changed by halves, not who made it: that takes a signature. A brief in a report is checked inside it.
    """
    from briefing import finished
    from briefing.errors import SourceError

    if sources and not Path(sources).is_dir():
        raise SourceError("is no folder", sources, "name the folder that holds the sources")
    checks = finished.verify_pdf(Path(file), Path(sources) if sources else None)
    click.echo(finished.checks_json(checks) if as_json else "\n".join(finished.tell_checks(checks)))
    if any(one.failures for one in checks):
        sys.exit(5)


@program.command()
@click.argument("file", metavar="FILE.pdf")
@click.option("-o", "--out", default=".", show_default=True, help="The folder to write to.")
def extract(file: str, out: str) -> None:
    """Give back the files that a PDF carries: brief.json, with the findings and the sentences that prove them."""
    from briefing import finished

    for path in finished.extract(Path(file), Path(out)):
        click.echo(str(path))


@program.command()
@click.argument("file", metavar="FILE.pdf")
@click.option("-o", "--out", default="out", show_default=True, help="The folder to write to.")
def rebuild(file: str, out: str) -> None:
    """Make a brief's PDF anew from what it carries, and tell whether it is the same to the byte.

    A brief with a look of your own carries it when built with --bundle full.
    """
    from briefing import finished

    made = finished.rebuild(Path(file))
    _warn(made.diagnostics)
    path = finished.save_rebuilt(made, Path(file), Path(out))
    click.echo(f"{path}  {'the same bytes' if made.is_same else 'other bytes'}")
    if not made.is_same:
        click.echo(made.otherwise or "it was changed, or made where something of the system differs", err=True)
        sys.exit(5)


@program.command()
@click.argument("file")
@click.option("--as", "name", default="", help="The name of the copy.")
@click.option("--replace", is_flag=True, help="Overwrite a copy that is there already.")
def eject(file: str, name: str, *, replace: bool) -> None:
    """Copy an audience, a style sheet or a template into this project to edit.

    FILE is one that ships: policymaker.yaml, page.css, _matrix.html.j2.
    """
    from briefing import pipeline

    path, use = pipeline.eject(file, name or file, replace=replace)
    click.echo(str(path))
    click.echo(use, err=True)


@program.command()
@click.option("--draft", is_flag=True, help="The schema of findings.yaml instead.")
@click.option("--template", is_flag=True, help="What a template may ask for instead, as a table.")
def schema(*, draft: bool, template: bool) -> None:
    """Print the JSON Schema of brief.yaml."""
    from briefing import spec
    from briefing.findings.draft import rows
    from briefing.writers import contract

    click.echo(contract.table() if template else rows.json_schema() if draft else spec.json_schema(), nl=False)


@program.command()
@_JSON
def doctor(*, as_json: bool) -> None:
    """List what briefing needs, what is there, and how to get what is not."""
    from briefing import doctor as surgery
    from briefing.errors import BackendError

    needs = surgery.needs()
    click.echo(surgery.report_json(needs) if as_json else surgery.report(needs))
    if not surgery.ready(needs):
        raise BackendError("this machine cannot build a brief yet", hint="the cures stand above")


def main() -> None:
    """Run the program; an error of the user's is told in two lines and ends with its own exit code."""
    try:
        program()
    except Exception as error:
        from briefing.errors import BriefingError, WriteError

        if isinstance(error, OSError) and error.errno and error.filename is None:  # a full disk under a redirection
            told: BaseException = WriteError(f"cannot be printed: {error.strerror}", hint="look where the output goes")
        else:
            told = error
        if not isinstance(told, BriefingError):
            raise  # our bug keeps its traceback
        click.echo(str(told), err=True)
        sys.exit(told.exit_code)


@contextmanager
def _progress() -> Iterator[Report]:
    """A line on a terminal that says what is being done; nothing in a pipe."""
    shown = sys.stderr is not None and sys.stderr.isatty()  # None: closed by whoever called

    def report(doing: str) -> None:
        if shown:
            click.echo(f"\r\033[K{doing} …", nl=False, err=True)

    try:
        yield report
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)


def _warn(diagnostics: tuple[Diagnostic, ...], *, strict: bool = False, quiet: bool = False) -> None:
    from briefing.errors import ClaimError

    for diagnostic in () if quiet else diagnostics:
        click.echo(str(diagnostic), err=True)
    if strict and diagnostics:
        raise ClaimError(
            f"{_count(len(diagnostics), 'warning')}, and --strict allows none", hint="mend them, or leave --strict out"
        )


def _checked(checked: Compiled) -> str:
    documents = checked.findings.documents
    told = [
        _count(len(documents), "source"),
        _count(sum(len(d.sentences) for d in documents), "sentence"),
        _count(len(checked.diagnostics), "warning"),
        *([f"{len(checked.waived)} waived"] if checked.waived else []),
    ]
    return f"checked: {', '.join(told)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _size(count: int) -> str:
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"  # noqa: PLR2004 - a megabyte


def _point(point: Point | Assessment) -> str:
    where = ", ".join(piece.sentence for piece in point.evidence)
    return f"- {point.text} [{where or 'authors’ judgement'}]"


def _told(found: Findings) -> str:
    """The findings for a person at a terminal, each with the ids of its sentences."""
    lines = []
    for section in found.sections:
        lines += [section.title, *map(_point, section.points), ""]
    for actor in found.actors:
        mine = [i for i in found.interests if i.actor == actor.name]
        lines += [f"{actor.name} ({actor.type})"]
        lines += [f"  {i.kind}: {i.statement} [{', '.join(e.sentence for e in i.evidence)}]" for i in mine]
    lines += [
        "",
        *(f"{' – '.join(r.actors)}: {r.sign}, {_count(len(r.evidence), 'sentence')}" for r in found.relations),
    ]
    lines += ["", *(f"{e.date}: {e.text} [{e.evidence[0].sentence}]" for e in found.events)]
    return "\n".join(lines)
