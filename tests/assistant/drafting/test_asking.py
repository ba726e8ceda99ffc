"""Which messages ask for a draft, and which only sound like it."""

import pytest

from assistant.drafting.asking import Act, RequestReader
from assistant.drafting.draft import Form
from assistant.keeping.records import KeptDraft, now_utc
from assistant.lexicon import packaged_lexicon
from rules.proposal import Proposal

HARDWARE, MARKETS = "hardware_and_us_content", "target_markets"
OUTLINE, DRAFT = Form.OUTLINE, Form.DRAFT


@pytest.fixture(scope="module")
def reader(sections):
    return RequestReader(packaged_lexicon().drafting, sections)


@pytest.fixture(scope="module")
def before(drafted):
    now = now_utc()
    made = drafted({"markets": [{"name": "Kenya"}]}, sections=[HARDWARE, MARKETS])
    return KeptDraft(made, Proposal(), "a" * 32, now, now)


REQUESTS = {
    "outline the market section for Kenya and Vietnam": (OUTLINE, (MARKETS,)),
    "Draft the hardware section.": (DRAFT, (HARDWARE,)),
    "write the whole proposal": (DRAFT, None),
    "Could you prepare the entire application for us?": (DRAFT, None),
    "outline everything please": (OUTLINE, None),
    "Please prepare an outline of the target markets section for Ghana": (OUTLINE, (MARKETS,)),
    "I need a first draft of the compliance part.": (DRAFT, ("compliance",)),
    "give me an outline for hardware and cybersecurity": (OUTLINE, (HARDWARE, "cybersecurity")),
    "draft the sections on members, markets and filing": (
        DRAFT,
        ("members_and_ownership", MARKETS, "filing_checklist"),
    ),
    "write sections 3 and 5": (DRAFT, ("package_and_layers", MARKETS)),
    "Draft section four": (DRAFT, (HARDWARE,)),
    "Outline sections 2-4": (
        OUTLINE,
        ("members_and_ownership", "package_and_layers", HARDWARE),
    ),
    "write up our national interest case": (DRAFT, ("national_interest",)),
    "Tern Labs is our anchor. Now draft the consortium section.": (
        DRAFT,
        ("consortium_and_anchor",),
    ),
    "Sketch the ownership part, please": (OUTLINE, ("members_and_ownership",)),
    "let me see an outline of the proposal": (OUTLINE, None),
    "Draft the hardware section: the racks cost $10 million.": (DRAFT, (HARDWARE,)),
    "produce the full draft": (DRAFT, None),
    "Can you draft the whole proposal as a Word file?": (DRAFT, None),
    "draft the hardware section as a Word document": (DRAFT, (HARDWARE,)),
    "draft the market section as an outline": (OUTLINE, (MARKETS,)),
    "we want to draft the business model section": (DRAFT, ("business_and_operating_model",)),
}


@pytest.mark.parametrize(("message", "wanted"), REQUESTS.items(), ids=REQUESTS)
def test_a_request_is_heard(reader, message, wanted):
    asked = reader.read(message, None, fresh=False)

    assert asked is not None
    assert (asked.act, asked.form, asked.sections) == (Act.MAKE, *wanted)
    assert asked.message.rstrip("?.") == message.rstrip("?.")


OTHERS = [
    "draft me a lease",
    "draft an NDA for our Korean partner",
    "Write a poem about hardware",
    "How do I write the hardware section?",
    "Who drafts the proposal?",
    "Can we draft the proposal ourselves?",
    "Must the hardware section be in English?",
    "Is there an outline of the proposal form?",
    "The draft of the notice was published in April.",
    "We build data centers in Kenya.",
    "We develop cybersecurity software.",
    "We prepare our hardware for export to Kenya.",
    "We need a hardware supplier.",
    "What about competition?",
    "give me the countries of concern",
    "show me the rules on ownership",
    "I want a market in Kenya",
    "shorter",
    "redo it with 55 percent",
    "What is still missing?",
    "Why?",
]


@pytest.mark.parametrize("message", OTHERS)
def test_what_only_sounds_like_a_request_is_none(reader, message):
    assert reader.read(message, None, fresh=False) is None


def test_a_question_about_a_section_is_put_in_the_words_of_the_sources(reader):
    for message in ("What must the market section contain?", "what should section 5 cover?"):
        asked = reader.read(message, None, fresh=False)

        assert asked is not None
        assert asked.act is Act.QUESTION
        assert "country" in asked.message


CHANGES = {
    "shorter": {"brevity": True},
    "Make it a bit shorter please": {"brevity": True},
    "shorter, and add Ghana": {"brevity": True, "news": True},
    "Make it more concise and then drop Kenya": {"brevity": True, "news": True},
    "that is too long": {"brevity": True},
    "as an outline": {"form": OUTLINE},
    "only the outline please": {"form": OUTLINE},
    "redo it": {},
    "update the draft": {},
    "add the cybersecurity section": {"sections": (HARDWARE, MARKETS, "cybersecurity")},
    "leave out section 5": {"sections": (HARDWARE,)},
    "add our Korean partner": {"news": True},
    "drop Kenya": {"news": True},
    "use Tern Labs as the data provider": {"news": True},
}


@pytest.mark.parametrize(("message", "wanted"), CHANGES.items(), ids=CHANGES)
def test_a_change_of_the_last_draft_is_heard(reader, before, message, wanted):
    asked = reader.read(message, before, fresh=True)

    assert asked is not None
    assert asked.act is Act.CHANGE
    told = {"form": DRAFT, "sections": (HARDWARE, MARKETS), "brevity": False, "news": False}
    assert {name: getattr(asked, name) for name in told} == told | wanted


def test_a_bare_figure_is_told_as_a_sentence(reader, before):
    told = {
        "redo it with 55 percent": "The U.S. content of the hardware layer is 55 percent.",
        "redo it with 55 % U.S. content": "The U.S. content of the hardware layer is 55 %.",
        "add Ghana": "Ghana is a target market.",
    }

    for message, statement in told.items():
        asked = reader.read(message, before, fresh=True)
        assert asked is not None
        assert (asked.message, asked.news) == (statement, True)


def test_what_a_section_or_the_draft_lacks_is_asked(reader, before):
    asked = {
        "what is still missing for section 4?": (HARDWARE,),
        "What is missing in the hardware section?": (HARDWARE,),
        "what do you need for section 6?": ("competition_and_demand",),
        "what does the draft still lack?": None,
    }

    for message, sections in asked.items():
        found = reader.read(message, before, fresh=True)
        assert found is not None
        assert (found.act, found.sections) == (Act.MISSING, sections)


def test_facts_told_after_something_else_do_not_redraft(reader, before):
    assert reader.read("add our Korean partner", before, fresh=False) is None
    assert reader.read("redo it with 55 percent", before, fresh=False) is not None


def test_every_section_is_known_by_its_title_its_number_and_other_names(reader, sections):
    for name, page in sections.pages.items():
        for message in (f"draft the {page.title} section", f"draft section {page.number}"):
            asked = reader.read(message, None, fresh=False)
            assert asked is not None, message
            assert asked.sections == (name,), message
        assert packaged_lexicon().drafting["sections"][name]
        assert packaged_lexicon().drafting["subjects"][name]
