"""The one place where parts meet."""

from assistant.answering import Assistant
from assistant.conversation import Conversations
from assistant.keeping.store import ConversationStore
from assistant.lexicon import packaged_lexicon
from assistant.settings import Settings
from corpus.embedding import Embedder
from corpus.index import Progress, build_index, open_index
from corpus.library import load_library
from corpus.search import Search, SearchSettings
from rules.catalogue import packaged_catalogue


def build_assistant(
    settings: Settings,
    progress: Progress | None = None,
    conversations: ConversationStore | None = None,
) -> Assistant:
    """Open the corpus and its index (building it where it is missing), and join the parts.

    `progress` hears how far a build of the index has come. Without a store of `conversations`
    they are kept in memory.
    """
    library = load_library()
    embedder = Embedder()
    build_index(settings.index_folder, library, embedder, progress)
    index = open_index(settings.index_folder, library, embedder)
    search = Search(library, index, embedder, SearchSettings.packaged())
    return Assistant(
        library=library,
        search=search,
        catalogue=packaged_catalogue(),
        lexicon=packaged_lexicon(),
        conversations=conversations or Conversations(),
        settings_digest=settings.shaping(),
    )


def open_conversations(settings: Settings) -> ConversationStore:
    """Open the database of conversations that settings name.

    Raises:
        StorageError: It cannot be opened.
    """
    from assistant.keeping.database import KeptConversations

    return KeptConversations(settings.database)
