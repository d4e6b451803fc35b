from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing import audiences, labels
from briefing.audiences import Audience, Elements
from briefing.compose import compose
from briefing.compose.former import Former
from briefing.compose.names import file_name, slug
from briefing.compose.typography import typeset
from briefing.compose.voice import Voice
from briefing.errors import SpecificationError
from briefing.findings import outline
from briefing.model import Assessment, Brief, Findings, Labels, Passage, Plural, Section
from making import document, interest, nile, order, point, relation


def audience(name: str = "policymaker", **elements: int) -> Audience:
    loaded = audiences.load(name, Path("nowhere"))
    return loaded.model_copy(update={"elements": loaded.elements.model_copy(update=elements)})


def composed(findings: Findings | None = None, reader: Audience | None = None, **fields: object) -> Brief:
    return compose(findings or nile(), order(**fields), reader or audience())[0]


def passages(brief: Brief) -> list[Passage]:
    cells = [p for row in brief.table.rows for cell in row.cells for p in cell] if brief.table else []
    line = [brief.bottom_line] if brief.bottom_line else []
    text = [p for section in brief.sections for paragraph in section.paragraphs for p in paragraph]
    return [*line, *brief.ask, *brief.key_points, *text, *cells, *(e.passage for e in brief.timeline)]


def test_every_passage_leads_to_its_words_and_back() -> None:
    brief = composed()
    sentences = {s.id: s.text for d in nile().documents for s in d.sentences}
    notes = {note.number: note for note in brief.notes}
    assert list(notes) == list(range(1, len(notes) + 1))
    anchors = [reference.anchor for passage in passages(brief) for reference in passage.references]
    assert len(anchors) == len(set(anchors))
    for passage in passages(brief):
        assert passage.references
        for reference in passage.references:
            assert reference.anchor in notes[reference.number].back
    for note in brief.notes:
        assert note.quote in sentences[note.sentence]


def test_notes_are_numbered_in_the_order_of_the_page() -> None:
    numbers = [reference.number for passage in passages(composed()) for reference in passage.references]
    firsts = list(dict.fromkeys(numbers))
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("further", [0, 60])
def test_a_sentence_has_one_note_that_spans_all_that_is_quoted_of_it(further: int) -> None:
    words = document("a", "Iran wants a corridor to the sea and fears a new government in Damascus" + " now" * further)
    (sentence,) = words.sentences
    findings = Findings(
        documents=(words,),
        actors=nile().actors,
        interests=(
            interest("Egypt", "interest", "a corridor", sentence, quote="a corridor to the sea"),
            interest("Egypt", "concern", "a government", sentence, quote="fears a new government"),
        ),
    )
    (note,) = composed(findings).notes
    assert note.quote == ("a corridor to the sea and fears a new government" if further else sentence.text)


def test_a_web_source_is_linked_to_the_words_themselves() -> None:
    notes = {note.sentence: note.url for note in composed().notes}
    assert notes["icg:2"] == "https://example.org/dam#:~:text=Egypt%20fears%20for%20its%20freshwater%20supply."
    assert notes["memo:1"] == ""


def test_a_long_quote_is_linked_by_its_ends_in_the_words_of_the_source() -> None:
    long = document("a", "One two-three four five six seven eight nine ten eleven, twelve.", url="https://e.org/#top")
    findings = Findings(documents=(long,), key_points=(point(long.sentences[0]),))
    (note,) = composed(findings).notes
    assert note.url == (
        "https://e.org/#top:~:text=One%20two%2Dthree%20four%20five%20six,eight%20nine%20ten%20eleven%2C%20twelve."
    )


def test_what_was_rejected_or_orphaned_is_not_shown() -> None:
    findings = nile()
    rejected = findings.model_copy(
        update={
            "key_points": tuple(p.model_copy(update={"status": "rejected"}) for p in findings.key_points),
            "interests": tuple(i.model_copy(update={"status": "orphan"}) for i in findings.interests),
        }
    )
    brief = composed(rejected)
    assert not brief.key_points
    assert brief.table is None


def test_nothing_above_the_audiences_ceiling_is_shown() -> None:
    findings = nile()
    secret = findings.model_copy(
        update={"key_points": tuple(p.model_copy(update={"marking": "TLP:RED"}) for p in findings.key_points)}
    )
    brief, told = compose(secret, order(), audience("public"))
    assert "Blue Nile." not in brief.model_dump_json()
    assert not brief.key_points
    assert "2 claims marked TLP:RED" in told[0].message


@pytest.mark.parametrize("marking", ["TLP:RED", "SECRET"])
def test_nothing_of_a_source_that_is_marked_higher_leaves_a_trace(marking: str) -> None:
    findings = nile()
    open_, closed = findings.documents
    own = Assessment(text="Wait.", evidence=point(closed.sentences[0]).evidence)
    secret = findings.model_copy(
        update={
            "documents": (open_, closed.model_copy(update={"marking": marking, "title": "The secret memo"})),
            "bottom_line": own,
            "gaps": ("Nothing was found on what Atlantis wants.",),
            "ask": (own,),
            "sections": (*findings.sections, Section(title="Advice", judgement=((own,),))),
        }
    )
    for name in ("minister", "policymaker", "analyst", "public"):
        printed = composed(secret, audience(name)).model_dump_json()
        assert "Talks failed" not in printed
        assert "a threat" not in printed
        assert "secret memo" not in printed
        assert "Atlantis" not in printed
        assert "Blue Nile" in printed


def test_a_brief_shows_nothing_above_its_own_marking() -> None:
    findings = nile()
    green = tuple(d.model_copy(update={"marking": "TLP:GREEN"}) for d in findings.documents)
    marked = findings.model_copy(update={"documents": green})
    with pytest.raises(SpecificationError, match="every source is marked above TLP:CLEAR"):
        composed(marked)
    assert composed(marked, marking="TLP:GREEN").notes


def test_the_matrix_sums_a_pair() -> None:
    matrix = composed().matrix
    assert matrix is not None
    cells = {cell.actors: (cell.sign, cell.count) for row in matrix.cells for cell in row if cell}
    assert cells == {("Egypt", "Ethiopia"): ("mixed", 3), ("Ethiopia", "Sudan"): ("aligned", 1)}


def test_no_relation_is_no_matrix_and_no_interest_no_table() -> None:
    bare = nile().model_copy(update={"relations": (), "interests": (), "events": ()})
    brief = composed(bare)
    assert (brief.matrix, brief.table, brief.timeline) == (None, None, ())


def test_a_state_that_is_only_named_has_a_row_that_says_so() -> None:
    named = document("b", "Israel strikes.", "Israel waits.", "Israel speaks.")
    named = named.model_copy(
        update={"sentences": tuple(s.model_copy(update={"actors": ("Israel",)}) for s in named.sentences)}
    )
    findings = nile()
    israel = findings.actors[0].model_copy(update={"name": "Israel"})
    more = findings.model_copy(update={"documents": (*findings.documents, named), "actors": (*findings.actors, israel)})
    table = composed(more).table
    assert table is not None
    assert table.silent == ("Israel",)


def test_a_sub_actor_stands_under_its_owner() -> None:
    findings = nile()
    organ = findings.actors[0].model_copy(update={"name": "Water Ministry", "type": "ministry", "part_of": "Sudan"})
    sentence = findings.documents[0].sentences[0]
    more = findings.model_copy(
        update={
            "actors": (*findings.actors, organ),
            "interests": (*findings.interests, interest("Water Ministry", "interest", "a dam", sentence)),
        }
    )
    table = composed(more).table
    assert table is not None
    rows = [row.actor for row in table.rows]
    assert rows.index("Water Ministry") == rows.index("Sudan") + 1


def test_the_authors_judgement_is_marked_and_counted() -> None:
    own = Section(title="Recommendation", judgement=((Assessment(text="Wait and see."),),))
    brief = composed(nile().model_copy(update={"sections": (*nile().sections, own)}))
    assert [section.judgement for section in brief.sections] == [False, True]
    assert any("1 sentence of the authors’ own" in fact.value for fact in brief.glance)


def test_limits_are_kept_and_what_is_left_out_is_counted() -> None:
    brief = composed(reader=audience(key_points=1, actors=2, statements=1, timeline=1))
    assert len(brief.key_points) == 1
    assert brief.table is not None
    assert len(brief.table.rows) == 2
    assert brief.timeline == ()  # one event is no line
    assert brief.left_out == ("1 point", "1 statement", "2 events")


def test_a_limit_does_not_part_what_is_read_together() -> None:
    words = document("a", "Two things happened.", "The first was a strike.", "The second was a vote.", "Iran waits.")
    one, two, three, four = words.sentences
    points = (point(one), point(two, leans=True), point(three, leans=True), point(four))
    findings = Findings(documents=(words,), sections=(Section(title="News", points=points),))
    brief = composed(findings, audience(points=2))
    assert [p.text for run in brief.sections[0].paragraphs for p in run] == [one.text, two.text, three.text]
    assert brief.left_out == ("1 point",)


def test_an_audience_without_notes_has_no_markers() -> None:
    brief = composed(reader=audience("minister"))
    assert not brief.notes
    assert all(not passage.references for passage in passages(brief))


def test_dates_are_written_in_the_briefs_language() -> None:
    assert composed(date="2020-01-20").dateline == "20 January 2020"
    assert composed(date="2020-01-20", language="de").dateline == "20. Januar 2020"
    assert composed(date="2020-01-20", language="fa").direction == "rtl"
    assert composed().dateline == "20 March 2019"


@pytest.mark.parametrize(
    ("tag", "day", "month", "year"),
    [
        ("en", "20 January 2020", "January 2020", "2020"),
        ("en-US", "January 20, 2020", "January 2020", "2020"),
        ("fr", "20 janvier 2020", "janvier 2020", "2020"),
        ("de", "20. Januar 2020", "Januar 2020", "2020"),
        ("es", "20 de enero de 2020", "enero de 2020", "2020"),
        ("ru", "20 января 2020\u202fг.", "январь 2020\u202fг.", "2020"),
        ("ar", "20 يناير 2020", "يناير 2020", "2020"),
        ("ar-EG", "٢٠ يناير ٢٠٢٠", "يناير ٢٠٢٠", "٢٠٢٠"),
        ("fa", "۲۰ ژانویهٔ ۲۰۲۰", "ژانویهٔ ۲۰۲۰", "۲۰۲۰"),
        ("fa-u-nu-latn", "20 ژانویهٔ 2020", "ژانویهٔ 2020", "2020"),
    ],
)
def test_a_date_is_as_whole_as_it_is_known(tag: str, day: str, month: str, year: str) -> None:
    voice = Voice(tag, labels.load(tag))
    written = [voice.date(date) for date in ("2020-01-20", "2020-01", "2020")]
    assert [" ".join(one.split()) for one in written] == [" ".join(one.split()) for one in (day, month, year)]


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("en", {1: "1 point", 2: "2 points"}),
        ("fr", {1: "1 point", 2: "2 points"}),
        ("ru", {1: "1 тезис", 3: "3 тезиса", 5: "5 тезисов", 21: "21 тезис", 112: "112 тезисов"}),
        ("ar", {1: "نقطة واحدة", 2: "نقطتان", 3: "3 نقاط", 11: "11 نقطة", 100: "100 نقطة"}),
        ("fa", {1: "۱ نکته", 12: "۱۲ نکته"}),
    ],
)
def test_plurals_follow_the_language(tag: str, told: dict[int, str]) -> None:
    said = labels.load(tag)
    assert {n: Voice(tag, said).count(said.count_points, n) for n in told} == told
    assert Voice(tag, said).count(said.count_points, 0) == ""


def test_a_language_that_does_not_ship_counts_in_its_own_plurals() -> None:
    said = Plural(one="{n} punkt", few="{n} punkty", many="{n} punktów", other="{n} punktu")
    voice = Voice("pl", labels.load("pl", (), Labels(count_points=said)))
    assert [voice.count(voice.labels.count_points, n) for n in (1, 2, 5)] == ["1 punkt", "2 punkty", "5 punktów"]


def test_states_have_their_names_in_the_briefs_language() -> None:
    french = Voice("fr", labels.load("fr"), given=("Iran",))
    names = ("Turkey", "United States", "European Union", "Bosnia and Herzegovina", "Côte d'Ivoire", "Wagner Group")
    assert [*map(french.name, names)] == [
        "Turquie", "États-Unis", "Union européenne", "Bosnie-Herzégovine", "Côte d’Ivoire", "Wagner Group",
    ]  # fmt: skip
    assert french.name("Iran") == "Iran"
    table = composed(language="ru").table
    assert table is not None
    assert {row.actor: row.type for row in table.rows} == dict.fromkeys(("Египет", "Эфиопия", "Судан"), "государство")


def test_every_gap_notice_and_title_that_is_told_in_english_is_told_in_the_briefs_language() -> None:
    odd = document("odd", *["Bosnia and Herzegovina waits."] * 9, "The United States wait.")
    actors = tuple(nile().actors[0].model_copy(update={"name": n}) for n in ("Bosnia and Herzegovina", "Russia"))
    spoken = tuple(s.model_copy(update={"actors": ("Bosnia and Herzegovina", "Russia")}) for s in odd.sentences)
    odd = odd.model_copy(update={"sentences": spoken})
    (first, second, *_), asked = spoken, "When did Atlantis fall, and how many fell?"
    sections = (
        Section(title="None", question=asked),
        Section(title="One", question=asked, points=(point(first),)),
        Section(title="Two", question=asked, points=(point(first), point(second))),
    )
    english = (*outline.gaps((odd,), actors, (), sections),)
    voice = Voice("de", labels.load("de"))
    told = [voice.retold(gap, actors) for gap in english]
    assert len(told) == 9
    assert not [one for one in told if re.search(r"\b(the|were|found|source|wants)\b", one)]
    assert "Keine Quelle erwähnt: Atlantis." in told
    assert "Zu „Two“ fanden sich in den Quellen nur zwei Sätze." in told
    assert told[-1].endswith(": Bosnien und Herzegowina, Russland.")
    assert voice.retold("What Russia and Bosnia and Herzegovina share", actors) == (
        "Gemeinsamkeiten: Russland, Bosnien und Herzegowina"
    )
    assert voice.retold("syndicated from Carnegie", ()) == "übernommen von Carnegie"
    assert voice.retold("encoding guessed: Windows-1252", ()) == "Kodierung vermutet: Windows-1252"
    assert voice.retold("something else", ()) == "something else"


def test_words_of_a_source_in_another_language_say_so() -> None:
    brief = composed(language="fa", bottom_line="x")
    assert {(p.language, p.direction) for p in brief.key_points} == {("en", "ltr")}
    assert {(n.language, n.direction) for n in brief.notes} == {("en", "ltr")}
    assert {(s.language, s.direction) for s in brief.sources} == {("en", "ltr")}
    assert {p.language for p in composed(language="en-GB").key_points} == {""}
    own = nile().model_copy(update={"bottom_line": Assessment(text="Wait."), "ask": (Assessment(text="صبر کنید."),)})
    mixed = composed(own, language="fa")
    assert mixed.bottom_line is not None
    assert (mixed.bottom_line.language, mixed.bottom_line.direction) == ("und", "ltr")
    assert mixed.ask[0].language == ""


def test_a_paragraph_has_one_language() -> None:
    words = document("a", "Iran waits.", "Iran wants a road.")
    one, two = words.sentences
    points = (point(one), Assessment(text="نظر ما این است."), point(two))
    findings = Findings(documents=(words,), sections=(Section(title="x", points=points),))
    (section,) = composed(findings, language="fa").sections
    assert [[p.language for p in run] for run in section.paragraphs] == [["en"], [""], ["en"]]


def test_the_imprint_says_who_when_and_how_to_cite() -> None:
    imprint = {"organisation": "Desk", "authors": ["A. Ba", "C. De"], "number": "7", "version": "1.2", "licence": "CC0",
               "contact": "d@example.org", "disclaimer": "Our own views."}  # fmt: skip
    former = Former.model_validate_json(composed(date="2019-05-01").model_dump_json())
    made = compose(nile(), order(imprint=imprint, date="2020-01-20", language="fr"), audience(), former)[0]
    facts = {fact.label: fact.value for fact in made.imprint}
    assert facts["Pour citer"] == "A. Ba, C. De (2020)\u00a0: The dam. Note de synthèse, nº 7, version 1.2, Desk"
    assert facts["Mise à jour"] == "remplace l’édition du 1 mai 2019"
    assert len(facts) == 9
    own = composed(imprint={**imprint, "cite": "Desk, brief 7"})
    assert "Desk, brief 7" in [fact.value for fact in own.imprint]
    assert not composed().imprint


def test_an_embargo_is_a_line_and_a_label_can_be_said_otherwise() -> None:
    assert composed(embargo="2020-02-01").embargo == "Not to be published before 1 February 2020"
    assert composed(embargo="2020-02-01", language="de").embargo == "Nicht vor dem 1. Februar 2020 zu veröffentlichen"
    own = {"embargo": "Sperrfrist: {date}", "count_undated": {"other": "{n} o. D."}}
    said = composed(embargo="2020-02-01", language="de", labels=own)
    assert said.embargo == "Sperrfrist: 1. Februar 2020"
    assert said.glance[0].value == "2, 1 o. D."


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{title}-{audience}", "the-dam-policymaker"),
        ("{date} {title} ({language})", "2020-01-20 the-dam (pt-BR)"),
        ("{title}_v{version}_{audience}", "the-dam_v1.0-rc-2_policymaker"),
        ("Brief", "Brief"),
        ("{title}.", "the-dam"),
    ],
)
def test_files_are_named_by_the_specifications_pattern(pattern: str, name: str) -> None:
    imprint = {"version": "1.0 RC/2"}
    assert composed(file_name=pattern, date="2020-01-20", language="pt-BR", imprint=imprint).name == name


def test_a_field_without_a_value_takes_the_mark_before_it_along() -> None:
    undated = nile().model_copy(
        update={"documents": tuple(d.model_copy(update={"published": None}) for d in nile().documents)}
    )
    assert composed(undated, file_name="{title}-{date}-{version}-{audience}").name == "the-dam-policymaker"


@given(title=st.text(), version=st.text(), literal=st.text(alphabet="ab .-_()+,", max_size=9))
def test_any_title_makes_a_safe_name(title: str, version: str, literal: str) -> None:
    spec = order(title=title, imprint={"version": version}, file_name=f"{literal}{{title}}{literal}{{version}}")
    name = file_name(spec, title, "public", "")
    assert name
    assert len(name.encode()) <= 255
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f]', name)
    assert name == name.strip(" .")
    assert name.split(".")[0].lower() not in ("con", "prn", "aux", "nul", "com1", "lpt9")


@given(st.builds(dict, **{name: st.integers(0, 3) for name in Elements.model_fields}))
def test_any_limits_make_a_whole_brief(limits: dict[str, int]) -> None:
    reader = audience().model_copy(update={"elements": Elements.model_validate(limits)})
    brief = composed(reader=reader)
    numbers = {note.number for note in brief.notes}
    for passage in passages(brief):
        assert {reference.number for reference in passage.references} <= numbers


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ('He called it "a threat".', "He called it “a threat”."),
        ("Russia's 'partners' don't agree", "Russia’s ‘partners’ don’t agree"),
        ('("no")', "(“no”)"),
        ("on Jan. 3 -- or later", "on Jan.\u00a03 – or later"),
        ("2014-2020", "2014–2020"),
        ("2020-01-08", "2020-01-08"),
        ("$20 billion", "$20\u00a0billion"),
        ("the 1990s' end", "the 1990s’ end"),
    ],
)
def test_typewriter_marks_are_set(plain: str, set_: str) -> None:
    assert typeset(plain, "en") == set_


@pytest.mark.parametrize(
    ("tag", "plain", "set_"),
    [
        ("fr", 'Il dit "non" : l\'accord ? 5 %', "Il dit «\u00a0non\u00a0»\u00a0: l’accord\u202f? 5\u202f%"),
        ("de", "Er sagte \"nein\" und 'ja'", "Er sagte „nein“ und ‚ja‘"),
        ("es", '("no")', "(«no»)"),
        ("ru", 'Он сказал "нет" - \u2014 в 2020 г.', "Он сказал «нет» -\u00a0— в 2020\u00a0г."),
        ("ar", 'قال "لا"', "قال «لا»"),
        ("fa", 'گفت "نه"', "گفت «نه»"),
    ],
)
def test_marks_are_those_of_the_language(tag: str, plain: str, set_: str) -> None:
    assert typeset(plain, tag) == set_


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\"'«»“”„ -.;:!?%№12aб"))))
@pytest.mark.parametrize("tag", ["en", "fr", "de-AT", "es", "ru", "ar", "fa", "pl"])
def test_typesetting_changes_no_word(tag: str, text: str) -> None:
    assert re.findall(r"[^\W_]+", typeset(text, tag)) == re.findall(r"[^\W_]+", text)
    if tag == "pl":
        assert typeset(text, tag) == text


@given(st.text())
def test_a_slug_is_a_file_name(title: str) -> None:
    assert re.fullmatch(r"[^\W_]+(-[^\W_]+)*", slug(title))
    assert len(slug(title).encode()) <= 120


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Łódź: “Brèf”, née 2020", "łodz-bref-nee-2020"),
        ("Иран и Россия", "иран-и-россия"),
        ("سوریه", "سوریه"),
        ("../../etc", "etc"),
        ("?!", "brief"),
    ],
)
def test_a_slug_keeps_the_letters_of_any_script(title: str, name: str) -> None:
    assert slug(title) == name


def test_relations_between_actors_without_rows_still_count() -> None:
    sentence = nile().documents[0].sentences[0]
    more = nile().model_copy(update={"relations": (relation("Egypt", "Sudan", "conditional", sentence),)})
    matrix = composed(more).matrix
    assert matrix is not None
    assert matrix.actors == ("Egypt", "Sudan")
