"""What is written down: JSON that reads back, tables and a page that show the record and nothing of its markup."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from inference.html import page
from inference.render import (
    count_words,
    date_words,
    event_name,
    place_words,
    plain,
    sentence_numbers,
    toll_words,
    write_json,
    write_jsonl,
    write_table,
)
from labels import jsonl
from labels.record import Count, Document, Event, EventDate, PartCount, Party, Place, Sentence, Span, Weapon
from labels.schema import EVENT_TYPES, SPAN_LABELS

STRIKE = Document(
    id="wire/1",
    text="Iraqi jets killed at least four ISIS militants near Laylan on Tuesday.\n\nPolice later held 11 men.",
    published="2024-09-18",
    spans=(
        Span(0, 10, "ATTACKER", 0.98),
        Span(18, 31, "KILLED", 0.9),
        Span(32, 46, "TARGET"),
        Span(52, 58, "LOCATION", 0.97),
        Span(62, 69, "DATE", 0.99),
        Span(72, 78, "ATTACKER", 0.8),
    ),
    sentences=(
        Sentence(0, 70, ("airstrike",), {"airstrike": 0.971, "bombing": 0.02}),
        Sentence(72, 97, ("raid_arrest",), {"raid_arrest": 0.6}),
    ),
    events=(
        Event(
            "airstrike",
            date=EventDate("Tuesday", "2024-09-17", "2024-09-17", "day"),
            location=Place("Laylan", "Laylan", "IRQ", 35.31, 44.46, "town"),
            attackers=(Party("Iraqi jets", "state_forces"),),
            targets=(Party("ISIS militants"), Party("a cave")),
            killed=Count("at least four", 4, None),
            weapons=(Weapon("F-16s"),),
            sentences=(0,),
            score=0.954,
        ),
        Event("raid_arrest", captured=Count("11", 11, 11), sentences=(1,), status="claimed"),
    ),
    model="conflict-events 0.1.0 / default@0123456789ab",
)
QUIET = Document(id="quiet", text="Nothing happened.", sentences=(Sentence(0, 17, ()),), spans=(), events=())

HOSTILE = '<script>alert("1")</script>&amp;\'"><b onclick=x>\x1b[31m\r\n\0\x9b\u202e</p></mark>[red]'


def as_table(*documents: Document, width: int = 200) -> str:
    stream = io.StringIO()
    write_table(documents, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


@pytest.mark.parametrize("documents", [[], [STRIKE], [STRIKE, QUIET]])
def test_json_and_jsonl_read_back_as_what_was_written(documents: list[Document]) -> None:
    lines, array = io.StringIO(), io.StringIO()
    write_jsonl(iter(documents), lines)
    write_json(iter(documents), array)
    assert [jsonl.loads(line) for line in lines.getvalue().splitlines()] == documents
    assert [jsonl.from_dict(item) for item in json.loads(array.getvalue())] == documents


def test_each_line_is_written_before_the_next_document_is_asked_for() -> None:
    stream = io.StringIO()
    written = []

    def documents() -> object:
        for document in (STRIKE, QUIET):
            written.append(len(stream.getvalue().splitlines()))
            yield document

    write_jsonl(documents(), stream)  # type: ignore[arg-type]
    assert written == [0, 1]


def test_a_table_shows_each_event() -> None:
    lines = [re.split(r"\s{2,}", line.strip()) for line in as_table(STRIKE).splitlines()]
    assert lines == [
        ["wire/1", "published 2024-09-18"],
        ["event", "when and where", "attackers", "targets", "toll", "sent.", "score"],
        ["airstrike", "2024-09-17", "Iraqi jets", "ISIS militants;", "4+ killed", "1", "95%"],
        ["Laylan, IRQ", "a cave"],
        ["raid arrest (claimed)", "11 captured", "2"],
        [""],
    ]


def test_a_table_says_when_there_are_no_events() -> None:
    assert as_table(QUIET) == "quiet\nno events found\n\n"


@pytest.mark.parametrize("width", [40, 80])
def test_a_table_fits_the_terminal(width: int) -> None:
    assert max(len(line) for line in as_table(STRIKE, width=width).splitlines()) <= width


def test_a_table_is_whole_in_eighty_columns() -> None:
    out = as_table(STRIKE, width=80)
    assert [w for w in ("2024-09-17", "Laylan, IRQ", "4+ killed", "11 captured", "95%") if w not in out] == []


def test_a_table_takes_no_markup_and_no_control_characters_from_data() -> None:
    event = Event("riot", attackers=(Party(HOSTILE),), date=EventDate(HOSTILE), location=Place(HOSTILE))
    stream = io.StringIO()
    document = Document(id=HOSTILE, text="x", events=(event,))
    write_table([document], Console(file=stream, width=300, force_terminal=True, color_system="standard"))
    coloured = re.sub("\x1b\\[[0-9;]*m", "", stream.getvalue())
    assert "[red]" in coloured
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", coloured)
    assert "\x1b[31m" not in stream.getvalue()


def test_plain_keeps_every_script_and_drops_what_moves_the_cursor() -> None:
    assert plain("قرب الموصل 检查站 💥 é") == "قرب الموصل 检查站 💥 é"
    assert plain("a\x1b]0;t\x07b\r\nc\u2067d") == "a ]0;t b c d"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(12, 12, "12"), (12, None, "12+"), (None, 50, "≤50"), (8, 11, "8–11"), (0, 0, "0"), (None, None, "“many”")],
)
def test_counts_in_words(low: int | None, high: int | None, words: str) -> None:
    assert count_words(Count("many", low, high)) == words


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (None, ""),
        (EventDate("overnight"), "“overnight”"),
        (EventDate(None), ""),
        (EventDate("Tuesday", "2024-09-17", "2024-09-17", "day"), "2024-09-17"),
        (EventDate("last week", "2024-09-09", "2024-09-15", "week"), "2024-09-09 – 2024-09-15"),
        (EventDate("March", "2024-03-01", "2024-03-31", "month"), "2024-03"),
        (EventDate("March to April", "2024-03-01", "2024-04-30", "month"), "2024-03-01 – 2024-04-30"),
        (EventDate("2008", "2008-01-01", "2008-12-31", "year"), "2008"),
    ],
)
def test_dates_in_words(date: EventDate | None, words: str) -> None:
    assert date_words(date) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (None, ""),
        (Place(None), ""),
        (Place("the north", country="MLI"), "the north, MLI"),
        (Place("Laylan area", "Laylan", "IRQ"), "Laylan, IRQ"),
    ],
)
def test_places_in_words(place: Place | None, words: str) -> None:
    assert place_words(place) == words


def test_events_in_words() -> None:
    event = Event("armed_clash", killed=Count(None, 2, 2), injured=Count(None, 3, None), status="denied")
    assert event_name(event) == "armed clash (denied)"
    assert event_name(Event("riot", status="reported")) == "riot"
    assert toll_words(event) == ["2 killed", "3+ injured"]
    assert sentence_numbers((5, 0, 1, 2, 2, 8)) == "1–3, 6, 9"


class Outline(HTMLParser):
    """The elements of a page, the text in its rows, and all its text."""

    VOID = frozenset({"meta"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.rows = ""
        self.shown = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data if self._open[-1:] != ["style"] else ""
        row = "section" in self._open and "p" in self._open and "dl" not in self._open
        self.rows += data if row else ""

    def values(self, attribute: str) -> list[str | None]:
        return [value for _, attrs in self.elements for name, value in attrs if name == attribute]


def pictured(text: str) -> str:
    """Show control characters as the page does."""
    shown = {**{c: chr(0x2400 + c) for c in range(32) if chr(c) not in "\t\n\r"}, 127: "\u2421"}
    return text.translate(shown | dict.fromkeys(range(0x80, 0xA0), "\ufffd"))


def test_a_page_shows_the_text_its_spans_and_types_and_the_events() -> None:
    outline = Outline(page([STRIKE]))
    assert outline.rows == STRIKE.text
    marks = [dict(attrs) for tag, attrs in outline.elements if tag == "mark"]
    assert [(m["class"], m.get("title")) for m in marks] == [
        ("ATTACKER", "attacker 98%"),
        ("KILLED", "killed 90%"),
        ("TARGET", None),
        ("LOCATION", "location 97%"),
        ("DATE", "date 99%"),
        ("ATTACKER", "attacker 80%"),
    ]
    cards = outline.shown.split("wire/1")[-1]
    for words in (
        "airstrike 97%",
        "2024-09-17",
        "Laylan, IRQ",
        "35.31, 44.46",
        "4+",
        "“at least four”",
        "F-16s",
        "95%",
    ):
        assert words in cards
    assert "raid arrest (claimed)" in cards
    assert STRIKE.model is not None
    assert STRIKE.model in outline.shown


def test_each_link_of_a_page_leads_to_an_element_of_its_own() -> None:
    outline = Outline(page([STRIKE, QUIET, STRIKE]))
    anchors = outline.values("id")
    assert len(anchors) == len(set(anchors))
    assert {str(href).removeprefix("#") for href in outline.values("href")} <= set(anchors)
    assert {"d1-s1", "d1-s2", "d1-e1", "d1-e2", "d2-s1", "d3-e2"} <= set(anchors)


def test_a_page_needs_nothing_from_elsewhere_and_its_policy_allows_nothing() -> None:
    source = page([STRIKE])
    outline = Outline(source)
    assert not {tag for tag, _ in outline.elements} & {"script", "link", "img", "iframe", "form", "object", "base"}
    assert outline.values("src") == outline.values("style") == []
    assert all(str(href).startswith("#") for href in outline.values("href"))
    (style,) = re.findall("<style>(.*?)</style>", source, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy in outline.values("content")


def test_the_style_knows_every_label_in_light_and_dark() -> None:
    style = page([])
    assert [label for label in SPAN_LABELS if style.count(f".{label} {{") != 2] == []
    assert all(meaning in Outline(style).shown for meaning in (*SPAN_LABELS.values(), *EVENT_TYPES.values()))


@pytest.mark.parametrize("label", SPAN_LABELS)
@pytest.mark.parametrize("scheme", [0, 1])
def test_names_of_labels_stand_out_from_their_marks(label: str, scheme: int) -> None:
    pair = re.findall(rf"\.{label} {{ --mark: (#\w+); --name: (#\w+); }}", page([]))[scheme]
    light, dark = sorted((luminance(colour) for colour in pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, contrast (minimum)


def luminance(colour: str) -> float:
    """WCAG relative luminance of a colour like #1c2128."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hostile(words: str) -> Document:
    """A document of the same make as `STRIKE` with other words in each of its fields."""
    return Document(
        id=words,
        text=words,
        source=words,
        spans=(Span(1, len(words) - 1, "ACTOR", 0.5),),
        sentences=(Sentence(0, len(words), ("riot",), {"riot": 0.5}),),
        events=(
            Event(
                "riot",
                date=EventDate(words),
                location=Place(words, words, words),
                attackers=(Party(words),),
                targets=(Party(words),),
                killed=Count(words, None, None),
                injured=Count(words, 1, 2),
                weapons=(Weapon(words),),
                sentences=(0,),
            ),
        ),
        model=words,
    )


def test_no_element_and_no_attribute_of_a_page_comes_from_data() -> None:
    harmless, outline = Outline(page([hostile("harmless")])), Outline(page([hostile(HOSTILE)]))
    assert outline.elements == harmless.elements
    assert outline.rows == pictured(HOSTILE)
    fields = harmless.shown.count("harmless")
    assert fields >= 13
    assert outline.shown.count(pictured(HOSTILE)) == fields


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(st.data())
def test_the_rows_of_a_page_hold_each_character_once(data: st.DataObject) -> None:
    text = data.draw(st.one_of(TEXTS, st.text("ab \n&<", min_size=1, max_size=40)))
    cuts = st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted)
    pairs = [list(zip(c[::2], c[1::2], strict=False)) for c in (data.draw(cuts), data.draw(cuts))]
    document = Document(
        id="a",
        text=text,
        spans=tuple(Span(a, b, "ACTOR") for a, b in pairs[0]),
        sentences=tuple(Sentence(a, b, ()) for a, b in pairs[1]),
    )
    outline = Outline(page([document]))
    assert outline.rows.replace("Not read for events", "") == pictured(text)
    visible = sum(bool(text[a:b].strip()) for a, b in pairs[0])
    assert sum(tag == "mark" for tag, _ in outline.elements) >= visible


def test_a_page_tells_who_claims_who_says_how_many_and_how_many_of_whom() -> None:
    count = Count(
        "12 or 30", 12, 30,
        accounts=(PartCount("police", "12", 12, 12), PartCount("<rebels>", "30", 30, 30)),
        groups=(PartCount("children", "three", 3, 3),),
    )  # fmt: skip
    place = Place("Laylan", "Laylan", "IRQ", 35.31, 44.46, "town", region="Kirkuk")
    event = Event("bombing", location=place, killed=count, claimed_by="<Front>")
    shown = page([Document("d", "A bomb went off.", sentences=(Sentence(0, 16, ("bombing",)),), events=(event,))])
    for words in ("police 12, &lt;rebels&gt; 30", "children 3", "<bdi>Kirkuk</bdi>", "&lt;Front&gt;"):
        assert words in shown, words
    assert "<rebels>" not in shown
