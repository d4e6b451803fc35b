"""Forty briefs of many shapes, of sentences made for them: findings, and fields of their specification."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.model import Actor, Assessment, Findings, Kind, Option, Section, Sentence, Sign
from briefing.spec import ActorSpec, BriefSpec, GlossaryEntry, SectionSpec
from making import document, event, interest, nile, order, point, relation

VERBS = ("wants", "fears", "refuses", "expects", "needs", "defends")
THINGS = (
    "a share of the water that leaves the dam in the dry years, whatever the other side may say of it",
    "the loss of its influence over the towns below the river",
    "cheap power for its factories and for the railway to the coast",
    "a settlement before the rains",
    "that the filling goes on without an agreement, and that no one is asked",
    "foreign observers at the gates",
)
SIGN_OF: tuple[Sign, ...] = ("opposed", "aligned", "mixed", "conditional")
KINDS: tuple[Kind, ...] = ("interest", "concern", "leverage", "constraint")


def sentences(names: Sequence[str], count: int, things: Sequence[str] = ()) -> list[str]:
    """So many sentences, of several lengths, each about the next of the names; `things` are said in place of ours."""
    things = things or THINGS
    return [
        f"{names[n % len(names)]} {VERBS[n % len(VERBS)]} {things[n % len(things)]}, as report {n + 1} says."
        for n in range(count)
    ]


def findings(  # noqa: PLR0913 - a shape has so many sides
    *,
    sources: int = 2,
    actors: int = 6,
    cells: int = 4,
    sections: int = 4,
    points: int = 4,
    events: int = 5,
    ties: int = 7,
    names: Sequence[str] = (),
    told: Sequence[str] = (),
    about: dict[str, object] | None = None,
) -> Findings:
    """Findings of a shape: so many sources, actors with so many cells each, sections with so many points, events, ties.

    `names` are the actors', `told` is said in place of the usual, `about` are fields of the sources.
    """
    names = names or [f"Land {chr(65 + n % 26)}{n // 26 or ''}" for n in range(max(actors, 2))]
    each = max(4, (actors * cells + sections * points + events + 10) // sources + 1)
    fields = {"publisher": "Desk", **(about or {})}
    documents = tuple(
        document(f"s{n}", *sentences(names[n % 2 :], each, told), **{"title": f"Report {n} on the river", **fields})
        for n in range(sources)
    )
    said: list[Sentence] = [sentence for one in documents for sentence in one.sentences]
    nth = iter(range(10**6))

    def following() -> Sentence:
        return said[next(nth) % len(said)]

    things = [*(told or THINGS)]
    pairs = [(names[i], names[i + 1]) for i in range(min(actors, ties + 1) - 1)]
    return Findings(
        documents=documents,
        bottom_line=point(said[0], id="line"),
        key_points=tuple(point(following(), id=f"key-{n}") for n in range(min(8, sections * points))),
        sections=tuple(
            Section(
                title=f"What {n + 1} comes to", points=tuple(point(following(), id=f"p-{n}-{m}") for m in range(points))
            )
            for n in range(sections)
        ),
        actors=tuple(Actor(name=name, type="state") for name in names[: max(actors, 1)]),
        interests=tuple(
            interest(name, KINDS[n % 4], things[(n + m) % len(things)], following(), id=f"i-{m}-{n}")
            for m, name in enumerate(names[:actors])
            for n in range(cells)
        ),
        relations=tuple(
            relation(min(one, other), max(one, other), SIGN_OF[n % 4], following())
            for n, (one, other) in enumerate(pairs)
        ),
        events=tuple(event(f"20{10 + n}", following()) for n in range(events)),
    )


LONG = "What the governments along the river want, fear, hold and lack after the talks of the spring have failed again"
UNBROKEN = "Wasserstraßenverwaltungsvereinbarungsverhandlungsdelegation"
BODIES = (
    "Permanent Joint Technical Commission for the Waters of the Upper River and its Tributaries",
    "Ministry of Irrigation, Land Reclamation and Rural Development of the Northern Territories",
    "Alliance of Farmers, Herders and Fishing Families of the Lower Delta",
    "Office of the Special Representative of the Secretary-General for the River Basin",
    "Front for the Defence of the Eastern Lowlands and Their Peoples",
    "National Electricity Transmission and Interconnection Company",
)
RUSSIAN = (
    "долю воды, которая уходит с плотины в засушливые годы, что бы ни говорила другая сторона",
    "дешёвую электроэнергию для заводов и железной дороги к побережью",
    "урегулирование до начала дождей",
    "иностранных наблюдателей у шлюзов",
)
ARABIC = (
    "حصة من المياه التي تغادر السد في السنوات الجافة مهما قال الطرف الآخر",
    "كهرباء رخيصة لمصانعها ولسكة الحديد إلى الساحل",
    "تسوية قبل موسم الأمطار",
    "مراقبين أجانب عند البوابات",
)
WORDS = [GlossaryEntry(term=f"Term {n}", meaning=THINGS[n % 6]) for n in range(12)]
OPTIONS = [Option(name=f"Option {n}", for_=THINGS[n % 6], against=THINGS[(n + 1) % 6]) for n in range(4)]
IMPRINT = {
    "organisation": "Institute for the Study of Rivers and Their Peoples",
    "authors": ["A. Writer", "B. Author-Hyphenated", "C. de la Plume"],
    "contact": "desk@example.org",
    "number": "2026/17",
    "version": "2.1",
    "licence": "CC BY 4.0",
    "disclaimer": "The views are those of the authors. " * 4,
}


def judged(count: int, paragraphs: int) -> Findings:
    """Findings with so many sections of the authors' own words alone."""
    said = tuple(Assessment(text=text) for text in sentences(["Land A", "Land B"], 3))
    sections = tuple(
        Section(title=f"Judgement {n + 1}", judgement=tuple(said for _ in range(paragraphs))) for n in range(count)
    )
    return findings(sections=0).model_copy(update={"sections": sections})


SHAPES: dict[str, tuple[Findings, dict[str, object]]] = {
    "as usual": (findings(), {}),
    "one source": (findings(sources=1), {}),
    "forty sources": (findings(sources=40), {}),
    "one actor": (findings(actors=1, cells=2), {}),
    "two actors": (findings(actors=2), {}),
    "thirty actors": (findings(actors=30), {}),
    "thirty ties": (findings(actors=30, ties=29), {}),
    "full cells": (findings(actors=8, cells=16), {}),
    "no interests": (findings(cells=0), {}),
    "no relations": (findings(ties=0), {}),
    "no events": (findings(events=0), {}),
    "one event": (findings(events=1), {}),
    "forty events": (findings(events=40), {"indicators": tuple(THINGS)}),
    "little": (nile(), {}),
    "nothing but points": (findings(actors=1, cells=0, events=0), {}),
    "long titles": (findings(), {"title": LONG, "subtitle": LONG}),
    "unbroken title": (findings(), {"title": UNBROKEN, "subtitle": UNBROKEN.lower()}),
    "long names": (findings(names=BODIES), {}),
    "long sections": (findings(sections=3, points=14), {}),
    "one section": (findings(sections=1), {}),
    "twelve sections": (findings(sections=12, points=6), {}),
    "thirty sections": (findings(sections=30, points=2), {}),
    "twelve judgements": (judged(12, 1), {}),
    "a long judgement": (judged(1, 9), {}),
    "Arabic": (findings(told=ARABIC, about={"language": "ar"}), {"language": "ar", "title": "السد بعد المفاوضات"}),
    "Persian": (findings(), {"language": "fa", "title": "سد پس از گفت‌وگوها"}),
    "Russian": (
        findings(told=RUSSIAN, about={"language": "ru"}),
        {"language": "ru", "title": "Плотина после переговоров"},
    ),
    "German": (findings(), {"language": "de", "title": f"Die {UNBROKEN} nach dem Scheitern"}),
    "French": (findings(), {"language": "fr", "title": "Le barrage après l’échec des pourparlers"}),
    "Spanish": (findings(), {"language": "es", "title": "La presa tras el fracaso de las negociaciones"}),
    "quotes in Arabic": (findings(told=ARABIC, about={"language": "ar", "title": "السد"}), {}),
    "Letter": (findings(), {"page_size": "Letter"}),
    "every element": (
        findings(),
        {
            "ask": " ".join(sentences(["Land A"], 3)),
            "options": OPTIONS,
            "glossary": WORDS,
            "indicators": THINGS,
            "imprint": IMPRINT,
        },
    ),
    "six options": (findings(), {"options": [*OPTIONS, *OPTIONS[:2]], "ask": "Agree to the fourth."}),
    "twenty indicators": (findings(), {"indicators": tuple(THINGS) * 3}),
    "a long bottom line": (findings(), {"bottom_line": " ".join(sentences(["Land A", "Land B"], 5))}),
    "marked, embargoed draft": (
        findings(),
        {"marking": "TLP:GREEN", "draft": True, "embargo": "2026-12-24", "imprint": IMPRINT},
    ),
    "long addresses": (
        findings(
            sources=6, about={"url": "https://example.org/" + "a-long-folder/" * 12 + "index.html", "title": LONG}
        ),
        {},
    ),
    "many authors": (findings(sources=8, about={"authors": tuple(f"A. Writer {n}" for n in range(15))}), {}),
    "large type": (findings(), {"brand": {"sizes": {"text": 12}, "accent": "#7a1f3d", "fonts": {"text": "Inter"}}}),
}
"""Sections and actors are as the specification has them."""


def spec_of(found: Findings, fields: dict[str, object]) -> BriefSpec:
    """A specification that asks for these findings."""
    given = {
        "sections": [SectionSpec(title=section.title) for section in found.sections],
        "actors": [ActorSpec(name=actor.name) for actor in found.actors],
        "imprint": {"organisation": "Desk", "number": "7"},
        **fields,
    }
    return order(**given)
