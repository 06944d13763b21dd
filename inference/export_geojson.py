"""Writes event records as GeoJSON (RFC 7946): a feature for each event, a point where its place has degrees."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from inference.exports import coordinates, event_id, summary
from labels import jsonl
from labels.record import Document


def write_geojson(documents: Iterable[Document], stream: TextIO) -> None:
    """Write one feature collection with a feature a line, each as soon as it comes.

    Coordinates are WGS 84 degrees, longitude first. The geometry of an event without degrees is null.
    """
    stream.write('{"type": "FeatureCollection", "features": [')
    lead = "\n"
    for document in documents:
        for feature in features(document):
            stream.write(lead + json.dumps(feature, ensure_ascii=False, allow_nan=False))
            lead = ",\n"
    stream.write("\n]}\n")


def features(document: Document) -> list[dict[str, Any]]:
    """Return the features of a document's events; their properties are the event record and where it is from."""
    origin = {"document": document.id, "source": document.source, "published": document.published}
    records = jsonl.to_dict(document).get("events", ())
    found = []
    for index, (event, record) in enumerate(zip(document.events or (), records, strict=True)):
        degrees = coordinates(event)
        point = {"type": "Point", "coordinates": [degrees[1], degrees[0]]} if degrees else None
        properties = {**origin, **record, "summary": summary(document, event), "model": document.model}
        found.append({"type": "Feature", "id": event_id(document, index), "geometry": point, "properties": properties})
    return found
