"""No label of a figure meets another or leaves the figure, whatever stands on it; and it says what it shows."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from briefing import assets, labels
from briefing.figures import grid, matrix, network, timeline
from briefing.figures.drawing import Box, Dot, Drawing, Frame, Label
from briefing.figures.lettering import Pen, drawn
from briefing.figures.tokens import Tokens
from briefing.figures.words import Words
from briefing.model import SIGNS, Grid, Matrix, MatrixCell, Network, Passage, Placement, TimelineEvent
from briefing.writers import pdf

NAMES = {
    "plain": ("Russia", "Iran", "United States", "Turkey", "Syria", "Israel", "Iraq", "Libya", "Egypt", "Qatar"),
    "long": (
        "Organisation for the Prohibition of Chemical Weapons and of everything that is like them",
        "Donaudampfschifffahrtsgesellschaftskapitänsvereinigungsvorsitzende",
        "The Ministry",
    ),
    "arabic": ("الإمارات العربية المتحدة", "جمهوری اسلامی ایران", "حكومة الوفاق الوطني 2015 (GNA)", "مصر"),
    "cyrillic": ("Правительство Российской Федерации", "Міністерство закордонних справ України", "МИД"),
}
WORDS = Words(labels.load("en"), "en")
NUMBERS = (1, 2, 3, 12, 30)
WIDTHS = ("174mm", "52mm")


def tokens(width: str = "174mm", **values: str) -> Tokens:
    """The tokens of the packaged sheets, with figures of some width."""
    css = "".join((assets.packaged("styles") / name).read_text("utf-8") for name in ("fonts.css", "tokens.css"))
    css = css.replace("url(fonts/", f"url({(assets.packaged('styles') / 'fonts').as_uri()}/")
    said = "".join(f"--{name}: {value};" for name, value in {"figure": width, **values}.items())
    return Tokens.of(f"{css} :root {{ {said} }}")


def actors(script: str, number: int) -> tuple[str, ...]:
    """Different names, one after another of a script."""
    names = NAMES[script]
    return tuple(names[n % len(names)] + (f" {n}" if n >= len(names) else "") for n in range(number))


def cells(names: Sequence[str], step: int) -> dict[tuple[str, str], MatrixCell]:
    """A sign for every `step`th pair, all four in turn; none for 0."""
    pairs = list(itertools.combinations(names, 2))[:: step or 1] if step else []
    signs = tuple(SIGNS)
    return {
        pair: MatrixCell(actors=pair, sign=signs[n % len(signs)], count=n * 37 % 140 + 1, figure=str(n * 37 % 140 + 1))
        for n, pair in enumerate(pairs)
    }


def half(names: Sequence[str], step: int) -> Matrix:
    known = cells(names, step)
    rows = tuple(tuple(known.get((names[j], names[i])) for j in range(i)) for i in range(len(names)))
    return Matrix(actors=tuple(names), cells=rows)


def events(*dates: str) -> tuple[TimelineEvent, ...]:
    return tuple(TimelineEvent(when=date, date=date, passage=Passage(text="It happened.")) for date in sorted(dates))


def sound(drawing: Drawing) -> None:
    """Every label inside, none on another, and none on a dot of another's."""
    frames = [(label.text, label.frame()) for label in drawing.labels()]
    whole = Frame(-0.01, -0.01, drawing.width + 0.01, drawing.height + 0.01)
    for text, frame in frames:
        assert max(whole.left, frame.left) == frame.left, f"{text!r} leaves the figure"
        assert min(whole.right, frame.right) == frame.right, f"{text!r} leaves the figure"
        assert max(whole.top, frame.top) == frame.top, f"{text!r} leaves the figure"
        assert min(whole.bottom, frame.bottom) == frame.bottom, f"{text!r} leaves the figure"
    for (one, frame), (other, beside) in itertools.combinations(frames, 2):
        assert not frame.grown(-0.05).meets(beside), f"{one!r} meets {other!r}"
    for dot in (mark for mark in drawing.marks if isinstance(mark, Dot)):
        for text, frame in frames:
            assert not frame.grown(-0.05).meets(dot.frame()), f"{text!r} meets a dot"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("step", [0, 1, 3])
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("script", NAMES)
def test_no_label_of_a_matrix_meets_another(script: str, number: int, step: int, width: str) -> None:
    sound(matrix.draw(half(actors(script, number), step), tokens(width), WORDS))


@pytest.mark.parametrize("step", [0, 1, 3])
@pytest.mark.parametrize("number", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("script", NAMES)
def test_no_label_of_a_network_meets_another(script: str, number: int, step: int) -> None:
    names = actors(script, number)
    ties = tuple(cells(names, step).values())
    made = network.draw(Network(actors=names, ties=ties), tokens(), WORDS)
    sound(made)
    badges = [label for label in made.labels() if label.text[0] in SIGNS.values() and "\u00a0" in label.text]
    assert len(badges) == len(ties), "each tie has its sign and its number"


def test_a_network_too_narrow_for_numbers_still_meets_nothing() -> None:
    names = actors("plain", 9)
    sound(network.draw(Network(actors=names, ties=tuple(cells(names, 1).values())), tokens("52mm"), WORDS))


def test_of_a_crowd_in_one_square_the_first_are_named_and_the_rest_counted() -> None:
    crowd = tuple(Placement(actor=f"Land {n}", power=1, interest=1, suggested=True) for n in range(30))
    made = grid.draw(Grid(placements=crowd), tokens(), WORDS)
    said = [label.text for label in made.labels()]
    assert [text for text in said if text.startswith("Land")] == [f"Land {n}" for n in range(9)]
    assert "+ 21" in said
    assert "Land 29" in made.description


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("spread", [0, 1, 7])
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("script", NAMES)
def test_no_label_of_a_grid_meets_another(script: str, number: int, spread: int, width: str) -> None:
    """All in one square, or here and there."""
    placements = tuple(
        Placement(actor=name, power=5 - n * spread % 5, interest=1 + n * spread // 2 % 5, suggested=n % 2 == 0)
        for n, name in enumerate(actors(script, number))
    )
    made = grid.draw(Grid(placements=placements), tokens(width), WORDS)
    sound(made)
    squares = Counter((one.power, one.interest) for one in placements).values()
    assert sum(isinstance(mark, Dot) for mark in made.marks) == sum(held if held <= 10 else 9 for held in squares)
    sound(made.mirrored())


DATES = {
    "one": ("2020-01-03",),
    "a day": ("2020-01-03",) * 12,
    "two far apart": ("0954", "2020-01-08"),
    "partial": ("2015", "2015-01", "2015-01-01", "2019", "2019-12", "2020"),
    "a month": tuple(f"2020-01-{day:02}" for day in range(1, 31)),
    "a month after years": ("1979", "1998-05", *(f"2020-01-{day:02}" for day in range(1, 31)), "2020-12-31"),
    "forty": tuple(f"20{10 + n % 11}-{n * 7 % 12 + 1:02}-{n * 5 % 28 + 1:02}" for n in range(40)),
    "the end of time": ("9998-11-02", "9999-12", "9999"),
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dates", DATES.values(), ids=list(DATES))
def test_no_label_of_a_timeline_meets_another(dates: tuple[str, ...], width: str) -> None:
    made = timeline.draw(events(*dates), tokens(width), WORDS)
    sound(made)
    numbers = [label.text.partition(" ")[0] for label in made.labels() if label.pen.weight != Pen.PLAIN]
    shown = [n for text in numbers for n in range(int(text.split("–")[0]), int(text.split("–")[-1]) + 1)]
    assert shown == list(range(1, len(dates) + 1)), "every event is under one flag"


def test_a_year_stands_where_it_is() -> None:
    """To scale: the middle of three years stands in the middle."""
    made = timeline.draw(events("2000-01-01", "2010-01-01", "2020-01-01"), tokens(), WORDS)
    first, middle, last = (mark.x for mark in made.marks if isinstance(mark, Dot))
    assert middle - first == pytest.approx(last - middle, rel=0.01)


@pytest.mark.parametrize("text", ["Wagner Group, 2018", "Правительство России", "الإمارات العربية المتحدة 2015"])
def test_a_width_is_the_width_on_the_page(text: str) -> None:
    """Measured in the PDF, by the advances of its letters."""
    known = tokens()
    pen = Pen(known, 20, 600)
    drawing = Drawing(400, 40, (Label(10, 30, text, pen),), "Words", "Some words.")
    engine = pdf._engine()  # noqa: SLF001 - the engine that draws the pages, with the bundled faces alone
    page = '<html lang="en"><title>x</title><style>@page { size: 400pt 40pt; margin: 0 } body { margin: 0 }</style>'
    css = (assets.packaged("styles") / "fonts.css").read_text("utf-8")
    base = f"{assets.packaged('styles').as_uri()}/"
    content = engine.HTML(string=f"{page}<style>{css}</style>{drawing.svg(known)}", base_url=base).write_pdf()
    read = pypdfium2.PdfDocument(content)[0].get_textpage()
    boxes = [read.get_charbox(n, loose=True) for n in range(read.count_chars())]
    width = max(box[2] for box in boxes) - min(box[0] for box in boxes)
    assert width == pytest.approx(pen.width(text), rel=0.02)


def test_arabic_letters_join_and_run_from_the_right() -> None:
    assert drawn("مصر") == "\ufeae\ufebc\ufee3"  # reh final, sad medial, meem initial
    assert drawn("لا") == "\ufefb", "lam and alef are one letter"
    assert drawn("دار") == "\ufead\ufe8d\ufea9", "dal, alef and reh join nothing after them"
    assert drawn("گچ") == "\ufb7b\ufb94", "Persian letters too"
    assert drawn("(مصر 2015)") == "(2015 \ufeae\ufebc\ufee3)", "a number keeps its direction, brackets turn"
    assert drawn("Emirates") == "Emirates"


def test_words_that_do_not_fit_are_cut_and_long_ones_broken() -> None:
    pen = Pen(tokens(), 8)
    lines = pen.lines("Organisation for the Prohibition of Chemical Weapons", 60, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(pen.width(line) <= 60 for line in lines)
    assert pen.lines("Vereinigungsvorsitzende", 60, 3)[0].endswith("-")


DRAW: dict[str, Callable[[Tokens], Drawing]] = {
    "matrix": lambda known: matrix.draw(half(NAMES["plain"][:4], 1), known, WORDS),
    "network": lambda known: network.draw(
        Network(actors=NAMES["plain"][:4], ties=tuple(cells(NAMES["plain"][:4], 1).values())), known, WORDS
    ),
    "grid": lambda known: grid.draw(
        Grid(placements=(Placement(actor="<b>Russia</b> & Iran", power=5, interest=2),)), known, WORDS
    ),
    "timeline": lambda known: timeline.draw(events("2015", "2020-01-03"), known, WORDS),
}


@pytest.mark.parametrize("name", DRAW)
def test_a_figure_says_what_it_shows(name: str) -> None:
    drawing = DRAW[name](tokens())
    svg = ET.fromstring(drawing.svg(tokens()))
    title, description = svg[0], svg[1]
    assert title.tag.endswith("}title")
    assert title.text == drawing.title
    assert description.tag.endswith("}desc")
    assert len(drawing.description) > len(drawing.title) / 2
    assert drawing.svg(tokens()) == DRAW[name](tokens()).svg(tokens()), "the same twice"


def test_a_description_names_who_stands_how() -> None:
    assert DRAW["matrix"](tokens()).description.startswith("6 pairs have a sign: ")
    assert "Russia and Iran aligned, 1" in DRAW["network"](tokens()).description
    assert DRAW["grid"](tokens()).description == "<b>Russia</b> & Iran: power 5, interest 2."


@pytest.mark.parametrize("name", DRAW)
def test_colours_are_the_tokens(name: str) -> None:
    brand = tokens(accent="#884400", ink="#010203")
    svg = DRAW[name](brand).svg(brand)
    assert "#010203" in svg
    assert "#0b5563" not in svg
    assert ("#884400" in svg) == (name != "matrix"), "a matrix has no accent: its colours are signs"


def test_no_sign_is_told_by_its_colour_alone() -> None:
    """Each sign has a letter of its own and a line of its own pattern, whatever its colour."""
    grey = {f"{sign}-line": "#777777" for sign in SIGNS} | dict.fromkeys(SIGNS, "#dddddd")
    known = tokens(**grey)
    looks = set()
    for sign in SIGNS:
        tie = MatrixCell(actors=("A", "B"), sign=sign, count=1, figure="1")
        made = network.draw(Network(actors=("A", "B"), ties=(tie,)), known, WORDS)
        badge = next(label.text for label in made.labels() if label.text.startswith(SIGNS[sign]))
        lines = [mark.svg(known) for mark in made.marks if not isinstance(mark, Label | Box | Dot)]
        looks.add((badge, tuple(lines)))
    assert len({badge for badge, _ in looks}) == len({lines for _, lines in looks}) == len(SIGNS)


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("sign", SIGNS)
def test_lines_stand_out_and_letters_are_read(sign: str) -> None:
    known = tokens()
    paper, line = luminance(known.text("paper")), luminance(known.text(f"{sign}-line"))
    tint, ink = luminance(known.text(sign)), luminance(known.text("ink"))
    assert (paper + 0.05) / (line + 0.05) >= 3
    assert (tint + 0.05) / (ink + 0.05) >= 7
