"""`conflict-events extract`: formats, exit status, and each bad input by name while the others go through."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from inference.cli import Format, _default_format, app
from inference.extractor import Extractor
from labels import jsonl
from labels.record import Document

Run = Callable[..., Result]

GOOD = "Gunmen hid beside the road and fired on an army patrol near Old Tarnak. Two soldiers were killed."


@pytest.fixture
def run(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `extract` with the tiny model in an empty folder that holds `good.txt`."""
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(GOOD)

    def extract(*arguments: str, model: Path | str = tiny_model, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(app, ["extract", *arguments, "--model", str(model)], input=stdin)

    return extract


def documents(result: Result) -> list[Document]:
    return [jsonl.loads(line) for line in result.stdout.splitlines()]


def names() -> list[str]:
    """Name what lies in the folder that the command ran in."""
    return sorted(path.name for path in Path().iterdir())


def test_the_version_is_that_of_the_distribution() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"conflict-events {version('conflict-events')}\n")


def test_help_names_every_option() -> None:
    result = CliRunner().invoke(app, ["extract", "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    options = ("published", "format", "output", "model", "device", "threads", "input-format")
    assert [name for name in options if f"--{name}" not in result.stdout] == []


def test_a_file_gives_what_the_extractor_gives(run: Run, tiny_model: Path) -> None:
    result = run("good.txt", "--published", "2024-05-15", "--threads", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    expected = Document(id="good.txt", text=GOOD, published="2024-05-15")
    assert documents(result) == [Extractor.from_pretrained(tiny_model).extract(expected)]
    (found,) = documents(result)
    assert [GOOD[s.start : s.end] for s in found.spans or () if s.label == "LOCATION"] == ["Old Tarnak"]
    assert found.events


def test_the_formats_tell_of_the_same_documents(run: Run) -> None:
    lines = run("good.txt", "--format", "jsonl").stdout
    assert json.loads(run("good.txt", "--format", "json").stdout) == [json.loads(lines)]
    page = run("good.txt", "--format", "html").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert '<mark class="LOCATION"' in page
    table = run("good.txt", "--format", "table").stdout
    assert table.startswith("good.txt\nevent ")
    assert "ambush" in table


def test_a_terminal_gets_a_table_and_a_file_what_its_name_says(tmp_path: Path) -> None:
    with (tmp_path / "pipe").open("w") as file:
        assert _default_format(None, file) is Format.jsonl
        for name, form in (("a.html", Format.html), ("a.JSON", Format.json), ("a.out", Format.jsonl)):
            assert _default_format(Path(name), file) is form
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        assert _default_format(None, terminal) is Format.table
    os.close(ours)


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_read(run: Run, arguments: list[str]) -> None:
    result = run(*arguments, stdin=GOOD.encode())
    assert result.exit_code == 0
    assert [(d.id, d.text) for d in documents(result)] == [("stdin", GOOD)]


def test_standard_input_may_be_documents(run: Run) -> None:
    lines = b'{"id": "1", "text": "Police held three men."}\n{"id": 2}\n'
    result = run("-", "--input-format", "jsonl", stdin=lines)
    assert result.exit_code == 1
    assert [d.id for d in documents(result)] == ["1"]
    assert "error: stdin:2: expected " in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "قتل خمسة جنود قرب الموصل.",
        "武装分子袭击了检查站。五人死亡。",
        "Blast 💥 in Zarun 🇦🇫!",
        "One.\r\nTwo.\rThree.\n\n\n",
    ],
)
def test_the_text_comes_out_as_it_went_in(run: Run, text: str) -> None:
    Path("a.txt").write_bytes(text.encode())
    result = run("a.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    (found,) = documents(result)
    assert found.text == text
    assert found.sentences


def test_a_line_of_five_megabytes_is_read_to_its_end(run: Run) -> None:
    Path("a.txt").write_text(GOOD + " " * 5_000_000 + GOOD)
    result = run("a.txt")
    assert result.exit_code == 0
    (found,) = documents(result)
    assert len(found.text) > 5_000_000
    words = [found.text[s.start : s.end] for s in found.spans or () if s.label == "LOCATION"]
    assert words == ["Old Tarnak", "Old Tarnak"]


def test_five_megabytes_of_words_without_a_full_stop_are_read(run: Run) -> None:
    Path("a.txt").write_text(f"{'x' * 199} " * 25_000 + GOOD)
    result = run("a.txt")
    assert result.exit_code == 0
    (found,) = documents(result)
    assert len(found.text) > 5_000_000
    assert found.sentences
    assert found.sentences[-1].end == len(found.text)


def test_a_nul_character_in_a_record_does_no_harm(run: Run) -> None:
    Path("a.jsonl").write_text('{"id": "1", "text": "Two soldiers\\u0000 were killed."}\n')
    result = run("a.jsonl")
    assert result.exit_code == 0
    assert documents(result)[0].text == "Two soldiers\0 were killed."


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("empty.txt", b"", "empty.txt: expected text, found an empty file"),
        ("blank.txt", b" \n\t", "blank.txt: expected text, found only white space"),
        ("nul.txt", b"a\0b", "nul.txt: expected UTF-8 text, found a NUL byte at byte 1; save it as UTF-8 text"),
        ("cut.txt", b"ab\xe2\x82", "cut.txt: expected UTF-8 text, found byte 0xe2 at byte 2; save it as UTF-8 text"),
        (
            "page.html",
            b"<html><body></body></html>",
            "page.html: expected a page with an article, found no running text",
        ),
        ("a.jsonl", b"{", "a.jsonl:1: expected a JSON object, found '{'"),
        ("a.jsonl", b'{"id": "1"}', 'a.jsonl:1: expected a key "text", found'),
        (
            "a.jsonl",
            b'{"id": "good.txt", "text": "x"}',
            "a.jsonl:1: expected each id once, found 'good.txt' also in good.txt",
        ),
        (
            "a.jsonl",
            b'{"id": "1", "text": "\\ud800"}',
            "a.jsonl:1: expected text of whole Unicode characters, found a lone",
        ),
    ],
)
def test_a_bad_input_is_named_and_the_others_go_through(run: Run, name: str, raw: bytes, message: str) -> None:
    Path(name).write_bytes(raw)
    Path("last.txt").write_text(GOOD)
    result = run("good.txt", name, "last.txt")
    assert result.exit_code == 1
    assert [d.id for d in documents(result)] == ["good.txt", "last.txt"]
    error, summary = result.stderr.splitlines()
    assert error.startswith(f"error: {message}")
    assert summary == "1 of 3 inputs failed"


def test_a_folder_with_what_cannot_be_read_goes_through(run: Run) -> None:
    Path("in").mkdir()
    shutil.copy("good.txt", "in/good.txt")
    Path("in/gone.txt").symlink_to("nowhere")
    result = run("in")
    assert result.exit_code == 1
    assert [d.id for d in documents(result)] == ["in/good.txt"]
    assert "in/gone.txt: expected a readable file, found No such file or directory; check" in result.stderr


def test_all_inputs_may_fail(run: Run) -> None:
    Path("empty.txt").write_bytes(b"")
    result = run("empty.txt", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == []


def test_messages_hold_no_control_characters(run: Run) -> None:
    Path("a\x1b[31m.txt").write_bytes(b"")
    result = run("a\x1b[31m.txt")
    assert result.stderr.startswith("error: a [31m.txt: expected text")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.txt"], "error: gone.txt: expected a file or folder, found No such file or directory; check the path"),
        (["good.txt", "gone"], "error: gone: expected a file or folder"),
        (
            ["good.txt", "--published", "17 May"],
            "error: expected --published as a date like 2024-09-17, found '17 May'",
        ),
        (
            ["good.txt", "--published", "2024-02-30"],
            "expected --published as a date like 2024-09-17, found '2024-02-30'",
        ),
        (["good.txt", "--device", "abacus"], "error: expected a device that torch can use, found 'abacus'"),
        (["good.txt", "--output", "no/such.json"], "error: no/such.json: expected a file that can be written"),
        (["good.txt", "--output", "."], "error: .: expected a file that can be written, found Is a directory"),
        (["good.txt", "--format", "xml"], "--format"),
        (["good.txt", "--threads", "0"], "--threads"),
        (["good.txt", "--threads", "many"], "--threads"),
        (["good.txt", "--colour"], "--colour"),
    ],
)
def test_wrong_use_has_status_2_and_writes_nothing(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert names() == ["good.txt"]


def missing(directory: Path) -> None:
    shutil.rmtree(directory)


def without_weights(directory: Path) -> None:
    (directory / "model.safetensors").unlink()


def truncated(directory: Path) -> None:
    weights = directory / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def foreign(directory: Path) -> None:
    (directory / "model.safetensors").write_bytes(b"PK\x03\x04 weights of something else")


def without_settings(directory: Path) -> None:
    (directory / "model.json").unlink()


def broken_settings(directory: Path) -> None:
    (directory / "model.json").write_text("{")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (missing, "found no such directory"),
        (without_weights, "found no model.safetensors"),
        (truncated, "model.safetensors: expected the weights that model.json names"),
        (foreign, "model.safetensors: expected the weights that model.json names"),
        (without_settings, "found no model.json"),
        (broken_settings, "model.json: expected the settings of a model"),
    ],
)
def test_a_model_that_cannot_be_used_is_wrong_use(
    run: Run, tiny_model: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    directory = tmp_path / "model"
    shutil.copytree(tiny_model, directory, ignore=shutil.ignore_patterns("checkpoints"))
    damage(directory)
    Path("out.jsonl").write_text("before")
    result = run("good.txt", "--output", "out.jsonl", model=directory)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {directory}")
    assert message in result.stderr
    assert Path("out.jsonl").read_text() == "before"
    assert [name for name in names() if name != "model"] == ["good.txt", "out.jsonl"]


def test_output_goes_to_a_file_whole(run: Run) -> None:
    Path("link.html").symlink_to("page.html")
    Path("empty.txt").write_bytes(b"")
    result = run("good.txt", "empty.txt", "--output", "link.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert Path("link.html").is_symlink()
    assert names() == ["empty.txt", "good.txt", "link.html", "page.html"]


def test_output_that_fails_on_the_way_leaves_the_file_as_it_was(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Extractor, items: object) -> object:
        yield Document(id="1", text="x")
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Extractor, "extract_many", fail)
    Path("out.jsonl").write_text("before")
    assert isinstance(run("good.txt", "--output", "out.jsonl").exception, RuntimeError)
    assert Path("out.jsonl").read_text() == "before"
    assert names() == ["good.txt", "out.jsonl"]


def test_a_pipe_is_written_to_and_stays_a_pipe(run: Run) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert run("good.txt", "--output", "pipe").exit_code == 0
    assert os.read(reader, 65_536).startswith(b'{"id": "good.txt"')
    os.close(reader)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


def test_a_dash_as_output_is_standard_output(run: Run) -> None:
    assert run("good.txt", "--output", "-").stdout.startswith('{"id": "good.txt"')
    assert names() == ["good.txt"]


def test_the_sample_article_is_read(run: Run) -> None:
    import inference

    sample = Path(inference.__path__[0]) / "data" / "sample_article.txt"
    result = run(str(sample), "--published", "2024-09-17")
    assert (result.exit_code, result.stderr) == (0, "")
    assert documents(result)[0].text == sample.read_bytes().decode()
