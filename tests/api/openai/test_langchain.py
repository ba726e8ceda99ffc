"""LangChain's chat model, pointed at this server."""

import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

from api.openai.routes import MODEL


@pytest.fixture(scope="module")
def model(address):
    return ChatOpenAI(base_url=f"{address}/v1", api_key="none", model=MODEL, max_retries=0)


def test_it_answers_with_sources(model):
    told = model.invoke("Who decides which proposals are designated?")

    assert "Secretary of Commerce" in told.content
    assert "\n\nSources (as of " in told.content
    assert told.response_metadata["model_name"] == MODEL
    assert told.usage_metadata["output_tokens"] > 0


def test_it_streams_the_same(model):
    question = "Who decides which proposals are designated?"
    pieces = [piece.content for piece in model.stream(question)]

    assert len(pieces) > 2
    assert "".join(pieces) == model.invoke(question).content


def test_it_takes_a_conversation(model):
    told = model.invoke(
        [
            SystemMessage("Be brief."),
            HumanMessage("Our servers are 47 percent U.S. content. Are we out?"),
            AIMessage("No."),
            HumanMessage("Make that 55 percent."),
        ]
    )

    assert "55 percent" in told.content


def test_it_stands_in_a_chain(model):
    chain = ChatPromptTemplate.from_messages([("user", "{question}")]) | model | StrOutputParser()

    assert "Secretary" in chain.invoke({"question": "Who decides?"})


def test_several_ask_at_once(model):
    async def asked():
        talks = [f"Our servers are {share} percent U.S. content." for share in range(40, 62, 3)]
        return await asyncio.gather(*(model.ainvoke(talk) for talk in talks))

    told = asyncio.run(asked())

    for share, one in zip(range(40, 62, 3), told, strict=True):
        assert f"{share} percent" in one.content
        assert ("Presumed met" in one.content) == (share >= 51)
