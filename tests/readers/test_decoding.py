"""From bytes to characters: by a mark, as UTF-8, or by a guess that is named."""

import pytest

from briefing.model import Source
from briefing.readers import read
from briefing.readers.decoding import decode

TEXTS = {
    "fr": "Le gouvernement a décidé hier de fermer l’école où les élèves français étaient à Besançon; ça a été dur.",
    "de": "Die Behörde hat gestern für die größten Städte über höhere Gebühren entschieden, müßte aber später prüfen.",
    "pt": "A comissão não informou se as decisões sobre a região são válidas; à noite, três cidadãos protestarão.",
    "pl": "Rząd ogłosił, że źródła energii będą droższe, a część mieszkańców Łodzi może stracić świadczenia.",
    "cs": "Vláda včera rozhodla, že některé části města budou příští týden uzavřeny kvůli údržbě železniční sítě.",
    "hu": "A kormány tegnap bejelentette, hogy az új törvény a külföldi tőkéről őszre készül el, és erősebb.",
    "tr": "Hükümet dün kararla şehirdeki köprünün bakım çalışmaları için ödeneği artırdı, işçiler şikâyetçi.",
    "ru": "Правительство вчера объявило, что переговоры с соседними странами будут продолжены в следующем месяце.",
    "el": "Η κυβέρνηση ανακοίνωσε χθες ότι οι διαπραγματεύσεις με τις γειτονικές χώρες θα συνεχιστούν.",
    "he": "הממשלה הודיעה אתמול כי המשא ומתן עם המדינות השכנות יימשך בחודש הבא בעיר הבירה.",
    "ar": "أعلنت الحكومة أمس أن المفاوضات مع الدول المجاورة ستستمر في الشهر المقبل في العاصمة بحضور الوزراء.",
    "ja": "政府は昨日、来月も首都で近隣諸国との交渉を続けると発表した。大臣たちも出席する予定である。",
    "zh": "政府昨天宣布，与邻国的谈判将于下个月在首都继续进行，各位部长也将出席会议。",
    "zh-TW": "政府昨天宣布，與鄰國的談判將於下個月在首都繼續進行，各位部長也將出席會議。",
    "ko": "정부는 어제 다음 달에도 수도에서 이웃 나라들과 협상을 계속할 것이라고 발표했다. 장관들도 참석한다.",
}
WRITTEN = [
    ("fr", "cp1252", "Windows-1252"), ("de", "cp1252", "Windows-1252"), ("pt", "cp1252", "Windows-1252"),
    ("pl", "cp1250", "Windows-1250"), ("pl", "iso8859_2", "ISO 8859-2"), ("cs", "cp1250", "Windows-1250"),
    ("hu", "iso8859_2", "ISO 8859-2"), ("tr", "cp1254", "Windows-1254"), ("ru", "cp1251", "Windows-1251"),
    ("ru", "koi8_r", "KOI8-R"), ("el", "cp1253", "Windows-1253"), ("he", "cp1255", "Windows-1255"),
    ("ar", "cp1256", "Windows-1256"), ("ja", "cp932", "Shift JIS"), ("ja", "euc_jp", "EUC-JP"),
    ("ja", "iso2022_jp", "ISO-2022-JP"), ("zh", "gb18030", "GB 18030"), ("zh-TW", "big5", "Big5"),
    ("ko", "cp949", "EUC-KR"), ("fr", "utf_16_le", "UTF-16LE"), ("ru", "utf_16_be", "UTF-16BE"),
    ("zh", "utf_16_le", "UTF-16LE"),
]  # fmt: skip


def source(content: bytes) -> Source:
    return Source(key="s", location="s.txt", media_type="text/plain", content=content)


@pytest.mark.parametrize(("language", "encoding", "name"), WRITTEN)
def test_an_encoding_that_nobody_told_is_guessed_and_named(language: str, encoding: str, name: str) -> None:
    text = f"{TEXTS[language]} \n" * 3
    text = text.encode(encoding, "replace").decode(encoding)
    told, notices = decode(source(text.encode(encoding)))
    assert told == text
    assert len(notices) == 1
    same = {"ISO 8859-2", "Windows-1250"}  # which differ in letters that a text may lack
    assert notices[0] in {f"encoding guessed: {one}" for one in (same if name in same else {name})}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_is_told_is_no_guess(encoding: str) -> None:
    text, notices = decode(source(TEXTS["ru"].encode(encoding)))
    assert text.removeprefix("\ufeff") == TEXTS["ru"]
    assert not notices


def test_plain_letters_under_an_unknown_name_are_read() -> None:
    letter = b"From: Ann Lee <a@b.c>\nContent-Type: text/plain; charset=no-such\n\nThe harbour is shut.\n"
    made = read(Source(key="s", location="s.eml", media_type="message/rfc822", content=letter))
    assert made.text == "The harbour is shut."
    assert not any("guessed" in notice for notice in made.notices)


def test_a_fault_in_utf_8_costs_a_character_and_is_counted() -> None:
    octets = TEXTS["ru"].encode()
    text, notices = decode(source(octets[:21] + b"\xff" + octets[21:]))
    assert text.count("\ufffd") >= 1
    assert text.endswith("в следующем месяце.")
    assert notices == (f"characters that could not be read: {text.count(chr(0xFFFD))}",)


def test_what_nobody_sees_is_taken_out_and_recorded() -> None:
    hidden = "The\u200b har\xadbour\u202e is\U000e0041\U000e007f shut\ufffe. M\u200dore of it\u2066."
    made = read(source(f"{hidden} نمی‌خواهم 👩‍🚀".encode()))
    assert made.text == "The harbour is shut. More of it. نمی‌خواهم 👩‍🚀"
    assert made.source_text().startswith(hidden)
    assert {entry.reason for entry in made.ledger} == {"invisible character"}


def test_a_mark_behind_what_nobody_sees_ends() -> None:
    for before in ("\0", "\u200b", "\xad", "ﬁ", "&amp;", "â€™", "\u202e", "\U000e0041"):
        made = read(source(f"The harbour{before}\u0301 is shut.".encode()))
        assert made.text.endswith("\u0301 is shut.")
