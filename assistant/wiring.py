"""The one place where parts meet."""

from dataclasses import replace

from assistant.answering import Assistant
from assistant.conversation import Conversations
from assistant.drafting.linting import Linter
from assistant.drafting.making import DraftMaker
from assistant.drafting.section import packaged_sections
from assistant.drafting.writing import Drafter
from assistant.keeping.store import ConversationStore
from assistant.lexicon import packaged_lexicon
from assistant.model.opening import open_model
from assistant.model.port import NO_MODEL, LanguageModel
from assistant.model.settings import model_settings
from assistant.settings import Settings
from corpus.amending.accepted import accepted_with
from corpus.binding.drift import DriftKind
from corpus.embedding import Embedder
from corpus.index import Progress, build_index, open_index
from corpus.library import Library, library_with, load_library
from corpus.official.store import Snapshot, TextStore
from corpus.passage import passages_of
from corpus.reading import read_corpus
from corpus.search import Search, SearchSettings
from rules.amending import amended
from rules.binding import disagreements
from rules.catalogue import Catalogue, packaged_catalogue

_OF_VALUES = frozenset({DriftKind.FIGURE, DriftKind.DAY, DriftKind.PLACE})
"""Differences that may be one in a rule's number, day or list."""


def build_assistant(  # noqa: PLR0913 (each is a part that may be given, and most are named)
    settings: Settings,
    progress: Progress | None = None,
    conversations: ConversationStore | None = None,
    *,
    model: LanguageModel | None = None,
    snapshot: Snapshot | None = None,
    embedder: Embedder | None = None,
) -> Assistant:
    """Open the corpus and its index (building it where it is missing), and join the parts.

    `progress` hears how far a build of the index has come. Without a store of `conversations`
    they are kept in memory. Without a `model` it is the one that the environment names, if any.
    The official texts are those that are current, or those of a `snapshot` of the store. An
    `embedder` that is open already is used again.

    Raises:
        ModelSettingsError: The environment names a model that cannot be opened.
    """
    words = open_model(model_settings()) if model is None else model
    store = TextStore(settings.texts_folder)
    library = (
        load_library(store) if snapshot is None else library_with(read_corpus(), store, snapshot)
    )
    embedder = embedder or Embedder(kept=settings.index_folder)
    build_index(settings.index_folder, library, embedder, progress)
    index = open_index(settings.index_folder, library, embedder)
    search = Search(library, index, embedder, SearchSettings.packaged())
    return Assistant(
        library=library,
        search=search,
        catalogue=in_step(rules_held(settings, snapshot), library),
        lexicon=packaged_lexicon(),
        conversations=conversations or Conversations(),
        settings_digest=settings.shaping(),
        drafts=draft_maker(library, settings, snapshot),
        model=words,
    )


def texts_and_rules(settings: Settings, snapshot: Snapshot) -> tuple[Library, Catalogue]:
    """Return library and rules over a snapshot of official texts; no index is opened."""
    library = library_with(read_corpus(), TextStore(settings.texts_folder), snapshot)
    return library, in_step(rules_held(settings, snapshot), library)


def assistant_over(live: Assistant, settings: Settings, snapshot: Snapshot) -> Assistant:
    """Return an assistant that is like a live one, over a snapshot of official texts.

    It keeps nothing, and asks no language model. Where the snapshot makes other provisions, their
    index is opened, and never built here.

    Raises:
        IndexUnusableError: That index was not built yet.
    """
    library, catalogue = texts_and_rules(settings, snapshot)
    if (library.digest, catalogue.digest) == (live.library.digest, live.catalogue.digest):
        return replace(live, model=NO_MODEL)
    same = list(passages_of(library)) == list(passages_of(live.library))
    held = live.search
    index = held.index if same else open_index(settings.index_folder, library, held.embedder)
    return Assistant(
        library=library,
        search=Search(library, index, held.embedder, held.settings),
        catalogue=catalogue,
        lexicon=live.lexicon,
        conversations=Conversations(),
        settings_digest=live.settings_digest,
        drafts=draft_maker(library, settings, snapshot),
    )


def rules_held(settings: Settings, snapshot: Snapshot | None = None) -> Catalogue:
    """Return the packaged rules with the later notices that a person accepted."""
    return amended(packaged_catalogue(), accepted_with(settings.texts_folder, snapshot))


def in_step(catalogue: Catalogue, library: Library) -> Catalogue:
    """Return the rules with those suspended whose numbers the corpus does not hold.

    A rule is suspended as well while the official words of a provision that it takes a number, day
    or list from say otherwise, and no person has looked at that.
    """
    differing = {
        name
        for name, found in library.official.differing.items()
        if any(one.kind in _OF_VALUES for one in found)
    }
    in_doubt = {
        rule.id
        for rule in catalogue.rules.values()
        if any(one[-1].source in differing for one in rule.page.parameters.values() if one)
    }
    return replace(catalogue, suspended=frozenset(disagreements(catalogue, library)) | in_doubt)


def draft_maker(
    library: Library, settings: Settings, snapshot: Snapshot | None = None
) -> DraftMaker:
    """Join what drafts and checks; it needs no index."""
    sections = packaged_sections()
    advice = {name: (page.title, page.budget_words) for name, page in sections.pages.items()}
    return DraftMaker(
        drafter=Drafter(library, in_step(rules_held(settings, snapshot), library), sections),
        linter=Linter(library, advice),
        settings_digest=f"{settings.shaping()}:{packaged_lexicon().digest[:16]}",
    )


def open_conversations(settings: Settings) -> ConversationStore:
    """Open the database of conversations that settings name.

    Raises:
        StorageError: It cannot be opened.
    """
    from assistant.keeping.database import KeptConversations

    return KeptConversations(settings.database)
