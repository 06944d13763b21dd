"""The bundled model: what it must still find. The cases of ../shared are skipped where that folder is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.extractor import Extractor
from inference.model_dir import model_directory
from labels import jsonl
from labels.record import Document
from training.score import score

DIRECTORY = model_directory("default")
SHARED = Path(__file__).parent.parent.parent / "shared"
CORPUS = Path(__file__).parent.parent / "labels" / "corpus"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.from_pretrained()


def test_the_bundle_is_small_and_complete() -> None:
    sizes = {path.name: path.stat().st_size for path in DIRECTORY.iterdir()}
    assert {"model.safetensors", "model.json", "config.json", "tokenizer.json", "README.md"} <= sizes.keys()
    assert sum(sizes.values()) <= 50_000_000


def test_the_card_names_every_training_file_and_the_held_out_figures(extractor: Extractor) -> None:
    card = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    for file in extractor.settings.training["train"]:
        assert file["file"] in card
    assert "### authored_test.jsonl" in card


def test_the_authored_test_split_is_read_about_as_well_as_the_card_says(extractor: Extractor) -> None:
    gold = jsonl.read(CORPUS / "authored_test.jsonl")
    scores = score(gold, list(extractor.extract_many(gold)))
    recorded = extractor.settings.training["scores"]["authored_test.jsonl"]["scores"]
    assert scores.span.f1 == pytest.approx(recorded["span"]["f1"], abs=0.01)
    assert scores.event_type.f1 == pytest.approx(recorded["event_type_micro"]["f1"], abs=0.02)
    assert scores.event_slots.f1 == pytest.approx(recorded["event_slots"]["f1"], abs=0.03)


def test_the_article_of_the_first_issue_gives_its_two_events(extractor: Extractor) -> None:
    article = SHARED / "articles" / "kirkuk_airstrikes.txt"
    if not article.is_file():
        pytest.skip("needs ../shared/articles")
    text = article.read_text(encoding="utf-8")
    found = extractor.extract(Document("kirkuk", text), published="2024-09-18")
    assert found.events is not None
    placed = [e for e in found.events if e.location is not None and e.location.text and e.killed is not None]
    strike, ambush = placed
    assert len(found.events) == 2
    assert strike.type == "airstrike"
    assert strike.location is not None
    assert strike.location.text == "Laylan area"
    assert strike.location.name == "Laylan"
    assert strike.location.country == "IRQ"
    assert [party.text for party in strike.attackers] == ["Iraqi Air Force"]
    assert strike.killed is not None
    assert (strike.killed.min, strike.killed.max) == (4, 4)
    assert strike.date is not None
    assert (strike.date.start, strike.date.end) == ("2024-09-17", "2024-09-17")
    assert ambush.type == "ambush"
    assert ambush.location is not None
    assert ambush.location.text == "Kirkuk"
    assert [party.text for party in ambush.attackers] == ["ISIS"]
    assert [party.text for party in ambush.targets] == ["Iraqi soldiers"]
    assert ambush.killed is not None
    assert (ambush.killed.min, ambush.killed.max) == (4, 4)
    boilerplate = text.index("Source link")
    assert found.sentences is not None
    assert all(not s.event_types for s in found.sentences if s.end > boilerplate)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        (
            "voa_dev",
            {"span": 0.80, "span_any_role": 0.87, "event_type": 0.70, "event_detection": 0.55, "event_slots": 0.50},
        ),
    ],
)
def test_the_bars_on_shared_dev_documents(extractor: Extractor, name: str, least: dict[str, float]) -> None:
    path = SHARED / "corpus" / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip("needs ../shared/corpus")
    gold = jsonl.read(path)
    scores = score(gold, list(extractor.extract_many(gold)))
    found = {key: getattr(scores, key).f1 for key in least}
    assert all(found[key] >= bar for key, bar in least.items()), found
    assert scores.killed.recall >= 0.60
