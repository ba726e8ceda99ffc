"""Proposal files: exact values, and all faults at once."""

from decimal import Decimal
from pathlib import Path

import pytest

from rules.errors import ProposalFileError
from rules.proposal import Proposal
from rules.reading import proposal_from_text, read_proposal


def faults(text: str) -> dict[str, str]:
    with pytest.raises(ProposalFileError) as caught:
        proposal_from_text(text)
    return {fault.path: str(fault) for fault in caught.value.faults}


def test_yaml_and_json_give_the_same_proposal() -> None:
    as_yaml = "filed_on: 2026-06-12\nlayers: {hardware: {us_content_percent: 50.99}}\n"
    as_json = '{"filed_on": "2026-06-12", "layers": {"hardware": {"us_content_percent": 50.99}}}'

    assert proposal_from_text(as_yaml) == proposal_from_text(as_json)


def test_no_is_norway_and_yes_is_true() -> None:
    read = proposal_from_text("industry_led: yes\nmembers: [{name: Fjord, headquarters: NO}]")

    assert read.industry_led is True
    assert read.members is not None
    assert read.members[0].headquarters == "NO"


@pytest.mark.parametrize("form", ["us_content_percent: {}", '{{"us_content_percent": {}}}'])
def test_numbers_keep_every_digit(form: str) -> None:
    digits = "50.99999999999999999999"
    hardware = form.format(digits)
    layer = f'{{"layers": {{"hardware": {hardware}}}}}'
    text = layer if hardware.startswith("{") else f"layers:\n  hardware:\n    {hardware}\n"
    read = proposal_from_text(text)

    assert read.model_dump()["layers"]["hardware"]["us_content_percent"] == Decimal(digits)


@pytest.mark.parametrize("text", ["", "{}", "# nothing yet\n", "members:\n"])
def test_an_empty_file_states_nothing(text: str) -> None:
    assert proposal_from_text(text) == Proposal()


def test_all_faults_are_named_at_once_with_their_places() -> None:
    found = faults(
        """
        track: fast
        filed_on: soon
        members: [{headquarters: Chna, owners: [{percent: 101}], bogus: 1}]
        layers:
          hardware: {items: [{value_usd: x}, {value_usd: 1, us_origin_value_usd: 2}]}
          data: 5
        """
    )

    assert found == {
        "track": "track: found `fast`; expected 'pre_set' or 'on_demand'. "
        "Correct it, or leave it out if not known.",
        "filed_on": "filed_on: found `soon`; expected a date such as 2026-06-12. "
        "Correct it, or leave it out if not known.",
        "members[0].name": "members[0].name: found nothing; expected a value. Add the field.",
        "members[0].headquarters": "members[0].headquarters: found `Chna`; expected a country by "
        "name or two-letter code; nearest: China, Chad, Canada. Correct the name.",
        "members[0].owners[0].percent": "members[0].owners[0].percent: found `101`; expected less "
        "than or equal to 100. Correct it, or leave it out if not known.",
        "members[0].bogus": "members[0].bogus: found `1`; expected no field of this name. "
        "Correct its name or remove it.",
        "layers.hardware.items[0].value_usd": "layers.hardware.items[0].value_usd: found `x`; "
        "expected a number such as 50.99. Correct it, or leave it out if not known.",
        "layers.hardware.items[1]": "layers.hardware.items[1]: found us_origin_value_usd 2 and "
        "value_usd 1; expected an origin part within the value. Correct one of them.",
        "layers.data": "layers.data: found `5`; expected named fields. "
        "Correct it, or leave it out if not known.",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title: one\ntitle: two", "the field `title` twice"),
        ('{"title": "one", "title": "two"}', "the field `title` twice"),
        ("members: [1", "found a form that cannot be read"),
        ("- a list", "expected named fields"),
        ("title: !!python/object:os.system {}", "found a form that cannot be read"),
    ],
)
def test_a_form_that_is_none_is_refused(text: str, words: str) -> None:
    (fault,) = faults(text).values()

    assert words in fault


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProposalFileError, match=r"nowhere\.yaml.*\n.*No such file"):
        read_proposal(str(tmp_path / "nowhere.yaml"))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "proposal.yaml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ProposalFileError, match="Save the file as UTF-8"):
        read_proposal(str(path))
