"""Our own outline, the first page, and what was not found."""

from __future__ import annotations

from briefing.findings.cohesion import ALONE, leaning
from briefing.findings.outline import KEY_LIMIT, KEY_POINTS, bottom_line, gaps, key_points, outline, with_article
from briefing.findings.routing import Request
from briefing.findings.salience import Pool, pool
from briefing.findings.summary import cover
from briefing.model import Actor, Document, Evidence, Interest, Point, Section, Sentence

NORTH = (
    ("Norway and Sweden signed a treaty on fishing on Monday after a year of talks.", ("Norway", "Sweden")),
    ("Norway and Sweden cooperate closely in the rescue of fishing crews.", ("Norway", "Sweden")),
    ("A joint fleet of Norway and Sweden shares the cost of the patrols.", ("Norway", "Sweden")),
    ("Denmark criticised the treaty and called it a threat to its own crews.", ("Denmark",)),
    ("Norway and Sweden disagree over the price of fishing rights.", ("Norway", "Sweden")),
    ("Sweden opposes the plan of Norway to close the northern waters.", ("Sweden", "Norway")),
    ("Conflict between Norway and Sweden over cod is older than the treaty.", ("Norway", "Sweden")),
    ("Denmark could close its ports if the talks with Norway fail.", ("Denmark", "Norway")),
    ("Crews may leave the north next year, and prices will rise.", ()),
    ("Denmark wants a seat at the talks before the summer.", ("Denmark",)),
    ("Experts warn of the risk that stocks of cod collapse.", ()),
    ("Denmark said that it would not pay for the patrols.", ("Denmark",)),
)
ACTORS = tuple(Actor(name=name, type="state") for name in ("Norway", "Sweden", "Denmark"))


def material(times: int = 1) -> Pool:
    """The northern texts, the sentences lengthened so that `times` decides how much there is to say."""
    documents = []
    for n in range(times):
        sentences, at, parts = [], 0, []
        for number, (words, names) in enumerate(NORTH, 1):
            text = words if not n else f"{words[:-1]}, as file {n} of the archive in Oslo has it."
            sentences.append(
                Sentence(id=f"t{n}:{number}", text=text, start=at, end=at + len(text), paragraph=1, actors=names)
            )
            parts.append(text)
            at += len(text) + 1
        documents.append(
            Document(key=f"t{n}", location="", title="Fish", text=" ".join(parts), sentences=tuple(sentences))
        )
    return pool(tuple(documents))


def test_little_material_makes_one_section_and_more_makes_more() -> None:
    short, long = outline(material(1), ACTORS, "Fish"), outline(material(9), ACTORS, "Fish")
    assert [request.title for request in short] == ["What has changed"]
    assert [request.title for request in long] == [
        "What has changed", "What Norway and Sweden share", "Where Norway and Sweden part", "Other actors: Denmark",
        "Outlook and risks",
    ]  # fmt: skip


def test_the_actors_of_the_title_are_at_stake() -> None:
    asked = outline(material(9), ACTORS, "Denmark and Norway: what next?")
    assert not any("Sweden part" in request.title for request in asked) or "Norway" in asked[1].title


def test_without_actors_the_outline_still_makes_sense() -> None:
    titles = [request.title for request in outline(material(9), (), "Fish")]
    assert titles[0] == "What has changed"
    assert titles[-1] == "Outlook and risks"
    assert not any(name.name in title for title in titles for name in ACTORS)


def test_sections_of_the_outline_say_what_their_titles_say() -> None:
    pooled = material(9)
    requests = outline(pooled, ACTORS, "Fish")
    found = dict(zip([r.title for r in requests], cover(pooled.documents, requests), strict=True))
    share = " ".join(point.text for point in found["What Norway and Sweden share"])
    part = " ".join(point.text for point in found["Where Norway and Sweden part"])
    assert "cooperate" in share or "joint" in share
    assert "disagree" in part or "opposes" in part or "Conflict" in part


def test_the_bottom_line_stands_alone_and_speaks_to_the_title() -> None:
    line = bottom_line(material(), "The treaty on fishing between Norway and Sweden")
    assert line is not None
    assert leaning(line.text) == ALONE
    assert {"Norway", "Sweden"} <= set(line.text.split())
    assert bottom_line(pool(()), "Nothing") is None


def test_key_points_repeat_nothing_and_stand_alone() -> None:
    pooled = material()
    requests = (Request("Treaty", "What does the treaty say?", 40), Request("Denmark", "What does Denmark want?", 40))
    taken = [point for points in cover(pooled.documents, requests) for point in points]
    points = key_points(pooled, requests, "Fish", taken)
    assert 3 <= len(points) <= KEY_POINTS
    assert not {point.text for point in taken} & {point.text for point in points}
    assert all(leaning(point.text) == ALONE and len(point.text.split()) <= KEY_LIMIT for point in points)


def test_gaps_are_true_and_only_where_there_are_some() -> None:
    documents = material(2).documents
    heard = tuple(
        Interest(
            id=name, actor=name, kind="interest", statement="fish", evidence=(Evidence(sentence="t0:1", quote="N"),)
        )
        for name in ("Norway", "Sweden")
    )
    empty = Section(title="Whales", question="What of whales off Iceland and Norway?")
    told = gaps(documents, ACTORS, heard, (empty,))
    assert told == (
        "No source mentions Iceland.",
        "On “Whales” nothing was found in the sources.",
        "Nothing was found on what Denmark wants, fears, holds or lacks.",
    )
    also = Interest(id="d", actor="Denmark", kind="belief", statement="fish", evidence=heard[0].evidence)
    assert gaps(documents, ACTORS, (*heard, also), ()) == ()


def test_a_date_or_figure_that_was_asked_for_and_not_found_is_told() -> None:
    said = Point(id="p", text="Norway signed the treaty.", evidence=(Evidence(sentence="t0:1", quote="N"),))
    dated = said.model_copy(update={"text": "Norway signed the treaty on Monday for 3 million crowns."})
    asks = "Who signs, and when? How much does it cost?"
    for point, told in ((said, ("date", "figure")), (dated, ())):
        section = Section(title="Treaty", question=asks, points=(point,) * 3)
        assert gaps((), (), (), (section,)) == tuple(f"What was found on “Treaty” names no {what}." for what in told)
    other = Section(title="Treaty", question="What follows when crews stay in port?", points=(said,) * 3)
    assert gaps((), (), (), (other,)) == ()


def test_names_take_their_article() -> None:
    documents = material().documents
    assert with_article("United States", documents) == "the United States"
    assert with_article("Norway", documents) == "Norway"
