"""The command `conflict-train`: train a model, and score one."""

from __future__ import annotations

import logging
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from labels import jsonl
from labels.errors import InputError

if TYPE_CHECKING:
    from training.score import Scores

app = typer.Typer(
    help="Train models that extract conflict events, and score them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"conflict-events {installed_version('conflict-events')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")


@app.command()
def fit(
    config: Annotated[Path, typer.Argument(help="TOML file of the run.", exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Model directory to write.", file_okay=False)],
    change: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Take another value than the file's, like seed=2."),
    ] = None,
    resume: Annotated[bool, typer.Option(help="Go on from the last checkpoint of a run that was cut short.")] = True,
) -> None:
    """Train a model on labelled documents."""
    from training.config import load_config
    from training.fit import fit as run

    _print_scores(output, run(load_config(config, change or ()), output, resume=resume))


@app.command()
def average(
    config: Annotated[Path, typer.Argument(help="TOML file of the runs.", exists=True, dir_okay=False)],
    models: Annotated[list[Path], typer.Argument(help="Model directories of runs that differ in their seed.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Model directory to write.", file_okay=False)],
) -> None:
    """Average models that were trained alike into one."""
    from training.average import average as run
    from training.config import load_config

    _print_scores(output, run(load_config(config), models, output))


def _print_scores(output: Path, scores: Scores) -> None:
    print(
        f"{output}: on the dev documents span F1 {scores.span.f1:.3f}, "
        f"any role {scores.span_any_role.f1:.3f}, event types {scores.event_type.f1:.3f}"
    )


@app.command()
def evaluate(
    model: Annotated[str, typer.Argument(help='Model directory, or "default" for the bundled model.')],
    gold: Annotated[list[Path], typer.Argument(help="JSON Lines files of labelled documents.", exists=True)],
    json: Annotated[Path | None, typer.Option(help="Write the figures as JSON to this file.")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Add the figures to the model's own record and its card.")
    ] = False,
    predictions: Annotated[Path | None, typer.Option(help="Write the predicted documents to this file.")] = None,
    resplit: Annotated[
        bool, typer.Option("--resplit", help="Split sentences anew instead of reading the gold ones.")
    ] = False,
    gold_input: Annotated[
        bool,
        typer.Option("--gold-input", help="Assemble events from gold spans and types; measures that step alone."),
    ] = False,
    resamples: Annotated[int, typer.Option(min=0, help="Bootstrap draws for the intervals; 0 for none.")] = 1000,
) -> None:
    """Score a model on labelled documents: spans, event types and event records."""
    from inference.model_dir import model_directory
    from training import card
    from training.bootstrap import bootstrap
    from training.calibration import calibration
    from training.evaluate import assemble_gold, predict
    from training.report import print_report, write_json
    from training.score import score

    documents = [document for path in gold for document in jsonl.read(path)]
    predicted = assemble_gold(documents) if gold_input else predict(model, documents, resplit=resplit)
    scores = score(documents, predicted)
    intervals = bootstrap(documents, predicted, resamples=resamples) if resamples else {}
    calibrated = {} if gold_input else calibration(documents, predicted)
    if record and not gold_input:
        card.record(model_directory(model), gold, documents, predicted, intervals)
    if predictions:
        jsonl.write(predictions, predicted)
    if json:
        write_json(
            json,
            scores,
            intervals,
            calibration=calibrated,
            model=next((document.model for document in predicted), None),
            gold=[path.name for path in gold],
            documents=len(documents),
        )
    console = Console()
    print_report(scores, intervals, console, calibrated)


def main() -> None:
    """Run the command line; bad input ends with a message and status 1."""
    try:
        app()
    except (InputError, OSError) as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"error: {error}", markup=False)
        raise SystemExit(1) from None
