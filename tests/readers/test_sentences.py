"""The splitter: what people write, and that nothing is lost."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.readers.sentences import split

CASES = """
The talks failed.| Both sides went home.
The army lost a U.S drone over the strait.| It did not reply.
U.S. President Harry Truman signed it.| Congress agreed.
He was educated in the U.S. The family stayed.
The deal was struck in the U.S.| The other side kept quiet.
The base lies in the U.K. Parliament was told.
Talks resume on Jan. 3 in Geneva.| The date may slip.
Talks began in Jan.| They end in June.
The rule took effect on Sept. 11, 2001, at 9 a.m. local time.
The shop closes at 5 p.m.| It opens again at eight.
The Joint Plan a.k.a. the Deal was signed.| It holds.
J. R. R. Tolkien wrote it.| Few read it.
Joseph R. Biden Jr. spoke first.| He was brief.
It went to Martin Luther King Jr.| The crowd rose.
See No. 5 on the list.| It is short.
Was there a plan?| No.| There was none.
The figure is on p. 7 of the report.| Turn to it.
Gen. Omar Bradley and Lt. Col. Ames met Sen. Ellis.| They talked.
They met near St. Petersburg and Mt. Etna.
Acme Inc. Chairman Lee resigned.| Shares fell.
He works for Acme Inc.| He likes it.
The ministry wants "peace and stability."| The army does not.
The ministry wants “peace and stability.”| The army does not.
"Why?" he asked.| Nobody knew.
“Why now?” Mr. Lane asked.| Nobody knew.
“Stop!” the guard shouted.| He ran.
"We have time," she said.| "We will wait."
She said.| "We will wait.| We have time."
Growth was 3.5 percent.| Prices rose 12.7 percent.
They paid $3.5 trillion in 2019.| Then they stopped.
Well... the plan was dropped.| It was late.
The plan was dropped...| Nobody minded.
The plan was dropped…| Nobody minded.
I wonder… I really do.
He paused . . . and went on.| They waited.
Visit www.example.org for more.| The site is slow.
Write to desk@example.org.| They answer.
The file is at https://example.org/a.b?c=d.e and stays there.
1. First, cut the tax.| It is too high.
Two steps: 1. Freeze the fund, 2. Sell the rest.
The court settled the dispute.12 The loser paid.
The court settled the dispute.¹² The loser paid.
He agreed.| (The others did not.)| Work began.
They left (see p. 7 of the annex) at once.| All was calm.
You did what?!| Nobody believed it.
The phone sold well.| iPhone sales rose.
Bring maps, food, etc.| The rest is there.
Bring maps, food, etc. by noon.
Some goods, e.g. Iranian oil, are banned.| Others, i.e. the rest, are not.
It was Brown vs. Board that changed it.| Then came Roe v. Wade.
As Hayes et al. showed, it fails.| Hayes et al. (2019) agree.
The war came to its end.The next one began.
The goals are three: peace, bread; and land.
It costs 5 dollars.| 12 people paid.
Prof. A. B. Carter, Ph.D., spoke.| He was heard.
The firm moved to Washington, D.C.| It grew there.
Rep. Ann Wells (D-Va.) objected.| So did Gov. Hart.
The Yahoo! deal failed.| The price was high.
That was plan B.| The other was worse.
He was taller than I.| She was not.
The vote was Nov. 4.| Turnout was low.
The site runs on Node.js and ASP.NET today.
Art. 5 binds all.| Art. V binds some.
It is 4 ft. long.| Or so he says.
The U.S.-led force left.| The U.S.'s allies stayed.
We asked: "Is it over?"| It was not.
Did he say "never"?| He did.
“It is over.”| “Is it?”| “Yes.”
The rial fell to 42,000.| $5 bought a lot.
The text [sic] stands.| [The rest is lost.]
هل انتهت الحرب؟| لا أحد يعرف.
会议结束了。|各方同意。
यह सच है।| सब जानते हैं।
The N.S.A. Director left.| The C.I.A. did not.
"No." The answer was clear.
He came in first.| And she?| She won!
Brig. Gen. Hall met Adm. Roe off Ft. Knox.
The treaty of 1648.| What a text.
The group, i.e., the five, met.| It ended.
""".strip().splitlines()

JOINED = {  # what cannot be told apart, or is written as one in the list above for clarity
    "He was educated in the U.S. The family stayed.": ["He was educated in the U.S.", "The family stayed."],
    "The court settled the dispute.12 The loser paid.": ["The court settled the dispute.12", "The loser paid."],
    "The court settled the dispute.¹² The loser paid.": ["The court settled the dispute.¹²", "The loser paid."],
    "The war came to its end.The next one began.": ["The war came to its end.", "The next one began."],
    '"No." The answer was clear.': ['"No."', "The answer was clear."],
}


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    text = case.replace("|", "")
    expected = JOINED.get(case) or [part.strip() for part in case.split("|")]
    assert [text[start:end] for start, end in split(text)] == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


PIECES = st.sampled_from(
    [
        *"abz AZ09.?!…,;:—-\n\t'\"”“’()[]।。؟",
        "U.S.",
        "Mr.",
        "Jan.",
        " The ",
        "e.g.",
        "...",
        ". . .",
        "No. 5",
        "12 ",
        "“No!” ",
    ]
)


@given(st.one_of(st.lists(PIECES).map("".join), st.text()))
@example("")
@example(" \n ")
@example("。。 。")
def test_every_character_lies_in_one_span(text: str) -> None:
    spans = split(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000,
        "a. " * 50_000,
        "A." * 50_000,
        "1. " * 50_000,
        '."' * 50_000,
        "“" * 50_000 + "a. B",
        "x" * 1_000_000,
        ". " * 50_000 + "A",
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 3


def test_another_language_without_its_own_list_uses_the_english_one() -> None:
    assert split("Mr. Ode left. He ran.", "xx") == split("Mr. Ode left. He ran.")


OTHERS = """
fr Le ministre, M. Macron, a dit que l’art. 5 s’applique à Mme. Durand et au Dr. Petit.| Il part demain.
fr L’accord de sept. 2019, cf. Annexe II, vaut pour la Cie.| Le reste attend.
fr Ils ont vu des ports, des routes, etc.| Rien ne change.
de Der Minister, z. B. Hr. Müller, sagte am 3. Januar, dass Art. 5 gilt, d. h. für Dr. Klein bzw. Prof. Groß.| Er geht.
de Im 19. Jahrhundert war das anders.| Es waren 19.| Danach kam niemand, vgl. Abb. 3.| Rund 5 Mio. Menschen leben dort.
es El Sr. Pérez y la Sra. Gómez dijeron que el art. 5 vale, p. ej. para EE. UU. y el Dr. Ruiz.| Se va mañana.
ru Министр, т. е. г-н Иванов, сказал, что ст. 5 действует с 2019 г. и т. д.| Он уходит.
ru В 2019 г. Россия ушла.| Проф. Петров остался.
""".strip().splitlines()


@pytest.mark.parametrize("case", OTHERS)
def test_each_language_has_its_abbreviations(case: str) -> None:
    language, _, text = case.partition(" ")
    wanted = [part.strip() for part in text.split("|")]
    joined = " ".join(wanted)
    assert [joined[start:end] for start, end in split(joined, language)] == wanted
