"""The corpus as a LangChain retriever, for those who plug it into a chain of their own."""

from datetime import date

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.search import Search


class ProvisionRetriever(BaseRetriever):
    """Finds provisions; each comes as a document whose metadata is an exact citation.

    `page_content` equals the served text at `metadata["start"]`..`metadata["end"]`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Search
    k: int = 6
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        library = self.search.library
        found = self.search.find(query, k=self.k, as_of=self.as_of)
        documents = []
        for item in found:
            citation = library.cite_whole(item.provision)
            metadata = citation.model_dump(mode="json") | {"score": item.score}
            documents.append(LangChainDocument(page_content=citation.quote, metadata=metadata))
        return documents
