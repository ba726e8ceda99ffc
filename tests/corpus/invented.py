"""An invented harbor, whose two short documents stand in for the real corpus."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

Files = dict[str, dict[str, Any]]
"""Path under the folder of documents, without `.yaml`, and what the file holds."""


def provision(identifier: str, **fields: Any) -> dict[str, Any]:
    """Return a provision without fault, with some fields as given."""
    return {
        "id": identifier,
        "heading": f"Quay {identifier}",
        "says": [f"Vessels of class {identifier} moor at their own quay."],
        "force": "must",
        "basis": "reported",
        "confidence": "1 SEC",
        "reported_by": ["H1"],
        "questions": [
            {
                "lead": "At their own quay.",
                "asks": [f"Where does class {identifier} moor, case {n}?" for n in range(1, 6)],
            }
        ],
    } | fields


def asked(lead: str, *asks: str) -> list[dict[str, Any]]:
    return [{"lead": lead, "asks": list(asks)}]


def document(title: str, provisions: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    return {
        "title": title,
        "short_title": "the ordinance",
        "standing": "order",
        "status": "In force.",
        "text_held": "All of it.",
        "effective_from": "2026-01-01",
        "sources": [{"key": "H1", "name": "one sailor", "kind": "news", "seen": "in full"}],
        "provisions": provisions,
    } | fields


_BERTHS = provision(
    "HAR-1",
    heading="Berths for visiting boats",
    says=[
        "Visiting boats moor on the north pier for at most 14 days.",
        "The harbor master may extend the stay once.",
    ],
    force="may",
    near=["HAR-2"],
    figures=[{"value": 14, "unit": "days", "of": "longest stay"}],
    questions=asked(
        "For 14 days.",
        "How long may a visitor stay at the pier?",
        "maximum mooring time for guests",
        "Can we leave our yacht there for two weeks?",
        "Where do boats from elsewhere tie up?",
        "Is there a limit on the nights we spend in port?",
    ),
)
_WINTER_FEE = provision(
    "HAR-2",
    heading="Winter fee",
    says=["In winter a berth costs 20 crowns a night."],
    effective_to="2026-05-31",
    questions=asked(
        "20 crowns.",
        "What does mooring cost in the cold season?",
        "price per night in January",
        "How much do I pay in winter?",
        "winter berth tariff",
        "Is the harbor cheaper when it snows?",
    ),
)
_SUMMER_FEE = provision(
    "HAR-3",
    heading="Summer fee",
    says=["In summer a berth costs 45 crowns a night."],
    effective_from="2026-06-01",
    questions=asked(
        "45 crowns.",
        "What does mooring cost in the warm season?",
        "price per night in July",
        "How much do I pay in summer?",
        "summer berth tariff",
        "Is the harbor dearer when the sun shines?",
    ),
)
_PILOTS = provision(
    "HAR-4",
    heading="Pilots for large ships",
    says=[
        'Ships longer than 50 meters take "a licensed pilot" aboard at the buoy.',
        "Tugs do not replace the pilot.",
    ],
    quotes=[{"words": "a licensed pilot", "source": "H1"}],
    questions=asked(
        "Yes, above 50 meters.",
        "Does a tanker need somebody to guide it in?",
        "pilotage requirement",
        "Our freighter is 80 meters long, who steers it into port?",
        "Is a tug enough for a big vessel?",
        "At which buoy does the guide come aboard?",
    ),
)
_NOISE = provision(
    "BYE-1",
    heading="Quiet at night",
    says=["No engine runs in the basin between 22:00 and 06:00."],
    force="must-not",
    questions=asked(
        "No.",
        "May I run my generator after dark?",
        "night noise rules",
        "Can we charge the batteries with the motor at midnight?",
        "When must it be silent?",
        "Is it fine to test a diesel before dawn?",
    ),
)
_FISH = provision(
    "BYE-2",
    heading="Selling fish",
    says=["The ordinance does not say whether fish may be sold from a boat."],
    force="unsettled",
    basis="derived",
    confidence="UNKNOWN",
    reported_by=[],
    look="Ask the harbor office.",
    questions=asked(
        "The ordinance does not settle this.",
        "May I sell my catch on the quay?",
        "fish market license",
        "Can tourists buy herring straight off the deck?",
        "Who allows trade in seafood?",
        "Do I need a stall to sell mackerel?",
    ),
)
_DATES = provision(
    "BYE-3",
    heading="Conflict: when was the pier opened?",
    says=["Two sailors disagree on the year in which the pier was opened."],
    force="conflict",
    sides=[
        {"says": "One says 1901.", "reported_by": ["H1"]},
        {"says": "Another says 1911.", "reported_by": ["S1"]},
    ],
    advice="Follow neither.",
    questions=asked(
        "Sailors disagree.",
        "In which year was the pier inaugurated?",
        "age of the jetty",
        "Is it true that the pier dates from 1911?",
        "Since when do boats moor on that pier?",
        "How old is the landing stage?",
    ),
)

HARBOR: Files = {
    "harbor-order": document("Harbor Ordinance", [_BERTHS, _WINTER_FEE, _SUMMER_FEE, _PILOTS]),
    "bye-laws/document": document(
        "Bye-laws of the Basin", [], standing="guidance", short_title="the bye-laws", sources=[]
    ),
    "bye-laws/1-quiet": {"provisions": [_NOISE]},
    "bye-laws/2-trade": {"provisions": [_FISH, _DATES]},
}


def harbor() -> Files:
    """Return the harbor's files, to be changed at will."""
    return deepcopy(HARBOR)


def written(folder: Path, files: Mapping[str, Any]) -> Path:
    """Write files as YAML, or as they are where they are text or bytes; return the folder."""
    for name, content in files.items():
        path = folder / (name if "." in name else f"{name}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else yaml.safe_dump(content, width=1000)
            path.write_text(text, encoding="utf-8")
    return folder
