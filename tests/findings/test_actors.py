"""Who is found to act, under which names, on small texts and on the seeds."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from briefing.findings import actors
from briefing.model import Actor, Document
from making import document


class Analysts(NamedTuple):
    name: str
    type: str | None = None
    aliases: tuple[str, ...] = ()
    part_of: str | None = None


def found(*texts: str, given: tuple[Analysts, ...] = (), **fields: object) -> tuple[Document, dict[str, Actor]]:
    (read,), known = actors.recognise((document("a", *texts, **fields),), given)
    return read, {actor.name: actor for actor in known}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Russia fears Iran.", ("Russia", "Iran")),
        ("The Kremlin and the White House disagree.", ("Russia", "United States")),
        ("Washington told us nothing.", ("United States",)),
        ("The US told us nothing.", ("United States",)),
        ("Islamic State attacked Baghdad.", ("Islamic State", "Iraq")),
        ("The West Bank is calm, but the West is not.", ("the West",)),
        ("The State Department objected.", ("United States",)),
        ("The Moscow-Tehran axis holds.", ("Russia", "Iran")),
        ("Gulf Arab states back Egypt.", ("Gulf Arab States", "Egypt")),
        ("Chad Smith and Michael Jordan met.", ("Chad Smith", "Michael Jordan")),
        ("The Federal Communications Commission voted.", ("Federal Communications Commission",)),
        ("Russia reacted calmly to Ankara's demarche.", ("Russia", "Turkey")),
    ],
)
def test_names_of_every_kind(text: str, names: tuple[str, ...]) -> None:
    read, _ = found(text)
    assert read.sentences[0].actors == names


def test_a_title_teaches_a_leaders_names() -> None:
    read, known = found("Ruritanian envoys met Syrian President Hafez al-Test.", "Al-Test refused.", "Test left.")
    assert known["Syria"].aliases == ("Al-Test", "Hafez al-Test", "Syrian", "Test") or "Test" in known["Syria"].aliases
    assert read.sentences[2].actors == ("Syria",)


def test_a_surname_is_the_leaders_of_the_documents_years() -> None:
    read, _ = found("Bush wants a deal.", published="2003-05-01")
    assert read.sentences[0].actors == ("United States",)
    read, _ = found("Bush wants a deal.", published="2018-05-01")
    assert read.sentences[0].actors == ("Bush",)


def test_an_acronym_is_an_alias_of_the_name_before_it() -> None:
    read, known = found("The Popular Liberation Front (PLF) wants power.", "The PLF fears elections.")
    assert known["Popular Liberation Front"].type == "armed group"
    assert read.sentences[1].actors == ("Popular Liberation Front",)


def test_an_owner_told_by_possessive_or_apposition() -> None:
    _, known = found("Iran's IRGC plans raids.", "Wagner, a private Russian military company, denied it.")
    assert known["Islamic Revolutionary Guards Corps"].part_of == "Iran"
    assert known["Wagner Group"].part_of == "Russia"


def test_fighters_of_a_nation_are_not_its_state() -> None:
    read, _ = found("Syrian fighters backed by Turkey arrived.")
    assert read.sentences[0].actors == ("Turkey",)


def test_a_mere_place_is_no_actor() -> None:
    _, known = found("Russia keeps bases in Syria.")
    assert "Syria" not in known
    read, known = found("Russia keeps bases in Syria.", "Syria wants them gone.")
    assert read.sentences[0].actors == ("Russia", "Syria")


def test_role_nouns_act_if_they_want_or_say() -> None:
    read, known = found("Insurers oppose the bill.", "The bill hurts insurers.", "It mentions regulators.")
    assert known["Insurers"].type == "company"
    assert read.sentences[1].actors == ("Insurers",)
    assert "Regulators" not in known


def test_the_analysts_actors_come_first_and_win() -> None:
    given = (Analysts("Foreign fighters", "armed group", ("Wagner",), "Russia"),)
    read, known = found("Wagner and Russia want Libya.", given=given)
    assert next(iter(known)) == "Foreign fighters"
    assert read.sentences[0].actors[0] == "Foreign fighters"
    assert "Wagner Group" not in known


def test_bodies_of_one_state_make_its_leader_an_administration() -> None:
    read, known = found(
        "President Obama asked the FCC to act.",
        "Congress and the Supreme Court objected to Obama.",
        "The White House insists.",
    )
    assert known["Obama administration"].type == "government"
    assert read.sentences[2].actors == ("Obama administration",)


@pytest.mark.parametrize(
    ("texts", "name", "kind", "alias"),
    [
        (
            ("The Widget Makers Association sued.", "The association lost."),
            "Widget Makers Association",
            "lobby",
            "The association",
        ),
        (("ZORG, a trade union, struck.", "Workers praised ZORG."), "ZORG", "union", ""),
        (("Jane Roe, a spokeswoman for the Acme Foundation, said no.",), "Acme Foundation", "organisation", "Jane Roe"),
        (("Rep. John Doe, Wisconsin Republican, objected.", "Doe left."), "Republican Party", "party", "Doe"),
        (("Sen. Jane Roe, D-Mass., objected.",), "Democratic Party", "party", "Jane Roe"),
        (("GOP senators objected.",), "Republican Party", "party", "GOP senators"),
        (("Widget Commission chairman John Doe agreed.",), "Widget Commission", "agency", "John Doe"),
        (("Supporters of the law said it works.",), "Supporters of the law", "movement", ""),
        (("Gun-owner groups oppose the bill.",), "Gun-owner groups", "organisation", ""),
        (("Phone and cable companies objected.",), "Phone and cable companies", "company", ""),
        (("The United States and its allies agree.",), "Allies of the United States", "group of states", "its allies"),
        (("China's neighbors oppose the claim.",), "Neighbors of China", "group of states", "China's neighbors"),
        (("Ohio sued the agency.",), "Ohio", "government", ""),
        (("Jane Roe demanded a vote.", "Roe opposed the deal."), "Jane Roe", "leader", "Roe"),
        (("The Springfield Police Department objected.",), "Springfield Police Department", "agency", ""),
    ],
)
def test_actors_of_every_kind_with_their_short_forms(texts: tuple[str, ...], name: str, kind: str, alias: str) -> None:
    _, known = found(*texts)
    assert known[name].type == kind
    assert not alias or alias in known[name].aliases


@pytest.mark.parametrize(
    "text",
    [
        "Mexican officials objected.",
        "The Mexican Foreign Ministry objected.",
        "Mexico's Foreign Ministry objected.",
        "Mexico City hosted a summit, and the government of Mexico objected.",
    ],
)
def test_who_speaks_for_a_state_is_the_state(text: str) -> None:
    _, known = found(text)
    assert known["Mexico"].type == "state"
    assert not {name for name in known if "fficials" in name or "Ministry" in name}


@pytest.mark.parametrize(
    "text",
    [
        "He spoke at the Heritage Foundation.",
        "The Affordable Care Act passed.",
        "Examples appear on Twitter and Facebook.",
        "The North American Free Trade Agreement (NAFTA) lapsed, and NAFTA is gone.",
        "They met in Ohio.",
        "Leaders of the region met a Syrian lawyer.",
        "People are tired.",
    ],
)
def test_what_does_not_act_is_nobody(text: str) -> None:
    _, known = found(text)
    assert set(known) <= {"Syria"}


def test_a_lawyer_is_not_the_state() -> None:
    read, known = found("Syria objected.", "Syrian lawyer Jane Roe disagreed.", "Roe left.")
    assert "Syria" not in read.sentences[2].actors
    assert "Roe" not in known["Syria"].aliases


def test_an_organ_acts_for_itself_at_home() -> None:
    _, known = found(
        "The Senate and the House of Representatives objected.", "Congress asked the Treasury Department to act."
    )
    assert known["Department of the Treasury"].part_of == "United States"


def test_seeds(read_seeds: tuple[Document, ...]) -> None:
    documents, known = actors.recognise(read_seeds, ())
    names = {actor.name for actor in known}
    assert {"Russia", "Iran", "Turkey", "United States", "Syria", "Israel", "Iraq", "Gulf Arab States"} <= names
    assert {"Hezbollah", "Islamic Revolutionary Guards Corps", "Wagner Group", "Libyan National Army"} <= names
    by_name = {actor.name: actor for actor in known}
    assert {"Putin", "the Kremlin", "Moscow"} <= set(by_name["Russia"].aliases)
    assert "Assad" in by_name["Syria"].aliases
    assert actors.recognise(read_seeds, ()) == (documents, known)


def test_an_acronym_stands_for_the_whole_name_that_spells_it() -> None:
    _, known = found("The United Dockers Front (UDF) struck.", "The National Clerks United (NCU) met, and NCU voted.")
    assert "NCU" in known["National Clerks United"].aliases
    assert "Clerks United" not in known


def test_a_noun_that_only_tells_what_somebody_named_is_is_nobody_else() -> None:
    read, known = found(
        "RxMed, the industry's leading trade group, opposes the bill.", "RxMed wants senators to reject it."
    )
    assert read.sentences[1].actors[0] == "RxMed"
    assert not [name for name in known if "trade group" in name.lower()]


def test_many_who_act_are_somebody_though_their_noun_is_wide() -> None:
    read, _ = found("But the hospitals oppose the rule and want the ministry to withdraw it.")
    assert read.sentences[0].actors[0] == "Hospitals"


@pytest.mark.parametrize(
    "text",
    [
        "Measure QQ would limit rents, and Proposition 99 would ban evictions.",
        "China has built a runway on the Mischief Reef.",
    ],
)
def test_laws_and_reefs_are_nobody(text: str) -> None:
    _, known = found(text)
    assert set(known) <= {"China"}


def test_a_name_joined_by_an_ampersand_is_one() -> None:
    _, known = found("But B&QE appealed the ruling and asked the court to reverse it.", "The judges say B&QE is wrong.")
    assert "B&QE" in known
    assert "QE" not in known


def test_a_coalition_that_does_not_rule_is_no_party() -> None:
    _, known = found("A business-backed coalition wants lower taxes, and the ruling coalition opposes them.")
    assert known["Business-backed coalition"].type == "movement"
    assert known.get("Ruling coalition") is None or known["Ruling coalition"].type == "party"


def test_a_bill_of_a_chamber_is_not_the_chamber() -> None:
    read, _ = found("The Senate voted on Tuesday.", "Senate Bill 33 would ban exports.")
    assert read.sentences[0].actors == ("Senate",)
    assert read.sentences[1].actors == ()
