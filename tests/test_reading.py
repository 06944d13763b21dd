"""Reading inputs: what the text is, where each document comes from, and an error for each input that is none."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inference.reading import STDIN, decode, read_inputs
from labels import jsonl
from labels.errors import InputError
from labels.record import Document

PARAGRAPHS = (
    "Gunmen opened fire on a police checkpoint near Kirkuk on Tuesday, killing four officers, officials said.",
    "Two attackers were wounded & fled. Security forces sealed off the area and searched it until dawn.",
)


def html(head: str = "", foot: str = "© 2019 The Daily") -> str:
    body = "".join(f"<p>{p.replace('&', '&amp;')}</p>" for p in PARAGRAPHS)
    return (
        f"<html><head><title>News</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article>{body}</article><footer>{foot}</footer></body></html>"
    )


DATED = '<meta property="article:published_time" content="2024-09-17T10:00:00Z">'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(*names: str, published: str | None = None, form: str = "text") -> list[Document | InputError]:
    return list(read_inputs([Path(name) for name in names], published, form))


def one(*names: str, published: str | None = None, form: str = "text") -> Document:
    (item,) = read(*names, published=published, form=form)
    assert isinstance(item, Document), item
    return item


def messages(*names: str, form: str = "text") -> list[str]:
    return [str(item) for item in read(*names, form=form) if isinstance(item, InputError)]


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def fill(raw: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return fill


@pytest.mark.parametrize(
    "text",
    [
        "One.\r\nTwo.\rThree.\n\n  Four.\t\n",
        "قتل خمسة جنود قرب الموصل يوم الثلاثاء.",
        "武装分子袭击了检查站。",
        "Blast 💥 in Kabul 🇦🇫\u200d.",
        "e\u0301 is not é",
        "\u2028odd\u2029 \x0b\x0c\x85 line ends",
        "By our staff | Share   Tweet\n\nGunmen attacked.\n\n© 2024 All rights reserved",
    ],
)
def test_text_is_what_the_file_says(folder: Path, text: str) -> None:
    Path("a.txt").write_bytes(text.encode())
    document = one("a.txt", published="2024-09-17")
    assert document == Document(id="a.txt", text=text, published="2024-09-17")


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Path) -> None:
    Path("a.txt").write_bytes(b"\xef\xbb\xbfGunmen attacked.")
    assert one("a.txt").text == "Gunmen attacked."


def test_a_line_of_five_megabytes_is_read_whole(folder: Path) -> None:
    text = "Gunmen attacked Kirkuk. " * 210_000
    Path("a.txt").write_text(text)
    assert len(text) > 5_000_000
    assert one("a.txt").text == text


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "a.txt: expected text, found an empty file"),
        (b" \r\n\t ", "a.txt: expected text, found only white space"),
        (b"\xef\xbb\xbf", "a.txt: expected text, found an empty text"),
        (b"a\0b", "a.txt: expected UTF-8 text, found a NUL byte at byte 1; save it as UTF-8 text"),
        ("Krieg".encode("utf-16"), "a.txt: expected UTF-8 text, found a NUL byte at byte 3; save it as UTF-8 text"),
        (b"caf\xe9 bombed", "a.txt: expected UTF-8 text, found byte 0xe9 at byte 3; save it as UTF-8 text"),
        (b"cut \xf0\x9f", "a.txt: expected UTF-8 text, found byte 0xf0 at byte 4; save it as UTF-8 text"),
        (b"\xed\xa0\x80", "a.txt: expected UTF-8 text, found byte 0xed at byte 0; save it as UTF-8 text"),
    ],
)
def test_files_without_text_are_errors_and_the_others_go_through(folder: Path, raw: bytes, message: str) -> None:
    Path("a.txt").write_bytes(raw)
    Path("b.txt").write_text("Gunmen attacked.")
    error, document = read("a.txt", "b.txt")
    assert str(error) == message
    assert document == Document(id="b.txt", text="Gunmen attacked.")


def test_decode_says_what_is_wrong() -> None:
    with pytest.raises(InputError, match="expected UTF-8 text, found byte 0xff at byte 2"):
        decode(b"ab\xff")


def test_a_page_gives_its_article_and_its_date(folder: Path) -> None:
    Path("a.html").write_text(html(DATED))
    Path("b.HTM").write_text(html())
    dated, undated = read("a.html", "b.HTM")
    assert dated == Document(id="a.html", text="\n".join(PARAGRAPHS), published="2024-09-17")
    # The year of the copyright line is no publication date.
    assert undated == Document(id="b.HTM", text="\n".join(PARAGRAPHS))


def test_the_date_asked_for_goes_before_that_of_a_page_but_not_before_that_of_a_record(folder: Path) -> None:
    Path("a.html").write_text(html(DATED))
    Path("b.jsonl").write_text('{"id": "1", "text": "x", "published": "2020-01-01"}\n{"id": "2", "text": "x"}\n')
    found = read("a.html", "b.jsonl", published="2024-10-01")
    assert [d.published for d in found if isinstance(d, Document)] == ["2024-10-01", "2020-01-01", "2024-10-01"]


@pytest.mark.parametrize(
    ("charset", "declared"), [("utf-8", None), ("utf-8", "utf-8"), ("cp1251", "windows-1251"), ("cp1252", "latin1")]
)
def test_a_page_is_read_in_the_charset_it_declares(folder: Path, charset: str, declared: str | None) -> None:
    words = "Боевики напали на пост" if charset == "cp1251" else "“Gunmen” attacked a café"
    head = f'<meta charset="{declared}">' if declared else ""
    page = html(head).replace("©", "(c)").replace("Gunmen opened fire", words)
    Path("a.html").write_bytes(page.encode(charset))
    assert one("a.html").text == "\n".join(PARAGRAPHS).replace("Gunmen opened fire", words)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (b"", "a.html: expected text, found an empty file"),
        (b"  ", "no running text in it"),
        (b"<html><body></body></html>", "no running text in it"),
        (b"<html><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav></body></html>", "no running text in it"),
        (b"<div>" * 50_000, "no running text in it"),
        (b"<html><body><p>caf\xe9 \xff</p></body></html>", "found byte 0xe9 at byte 18"),
        (b"<html><meta charset=rot13><body><p>caf\xe9 \xff</p></body></html>", "found byte 0xe9 at byte 38"),
        (b"<html><body><p>one \0 two three four five</p></body></html>", "found a NUL byte at byte 19"),
    ],
)
def test_pages_without_an_article_are_errors(folder: Path, page: bytes, message: str) -> None:
    Path("a.html").write_bytes(page)
    (found,) = messages("a.html")
    assert message in found
    assert found.startswith("a.html: expected ")


def test_documents_keep_what_their_record_says(folder: Path) -> None:
    line = {
        "id": "d1",
        "source": "wire",
        "published": "2024-09-17",
        "text": "One. Two.\r\n",
        "sentences": [{"start": 0, "end": 4}, {"start": 5, "end": 9}],
        "url": "https://example.org/1",
    }
    Path("a.jsonl").write_text("\n" + json.dumps(line) + "\n\n")
    document = one("a.jsonl", published="2020-01-01")
    assert document == jsonl.from_dict(line)
    assert document.extra == {"url": "https://example.org/1"}


def test_each_bad_line_is_an_error_with_its_number_and_the_others_go_through(folder: Path) -> None:
    lines = [
        b'{"id": "1", "text": "One."}',
        b"not json",
        b'{"id": "2"}',
        b"",
        b'{"id": "1", "text": "Again."}',
        b'{"id": "3", "text": "lone \\ud800"}',
        b'{"id": "\\udfff", "text": "x"}',
        b'{"id": "4", "text": "x", "note": {"\\ud801": 1}}',
        b'{"id": "5", "text": "\xff"}',
        b'{"id": "6", "text": " "}',
        b'["a list"]',
        b"[" * 100_000,
        b'{"id": "7", "text": "Seven \\u0000 \\ud83d\\udca5."}',
    ]
    Path("a.jsonl").write_bytes(b"\n".join(lines))
    found = read("a.jsonl")
    assert [(d.id, d.text) for d in found if isinstance(d, Document)] == [("1", "One."), ("7", "Seven \0 💥.")]
    errors = [str(item) for item in found if isinstance(item, InputError)]
    places = [error.split(": ")[0] for error in errors]
    assert places == [f"a.jsonl:{number}" for number in (2, 3, 5, 6, 7, 8, 9, 10, 11, 12)]
    for error, part in zip(
        errors,
        [
            "expected a JSON object, found 'not json'",
            "expected a key \"text\", found an object with ['id']",
            "expected each id once, found '1' also in a.jsonl:1",
            "expected text of whole Unicode characters, found a lone surrogate at character 5",
            "expected whole Unicode characters, found a lone surrogate in",
            "expected whole Unicode characters, found a lone surrogate in",
            "expected UTF-8 text, found byte 0xff at byte 21",
            "expected text, found only white space",
            "expected a JSON object, found ['a list']",
            "expected a JSON object, found",
        ],
        strict=True,
    ):
        assert part in error


def test_ids_are_unique_over_all_inputs(folder: Path) -> None:
    Path("a.txt").write_text("One.")
    Path("b.jsonl").write_text('{"id": "a.txt", "text": "Two."}\n{"id": "b", "text": "Three."}\n')
    found = read("a.txt", "b.jsonl", "a.txt")
    assert [d.text for d in found if isinstance(d, Document)] == ["One.", "Three."]
    assert [str(e) for e in found if isinstance(e, InputError)] == [
        "b.jsonl:1: expected each id once, found 'a.txt' also in a.txt",
        "a.txt: expected each id once, found 'a.txt' also in a.txt",
    ]


@pytest.mark.parametrize("raw", [b"", b"\n \n"])
def test_a_jsonl_file_without_documents_is_an_error(folder: Path, raw: bytes) -> None:
    Path("a.jsonl").write_bytes(raw)
    (message,) = messages("a.jsonl")
    assert message.startswith("a.jsonl: expected a document a line, found ")


def test_a_folder_gives_its_files_in_order_at_any_depth(folder: Path) -> None:
    for name in ("in/b.txt", "in/a/z.txt", "in/a.TXT", "in/c/d.txt", "in/notes.md", "in/.hidden"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("Gunmen attacked.")
    Path("in/x.jsonl").write_text('{"id": "x1", "text": "One."}\n')
    found = read("in")
    assert [d.id for d in found if isinstance(d, Document)] == sorted(
        ["in/b.txt", "in/a/z.txt", "in/a.TXT", "in/c/d.txt", "x1"], key=lambda i: Path(i.replace("x1", "in/x.jsonl"))
    )
    assert len(found) == 5


def test_a_folder_goes_through_past_links_pipes_and_loops(folder: Path) -> None:
    Path("in/sub").mkdir(parents=True)
    Path("in/good.txt").write_text("Gunmen attacked.")
    Path("in/gone.txt").symlink_to("nowhere")
    Path("in/self.txt").symlink_to("self.txt")
    Path("in/sub/up").symlink_to("..")
    os.mkfifo("in/pipe.txt")
    found = read("in")
    assert [d.id for d in found if isinstance(d, Document)] == ["in/good.txt"]
    remedy = "check the path and its permissions"
    assert [str(e) for e in found if isinstance(e, InputError)] == [
        f"in/gone.txt: expected a readable file, found No such file or directory; {remedy}",
        "in/pipe.txt: expected a regular file, found a pipe or device",
        f"in/self.txt: expected a readable file, found Too many levels of symbolic links; {remedy}",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_an_error(folder: Path) -> None:
    Path("in/shut").mkdir(parents=True)
    Path("in/a.txt").write_text("Gunmen attacked.")
    Path("in/b.txt").write_text("Gunmen attacked.")
    Path("in/a.txt").chmod(0)
    Path("in/shut").chmod(0)
    found = messages("in")
    Path("in/shut").chmod(0o700)
    assert [message.split(":")[0] for message in found] == ["in/shut", "in/a.txt"]


def test_a_folder_without_articles_is_an_error(folder: Path) -> None:
    Path("in").mkdir()
    assert messages("in") == ["in: expected a folder with .txt, .html, .htm, .jsonl files, found none in it"]


def test_a_file_name_that_is_not_utf8_is_an_error(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        Path(name).write_text("Gunmen attacked.")
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    (message,) = messages(name)
    assert "found a lone surrogate in" in message
    assert "caf\\udce9" in message


def test_files_are_read_by_their_suffix_and_others_by_what_is_asked(folder: Path) -> None:
    Path("article").write_text(html())
    Path("article.md").write_text("Gunmen attacked.")
    assert one("article").text == html()
    assert one("article", form="html").text == "\n".join(PARAGRAPHS)
    assert messages("article.md") == [
        "article.md: expected a file name that ends in .txt, .html, .htm, .jsonl, found '.md'; "
        "rename it, or pipe it in with --input-format"
    ]


def test_devices_are_not_read(folder: Path) -> None:
    assert messages("/dev/zero") == ["/dev/zero: expected a file, a folder or a pipe, found a device"]


@pytest.mark.parametrize(
    ("form", "raw", "text"),
    [
        ("text", b"Gunmen\r\nattacked.", "Gunmen\r\nattacked."),
        ("html", html().encode(), "\n".join(PARAGRAPHS)),
        ("jsonl", b'{"id": "stdin", "text": "One."}\n', "One."),
    ],
)
def test_standard_input_is_read_as_asked(pipe: Callable[[bytes], None], form: str, raw: bytes, text: str) -> None:
    pipe(raw)
    (document,) = read_inputs([STDIN], None, form)
    assert document == Document(id="stdin", text=text)


def test_nothing_on_standard_input_is_an_error(pipe: Callable[[bytes], None]) -> None:
    pipe(b"")
    assert messages("-") == ["stdin: expected text, found nothing on standard input"]
