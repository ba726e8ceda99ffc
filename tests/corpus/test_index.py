"""The index on disk: named by what shaped it, never changed, refused where it was tampered with."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import Embedder, Vectors
from corpus.errors import EmbeddingModelError, IndexUnusableError
from corpus.index import PassageIndex, build_index, digest_of, open_index
from corpus.library import Library
from corpus.passage import passages_of
from corpus.search import Search
from tests.corpus.invented import harbor


class CountingEmbedder(Embedder):
    """The real model, which remembers what it was asked to embed."""

    def __init__(self, inner: Embedder) -> None:
        super().__init__(inner.folder)
        self.inner = inner
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str], **more) -> Vectors:
        self.texts += texts
        return self.inner.embed(texts, **more)


class DyingEmbedder(Embedder):
    """A model that dies halfway."""

    def embed(self, texts: Sequence[str], **more) -> Vectors:
        raise KeyboardInterrupt


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file of a folder with its time and its bytes."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def built(harbor_root: Path, harbor_library: Library, embedder: Embedder, tmp_path: Path) -> Path:
    """A copy of the built index, to be spoiled; returns its folder."""
    root = shutil.copytree(harbor_root, tmp_path / "copy")
    return root / digest_of(tuple(passages_of(harbor_library)), embedder.sha256)


# What a name stands for


def test_a_second_build_leaves_the_folder_as_it_is(
    built: Path, harbor_library: Library, embedder: Embedder
) -> None:
    before = state(built)
    again = CountingEmbedder(embedder)

    assert build_index(built.parent, harbor_library, again) == built
    assert state(built) == before
    assert again.texts == []


def test_one_changed_sentence_makes_another_index_and_embeds_only_itself(
    built: Path, embedder: Embedder, library_from: Callable[..., Library]
) -> None:
    files = harbor()
    files["harbor-order"]["provisions"][1]["says"] = ["In winter a berth costs 21 crowns a night."]
    before, counting = state(built), CountingEmbedder(embedder)
    folder = build_index(built.parent, library_from(files), counting)

    assert folder != built
    assert state(built) == before
    assert counting.texts == ["Winter fee. In winter a berth costs 21 crowns a night."]


def test_a_vector_that_was_reused_is_the_one_that_would_be_made(
    built: Path, embedder: Embedder, library_from: Callable[..., Library], tmp_path: Path
) -> None:
    files = harbor()
    files["harbor-order"]["provisions"].reverse()
    library = library_from(files)
    reused = PassageIndex(build_index(built.parent, library, embedder)).vectors()
    fresh = PassageIndex(build_index(tmp_path / "fresh", library, embedder)).vectors()

    assert reused[0] == fresh[0]
    assert np.allclose(reused[1], fresh[1], atol=1e-5)


def test_a_changed_day_makes_another_index(
    harbor_library: Library, embedder: Embedder, library_from: Callable[..., Library]
) -> None:
    files = harbor()
    files["harbor-order"]["provisions"][1]["effective_to"] = "2026-05-30"
    names = {
        digest_of(tuple(passages_of(one)), embedder.sha256)
        for one in (harbor_library, library_from(files))
    }

    assert len(names) == 2


def test_other_stop_words_make_another_index(
    harbor_library: Library, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    passages = tuple(passages_of(harbor_library))
    before = digest_of(passages, embedder.sha256)
    monkeypatch.setattr("corpus.index.LEXICON_SHA256", "another")

    assert digest_of(passages, embedder.sha256) != before


def test_the_same_text_in_another_process_has_the_same_name(
    harbor_library: Library, library_from: Callable[..., Library]
) -> None:
    here, there = (
        digest_of(tuple(passages_of(one)), "w") for one in (harbor_library, library_from(harbor()))
    )

    assert here == there


# Building


def test_progress_goes_up_to_the_whole(
    tmp_path: Path, harbor_library: Library, embedder: Embedder
) -> None:
    heard: list[tuple[int, int]] = []
    build_index(tmp_path, harbor_library, embedder, lambda *both: heard.append(both))
    total = len(tuple(passages_of(harbor_library)))

    assert heard == sorted(heard)
    assert heard[0] == (0, total)
    assert heard[-1] == (total, total)


def test_a_build_that_dies_leaves_nothing_behind(
    tmp_path: Path, harbor_library: Library, embedder: Embedder
) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(tmp_path, harbor_library, DyingEmbedder(embedder.folder))

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(IndexUnusableError, match="has not been built"):
        open_index(tmp_path, harbor_library, embedder)


def test_what_a_killed_build_left_is_not_taken_for_an_index(
    built: Path, harbor_library: Library, embedder: Embedder
) -> None:
    built.rename(built.with_name(".building-0123"))

    with pytest.raises(IndexUnusableError, match="has not been built"):
        open_index(built.parent, harbor_library, embedder)


def test_who_finishes_second_takes_the_index_that_is_there(
    built: Path, harbor_library: Library, embedder: Embedder
) -> None:
    aside = built.rename(built.parent / "aside")

    class Overtaken(Embedder):
        def embed(self, texts: Sequence[str], **more) -> Vectors:
            shutil.copytree(aside, built)
            return embedder.embed(texts, **more)

    before = state(aside)

    assert build_index(built.parent, harbor_library, Overtaken(embedder.folder)) == built
    assert {name: held[1] for name, held in state(built).items()} == {
        name: held[1] for name, held in before.items()
    }
    assert {path.name for path in built.parent.iterdir()} == {built.name, "aside"}


def test_a_damaged_neighbour_is_no_reason_to_fail(
    built: Path, embedder: Embedder, library_from: Callable[..., Library]
) -> None:
    (built / "vectors.npy").write_bytes(b"no vectors")
    files = harbor()
    files["harbor-order"]["title"] = "Harbor Ordinance, second reading"
    files["harbor-order"]["provisions"].pop()
    library = library_from(files)
    build_index(built.parent, library, embedder)

    open_index(built.parent, library, embedder)


def test_other_weights_are_refused_and_both_hashes_named(
    tmp_path: Path, harbor_library: Library, embedder: Embedder
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"other weights")

    with pytest.raises(EmbeddingModelError, match=r"sha256 53959fa102f31e51…") as caught:
        build_index(tmp_path / "index", harbor_library, Embedder(model))
    assert embedder.sha256[:16] in str(caught.value)
    assert not (tmp_path / "index").exists()


def test_missing_weights_are_refused(tmp_path: Path, harbor_library: Library) -> None:
    with pytest.raises(EmbeddingModelError, match=r"`model\.safetensors` is missing"):
        build_index(tmp_path / "index", harbor_library, Embedder(tmp_path))


def test_embedding_gives_unit_vectors_in_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = ["a much longer text about the harbor and its piers", "pier", "", "fish market"]
    together = embedder.embed(texts, batch=2)
    alone = np.vstack([embedder.embed([text]) for text in texts])

    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, alone, atol=1e-5)


# Opening


def cut_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", "utf-8")


def empty_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}", "utf-8")


def wrong_count(folder: Path) -> None:
    held = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(held | {"passages": 3}), "utf-8")


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def no_vectors(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


def no_database(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 500)


def no_keywords(folder: Path) -> None:
    shutil.rmtree(folder / "keywords")


def other_keywords(folder: Path) -> None:
    path = folder / "keywords" / "provisions.json"
    path.write_text(path.read_text("utf-8").replace("HAR-1", "HAR-9"), "utf-8")


TAMPERED = {
    "its manifest is cut": (cut_manifest, "manifest cannot be read"),
    "its manifest says nothing": (empty_manifest, "does not say how many"),
    "its manifest counts wrong": (wrong_count, r"holds 46 passages, its manifest says 3"),
    "its manifest is gone": (no_manifest, "has not been built"),
    "its vectors are gone": (no_vectors, "has lost its vectors"),
    "its database is none": (no_database, "cannot be opened"),
    "its keywords are gone": (no_keywords, "cannot be opened"),
    "its keywords are of other provisions": (other_keywords, "of different provisions"),
}


@pytest.mark.parametrize(("tamper", "says"), TAMPERED.values(), ids=TAMPERED)
def test_an_index_is_refused_where(
    built: Path, harbor_library: Library, embedder: Embedder, tamper, says: str
) -> None:
    tamper(built)

    with pytest.raises(IndexUnusableError, match=says) as caught:
        open_index(built.parent, harbor_library, embedder)
    assert "`python -m corpus build`" in str(caught.value)


def test_an_index_whose_vectors_were_exchanged_is_refused(
    built: Path, harbor_library: Library, embedder: Embedder
) -> None:
    class Turned(PassageIndex):
        def vectors(self) -> tuple[list[str], Vectors]:
            keys, vectors = super().vectors()
            return keys, np.roll(vectors, 1, axis=1)

    with pytest.raises(IndexUnusableError, match="does not find its own passage"):
        Turned(built).check()


def test_opening_does_not_add_to_the_folder(
    built: Path, harbor_library: Library, embedder: Embedder
) -> None:
    before = set(state(built))
    open_index(built.parent, harbor_library, embedder)

    assert set(state(built)) == before


# Searching: NumPy is the oracle


def exact(keys: list[str], vectors: Vectors, query: Vectors, speaks: Callable[[str], bool]) -> dict:
    near = dict(zip(keys, (vectors @ query).tolist(), strict=True))
    return {key: near[key] for key in sorted(near, key=near.__getitem__) if speaks(key)}


@pytest.mark.parametrize("as_of", [None, date(2026, 5, 1)], ids=["any day", "one day"])
def test_the_ten_nearest_are_those_of_an_exact_search(real: Search, as_of: date | None) -> None:
    provisions = list(real.library.provisions.values())
    queries = [one.heading for one in provisions[:: len(provisions) // 40][:40]]
    keys, vectors = real.index.vectors()

    def speaks(key: str) -> bool:
        return as_of is None or real.library.speaks(key.partition("#")[0], as_of)

    assert len(queries) == 40
    for query in real.embedder.embed(queries):
        near = exact(keys, vectors, query, speaks)
        best = list(near.values())[:-11:-1]
        found = real.index.nearest(query, k=10, as_of=as_of)

        assert [hit.similarity for hit in found] == pytest.approx(best, abs=1e-5)
        assert [near[hit.key] for hit in found] == pytest.approx(best, abs=1e-5)


def test_a_passage_leads_to_its_provision(search: Search) -> None:
    held = {passage.key: passage for passage in passages_of(search.library)}
    (hit,) = search.index.nearest(search.embedder.embed(["winter berth tariff"])[0], k=1)

    assert (hit.key, hit.provision) == ("HAR-2#4", held["HAR-2#4"].provision)
    assert hit.similarity == pytest.approx(1, abs=1e-5)


def test_similarity_is_the_cosine_near_and_far(search: Search) -> None:
    query = search.embedder.embed(["Who may sell mackerel in July?"])[0]
    keys, vectors = search.index.vectors()
    cosines = dict(zip(keys, (vectors @ query).tolist(), strict=True))
    found = {hit.key: hit.similarity for hit in search.index.nearest(query, k=len(keys))}

    assert found == pytest.approx(cosines, abs=1e-5)


def test_asking_for_more_than_there_are_gives_all(search: Search) -> None:
    found = search.index.nearest(search.embedder.embed(["pier"])[0], k=10_000)

    assert len(found) == search.index.size == len(tuple(passages_of(search.library)))


def test_a_day_before_everything_finds_nothing(search: Search) -> None:
    vector = search.embedder.embed(["pier"])[0]

    assert search.index.nearest(vector, k=5, as_of=date(1900, 1, 1)) == []
