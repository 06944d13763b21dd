"""Reads articles from files, folders and standard input into documents, with an error for what is none."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from labels import jsonl
from labels.errors import InputError, shorten
from labels.record import Document
from labels.words import word_offsets

INPUT_FORMATS: Final = ("text", "html", "jsonl")
STDIN: Final = Path("-")

_FORMAT_OF_SUFFIX: Final = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
_SUFFIXES: Final = ", ".join(_FORMAT_OF_SUFFIX)

# What is left of a page without an article is a menu entry or the name of a form field.
_FEWEST_WORDS: Final = 5

# The HTML standard has the declaration of the charset within the first 1,024 bytes.
_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([a-z0-9._:-]+)""", re.IGNORECASE)
_CHARSET_LIMIT: Final = 1024

# Pages that declare the one are written in the other; browsers read them so.
_WRITTEN_AS: Final = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}

Read = tuple[str, Document]
"""A document with the place it was read from, `file` or `file:line`."""


def read_inputs(
    paths: Sequence[Path], published: str | None = None, input_format: str = "text"
) -> Iterator[Document | InputError]:
    """Read documents from files, from the .txt, .html, .htm and .jsonl files in folders, and from `-`.

    The text of a document is what the file says, character by character: line ends stay as they are, and only
    a byte order mark is left out. Of a page it is the article in it. The id of a file is its path as given.

    :param published: publication date of documents that do not come with their own; it is taken before the
        date that a page gives.
    :param input_format: one of `INPUT_FORMATS`, for standard input and for files without a suffix.
    """
    seen: dict[str, str] = {}
    for source in _sources(paths):
        items = [source] if isinstance(source, InputError) else _read(source, published, input_format)
        for item in items:
            if isinstance(item, InputError):
                yield item
                continue
            where, document = item
            try:
                _check(document)
                if document.id in seen:
                    raise InputError("each id once", f"{shorten(document.id)} also in {seen[document.id]}")
            except InputError as error:
                yield error.at(where)
                continue
            seen[document.id] = where
            yield document


def _sources(paths: Sequence[Path]) -> Iterator[Path | InputError]:
    for path in paths:
        if path != STDIN and path.is_dir():
            yield from _in_folder(path)
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path | InputError]:
    """Find the files of a folder in the order of their paths; links to folders are not followed: no loops."""
    errors: list[OSError] = []
    found = [
        Path(parent, name)
        for parent, _, names in os.walk(folder, onerror=errors.append)
        for name in names
        if Path(name).suffix.lower() in _FORMAT_OF_SUFFIX
    ]
    for error in errors:
        yield _unreadable(error, "a readable folder").at(Path(error.filename or folder).as_posix())
    if not found and not errors:
        yield InputError(f"a folder with {_SUFFIXES} files", "none in it", where=folder.as_posix())
    for path in sorted(found):
        try:
            regular = stat.S_ISREG(path.stat().st_mode)
        except OSError as error:
            yield _unreadable(error, "a readable file").at(path.as_posix())
            continue
        # Opening a pipe that nobody writes to would wait for ever.
        yield path if regular else InputError("a regular file", "a pipe or device", where=path.as_posix())


def _unreadable(error: OSError, expected: str) -> InputError:
    return InputError(expected, error.strerror or str(error), remedy="check the path and its permissions")


def _read(path: Path, published: str | None, input_format: str) -> Iterator[Read | InputError]:
    name = "stdin" if path == STDIN else path.as_posix()
    try:
        form = _format(path, input_format)
        if path == STDIN:
            yield from _parse(sys.stdin.buffer, name, form, published)
            return
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise InputError("a file, a folder or a pipe", "a device")
        with path.open("rb") as lines:
            yield from _parse(lines, name, form, published)
    except OSError as error:
        yield _unreadable(error, "a readable file").at(name)
    except InputError as error:
        yield error.at(name)


def _format(path: Path, input_format: str) -> str:
    if path == STDIN or not path.suffix:
        return input_format
    try:
        return _FORMAT_OF_SUFFIX[path.suffix.lower()]
    except KeyError:
        remedy = "rename it, or pipe it in with --input-format"
        raise InputError(f"a file name that ends in {_SUFFIXES}", shorten(path.suffix), remedy=remedy) from None


def _parse(lines: Iterable[bytes], name: str, form: str, published: str | None) -> Iterator[Read | InputError]:
    if form == "jsonl":
        yield from _documents(lines, name, published)
        return
    raw = b"".join(lines)
    if not raw:
        raise InputError("text", "an empty file" if name != "stdin" else "nothing on standard input")
    if form == "html":
        text, dated = _article(raw, want_date=published is None)
    else:
        text, dated = decode(raw), None
    yield name, Document(id=name, text=text, published=published or dated)


def _documents(lines: Iterable[bytes], name: str, published: str | None) -> Iterator[Read | InputError]:
    number, empty = 0, True
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        empty = False
        where = f"{name}:{number}"
        try:
            document = jsonl.loads(decode(raw))
        except InputError as error:
            yield error.at(where)
            continue
        yield where, replace(document, published=document.published or published)
    if empty:
        raise InputError("a document a line", "only blank lines" if number else "an empty file")


def _check(document: Document) -> None:
    if not document.text.strip():
        raise InputError("text", "only white space" if document.text else "an empty text")
    try:
        jsonl.dumps(document).encode()
    except UnicodeEncodeError as error:
        found = f"a lone surrogate in {shorten(error.object[max(error.start - 20, 0) : error.end])}"
        remedy = "save the text or its name as UTF-8"
        raise InputError("whole Unicode characters", found, remedy=remedy) from None


def decode(raw: bytes) -> str:
    """Decode UTF-8 with line ends as they are; a byte order mark is left out.

    :raises InputError: the bytes are not UTF-8, or hold NUL as binary files and UTF-16 do.
    """
    remedy = "save it as UTF-8 text"
    nul = raw.find(b"\0")
    if nul >= 0:
        raise InputError("UTF-8 text", f"a NUL byte at byte {nul}", remedy=remedy)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{raw[error.start]:02x} at byte {error.start}"
        raise InputError("UTF-8 text", found, remedy=remedy) from None


def _decode_page(raw: bytes) -> str:
    """Decode a page as UTF-8, by its byte order mark, or by the charset it declares; never by a guess."""
    try:
        return decode(raw)
    except InputError as error:
        text = _declared(raw)
        if text is None or "\0" in text:
            expected = f"{error.expected}, or the charset that the page declares"
            raise InputError(expected, error.found, remedy=error.remedy) from None
        return text


def _declared(raw: bytes) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif found := _CHARSET.search(raw, 0, _CHARSET_LIMIT):
        charset = found[1].decode()
    else:
        return None
    try:
        codec = codecs.lookup(charset).name
        return raw.decode(_WRITTEN_AS.get(codec, codec))
    except (LookupError, UnicodeError):
        return None


def _article(raw: bytes, *, want_date: bool) -> tuple[str, str | None]:
    import trafilatura  # 0.3 s that plain text need not wait for
    from trafilatura.settings import Document as Page

    # With an extensive search, any year in the page would do as the date.
    search = {"original_date": True, "extensive_search": False}
    page = trafilatura.bare_extraction(
        _decode_page(raw), include_comments=False, with_metadata=want_date, date_extraction_params=search
    )
    if not isinstance(page, Page) or not page.text or len(word_offsets(page.text)) < _FEWEST_WORDS:
        remedy = "save the whole page, or its text as .txt"
        raise InputError("a page with an article", "no running text in it", remedy=remedy)
    return page.text, page.date
