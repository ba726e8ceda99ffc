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
from assistant.model.port import LanguageModel
from assistant.model.settings import model_settings
from assistant.settings import Settings
from corpus.embedding import Embedder
from corpus.index import Progress, build_index, open_index
from corpus.library import Library, load_library
from corpus.search import Search, SearchSettings
from rules.binding import disagreements
from rules.catalogue import Catalogue, packaged_catalogue


def build_assistant(
    settings: Settings,
    progress: Progress | None = None,
    conversations: ConversationStore | None = None,
    model: LanguageModel | None = None,
) -> Assistant:
    """Open the corpus and its index (building it where it is missing), and join the parts.

    `progress` hears how far a build of the index has come. Without a store of `conversations`
    they are kept in memory. Without a `model` it is the one that the environment names, if any.

    Raises:
        ModelSettingsError: The environment names a model that cannot be opened.
    """
    words = open_model(model_settings()) if model is None else model
    library = load_library()
    embedder = Embedder(kept=settings.index_folder)
    build_index(settings.index_folder, library, embedder, progress)
    index = open_index(settings.index_folder, library, embedder)
    search = Search(library, index, embedder, SearchSettings.packaged())
    return Assistant(
        library=library,
        search=search,
        catalogue=in_step(packaged_catalogue(), library),
        lexicon=packaged_lexicon(),
        conversations=conversations or Conversations(),
        settings_digest=settings.shaping(),
        drafts=draft_maker(library, settings),
        model=words,
    )


def in_step(catalogue: Catalogue, library: Library) -> Catalogue:
    """Return the rules with those suspended whose numbers the corpus does not hold."""
    return replace(catalogue, suspended=frozenset(disagreements(catalogue, library)))


def draft_maker(library: Library, settings: Settings) -> DraftMaker:
    """Join what drafts and checks; it needs no index."""
    sections = packaged_sections()
    advice = {name: (page.title, page.budget_words) for name, page in sections.pages.items()}
    return DraftMaker(
        drafter=Drafter(library, in_step(packaged_catalogue(), library), sections),
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
