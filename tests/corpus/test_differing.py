"""Two versions of a text are told apart by span and by meaning."""

import json

from corpus.differing import (
    as_data,
    as_markdown,
    meaning_of,
    snapshot_changes,
    snapshot_named,
    text_changes,
)
from corpus.official.register_xml import read_register_xml
from corpus.official.store import TextStore
from tests.corpus.binding.invented import NOTICE, altered, synced


def versions(tmp_path, *changes):
    path = altered(NOTICE, tmp_path, *changes)
    return [read_register_xml(one.read_bytes()) for one in (NOTICE, path)]


def test_a_changed_figure_is_told_with_both_sides_and_its_place(tmp_path):
    before, after = versions(tmp_path, ("limit of 60 pages", "limit of 45 pages"))
    (change,) = text_changes("fr-1", before, after)
    assert (change.what, change.page) == ("changed", 70002)
    assert change.meaning.gone == {"figures": ("60 pages",)}
    assert change.meaning.new == {"figures": ("45 pages",)}
    first, last = change.now
    assert after.text[first:last] == change.after
    told = as_markdown([change])
    assert "figures: 60 pages → 45 pages" in told
    assert "limit of 45 pages" in told
    assert json.loads(json.dumps(as_data([change])))[0]["what"] == "changed"


def test_new_and_gone_paragraphs_are_told_apart_from_changed_ones(tmp_path):
    gone = "<P>A gallery of model packages shall be shown in the lobby on every Tuesday.</P>"
    before, after = versions(tmp_path, (gone, "<P>Zebras must wait outside.</P>"))
    told = {change.what: change for change in text_changes("fr-1", before, after)}
    assert set(told) == {"new", "gone"}
    assert told["new"].after == "Zebras must wait outside."
    assert told["gone"].now is None


def test_what_moves_and_reads_the_same_is_no_change(tmp_path):
    text = NOTICE.read_text("utf-8")
    one = "<P>(2) data pipelines and labeling systems;</P>\n"
    other = "<P>(3) AI models and systems;</P>\n"
    moved = altered(NOTICE, tmp_path, (f"{one}    {other}", f"{other}    {one}")).read_bytes()
    assert moved != text.encode()
    before, after = read_register_xml(NOTICE.read_bytes()), read_register_xml(moved)
    assert list(text_changes("fr-1", before, after)) == []


def test_meaning_names_demands_countries_days_and_denial():
    found = meaning_of(
        "Members should be from Norway by May 1, 2026.",
        "Members must not be from Chile by May 2, 2026.",
    )
    assert found.gone == {
        "dates": ("1 May 2026",),
        "countries": ("Norway",),
        "demands": ("advise",),
    }
    assert found.new["countries"] == ("Chile",)
    assert found.new["demands"] == ("forbid",)
    assert found.new["negation"] == ("denies",)
    assert not meaning_of("It rains.", "It snows.")


def test_snapshots_are_compared_by_name(tmp_path):
    store = TextStore(tmp_path / "store")
    synced(store, NOTICE)
    nothing, candidate = (snapshot_named(store, name) for name in ("nothing", "candidate"))
    found = snapshot_changes(nothing, candidate)
    assert {change.what for change in found} == {"new"}
    assert snapshot_changes(candidate, candidate) == ()
