"""What the checks find, and above all what they leave alone."""

from datetime import date

import pytest

from assistant.drafting.editing import DraftEdit, Wording, edited
from assistant.drafting.linting import Linter
from evals.generated_proposals import generated_proposals
from rules.proposal import Proposal

AS_OF = date(2026, 11, 21)
CASE = Proposal.model_validate(
    {
        "title": "Harbor Stack",
        "members": [
            {
                "name": "Kestrel Systems, Inc.",
                "roles": ["anchor", "hardware"],
                "headquarters": "US",
                "owners": [{"name": "Juniper Trust", "country": "DK", "percent": 40}],
            },
            {"name": "Sollund Data AS", "roles": ["data"], "headquarters": "NO"},
        ],
        "layers": {
            "hardware": {
                "manufacture": "The boards are soldered in Reno, Nevada.",
                "items": [
                    {"name": "boards", "value_usd": 8_000_000, "us_origin_value_usd": 5_000_000}
                ],
            }
        },
        "markets": [
            {
                "name": "Peru",
                "competitors": [{"name": "Tianhe Nube", "country": "CN"}],
                "demand": "The port of Callao has asked for bids.",
            }
        ],
        "filed_on": "2026-05-20",
    }
)


@pytest.fixture(scope="module")
def linter(library):
    return Linter(library, {"target_markets": ("Target markets", 12)})


def found(linter, text, case=CASE, as_of=AS_OF):
    lints = linter.of_text(text, case, as_of=as_of)
    for one in lints:
        assert text[one.start : one.end] == one.quote
        assert one.reason
        assert one.mend
        assert "{" not in one.reason + one.mend
    return [(one.check, one.quote) for one in lints]


WRONG = {
    "the anchor is named otherwise": (
        "Sollund Data leads the consortium as its anchor member.",
        "figure_differs",
        "Sollund Data leads the consortium as its anchor member.",
    ),
    "another percentage of an owner": (
        "Juniper Trust of Denmark holds 45 percent of Kestrel Systems.",
        "figure_differs",
        "45 percent",
    ),
    "another share of the hardware layer": (
        "The U.S.-origin share of the hardware layer is 70 percent.",
        "figure_differs",
        "70 percent",
    ),
    "another total": (
        "The hardware layer has a total value of $9,000,000.",
        "figure_differs",
        "$9,000,000",
    ),
    "another filing date": (
        "The proposal was filed on 2 June 2026.",
        "figure_differs",
        "2 June 2026",
    ),
    "another seat": ("Sollund Data is headquartered in Iceland.", "figure_differs", "Iceland"),
    "a company that nobody named": (
        "The antennas come from Bramble Radio GmbH.",
        "stranger",
        "Bramble Radio GmbH",
    ),
    "a country that nobody named": (
        "Kestrel Systems offers the package in Peru and Laos.",
        "strange_country",
        "Laos",
    ),
    "a claim without a source": (
        "The Program requires an anchor member.",
        "uncited_claim",
        "The Program requires an anchor member.",
    ),
    "a claim about Commerce": (
        "Commerce will consider proposals on a rolling basis.",
        "uncited_claim",
        "Commerce will consider proposals on a rolling basis.",
    ),
    "a requirement given back": (
        "The proposal must name at least one target country or regional bloc.",
        "restated",
        "The proposal must name at least one target country or regional bloc.",
    ),
    "a commitment that only repeats": (
        "The consortium will comply with all relevant United States export control regimes, "
        "outbound investment regulations and end-user policies.",
        "restated",
        "The consortium will comply with all relevant United States export control regimes, "
        "outbound investment regulations and end-user policies.",
    ),
    "designation promised": (
        "This package will be selected.",
        "promise",
        "will be selected",
    ),
    "compliance promised": ("Kestrel Systems is fully compliant.", "promise", "fully compliant"),
    "no risk": ("Deployment in Peru carries zero risk.", "promise", "zero risk"),
    "a placeholder of ours": (
        "Buyers: [NEEDED: who buys in Peru — MKT-2].",
        "placeholder",
        "[NEEDED: who buys in Peru — MKT-2]",
    ),
    "a placeholder of theirs": (
        "The contract is worth <insert amount>.",
        "placeholder",
        "<insert amount>",
    ),
    "to be confirmed": ("Delivery is TBC.", "placeholder", "TBC"),
    "a sixth layer": (
        "The Program asks for a package that covers all six layers [LAY-0].",
        "wrong_program_fact",
        "six layers",
    ),
    "another threshold": (
        "The notice presumes the component met at 65 percent U.S. content [CON-2].",
        "wrong_program_fact",
        "65 percent",
    ),
    "another deadline": (
        "Under the notice, proposals were due on 15 July 2026 [SUB-2].",
        "wrong_program_fact",
        "15 July 2026",
    ),
    "a country of concern too many": (
        "For members the countries of concern are China and Belarus [ELI-9].",
        "wrong_program_fact",
        "Belarus",
    ),
    "the presumption told as a duty": (
        "At least 51 percent U.S. content is mandatory for the hardware [CON-2].",
        "misread",
        "At least 51 percent U.S. content is mandatory for the hardware [CON-2].",
    ),
    "designation told as a licence": (
        "Designation grants an export licence [CMP-3].",
        "misread",
        "Designation grants an export licence [CMP-3].",
    ),
    "an open window after its end": (
        "The window is still open.",
        "misread",
        "The window is still open.",
    ),
    "a figure that the cited source lacks": (
        "The Secretary must consult nine officials within 45 days [DEC-2].",
        "wrong_program_fact",
        "nine officials",
    ),
}


@pytest.mark.parametrize(("text", "check", "quote"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found(linter, text, check, quote):
    assert (check, quote) in found(linter, text)


RIGHT = [
    "Kestrel Systems leads the consortium as its anchor member. Sollund Data, of Norway, provides "
    "the data pipelines.",
    "Juniper Trust of Denmark holds 40 percent of Kestrel Systems, Inc.",
    "U.S.-origin content makes up 62.5 percent of the hardware layer, above the 51 percent from "
    "which the component is presumed met [CON-2].",
    "The boards are worth $8 million; they are soldered in Reno, Nevada.",
    "The proposal was filed on 20 May 2026, before the window closed on 30 June 2026 [SUB-2].",
    "The package does not guarantee designation, and nobody can promise it.",
    "No proposal is automatically entitled to designation [CON-3].",
    "As the notice requires, the proposal names a target country: Peru.",
    "We ask Commerce for advocacy with the port of Callao.",
    "The Program requires an anchor member [ELI-2]; Kestrel Systems is ours.",
    "Tianhe Nube of China competes in Peru, where the port of Callao has asked for bids.",
    "The countries of concern for membership are China, including Macau and Hong Kong [ELI-9].",
    "The boards run Linux and Kubernetes, follow NIST CSF 2.0 and are bought by the Ministry.",
    "If the Program requires a licence, Kestrel Systems will apply for it.",
    "Three layers of approval protect the release of a model.",
    "The package covers all five layers [LAY-0].",
    "Kestrel Systems reviews end users within 30 days and lowers the risk of diversion.",
    "The Department of Commerce is the reader of this volume.",
    "Does the Program require a U.S. anchor?",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(linter, text):
    assert found(linter, text) == []


def test_the_same_sentence_in_two_sections_is_found_once(linter):
    told = "Kestrel Systems solders the boards in Reno, Nevada."
    lints = linter.of_text(f"# One\n\n{told}\n\n# Two\n\n{told}", CASE, as_of=AS_OF)

    assert [(one.check, one.section) for one in lints] == [("duplicate", "Two")]
    assert '"One"' in lints[0].reason


def test_two_sections_that_tell_one_fact_differently_are_found(linter):
    text = (
        "# Owners\n\nLarkspur Fund of Canada holds 20 percent of Kestrel Systems.\n\n"
        "# Summary\n\nLarkspur Fund of Canada holds 25 percent of Kestrel Systems."
    )
    case = CASE.model_copy(update={"members": CASE.members[1:]})
    lints = [one for one in linter.of_text(text, case, as_of=AS_OF) if one.check == "contradiction"]

    assert [(one.quote, one.section) for one in lints] == [("25 percent", "Summary")]
    assert "20 percent" in lints[0].reason
    assert '"Owners"' in lints[0].reason


def test_a_section_over_our_advice_is_told_as_advice(linter):
    text = "## Target markets\n\nPeru buys. " + "The port of Callao has asked for bids. " * 2
    lints = linter.of_text(text, CASE, as_of=AS_OF)

    assert "over_budget" in [one.check for one in lints]
    assert "no limit of the notice" in lints[-1].reason


def test_the_window_may_be_told_as_open_while_it_is(linter):
    text = "The window is still open."

    assert ("misread", text) not in found(linter, text, as_of=date(2026, 5, 1))


def test_graver_findings_come_first(linter):
    text = "Delivery is TBC. This package will be selected. The Program requires an anchor member."
    order = [one.severity for one in linter.of_text(text, CASE, as_of=AS_OF)]

    assert order == sorted(order, key=["error", "warning", "note"].index)


def test_markup_and_strange_letters_do_no_harm(linter):
    for text in (
        "",
        "\n\n",
        "| a | b |\n|---|---|",
        "İĀ\u0130 \u202e <b>x</b> " * 50,
        "[^1]: a note",
    ):
        found(linter, text)


def test_our_own_drafts_have_no_finding_but_placeholders(linter, drafter):
    for number, case in enumerate(generated_proposals(200)):
        draft = drafter.draft(case, as_of=AS_OF, draft_id=f"{number:032x}")
        lints = linter.of_draft(draft, case)

        assert [one for one in lints if one.check != "placeholder"] == []
        assert {one.sentence for one in lints} == {
            one.id
            for section in draft.sections
            for one in section.sentences
            if one.kind == "placeholder"
        }


def test_a_users_wording_in_a_draft_is_checked_as_their_own_text(linter, drafter):
    draft = drafter.draft(CASE, as_of=AS_OF, draft_id="0" * 32)
    one = draft.sections[3].sentences[0]
    wording = Wording(sentence=one.id, text="The hardware layer has 90 percent U.S. content.")
    lints = linter.of_draft(edited(draft, [DraftEdit(sentences=(wording,))]), CASE)

    assert ("figure_differs", one.id, "90 percent") in [
        (lint.check, lint.sentence, lint.quote) for lint in lints
    ]
