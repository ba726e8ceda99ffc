"""The pages of the sections: what they rest on exists, and everything that they need is asked."""

import re

import pytest

from assistant.drafting.case import is_path
from assistant.drafting.computing.registry import OF_SUBJECT, WHOLE
from assistant.drafting.draft import SentenceKind
from assistant.drafting.errors import SectionPageError, UnknownSectionError
from assistant.drafting.page import Need, SectionPage, When
from assistant.drafting.section import FOLDER, ORDER, load_sections, packaged_sections
from assistant.verification import numbers_in, places_in
from corpus.document import Force
from rules.assessment import general_path
from rules.catalogue import packaged_catalogue

PAGES = [pytest.param(page, id=name) for name, page in packaged_sections().pages.items()]
AMERICAN = {"C:US"}


def needs_of(page: SectionPage) -> list[tuple[Need, str | None]]:
    found = [(need, point.each) for point in page.must_contain for need in point.needs]
    for paragraph in page.paragraphs:
        found += [(need, paragraph.each) for slot in paragraph.slots for need in slot.needs]
    return found


def patterns_of(page: SectionPage) -> list[tuple[str, str | None]]:
    found = [(text, point.each) for point in page.must_contain for text in point.known]
    for paragraph in page.paragraphs:
        for slot in paragraph.slots:
            found += [(say.text, paragraph.each) for say in slot.say if say.text]
            found += [(need.words, paragraph.each) for need in slot.needs]
    for table in page.tables:
        found += [(text, table.each) for column in table.columns for text in column.cell]
        found += [
            (t, None) for line in (*table.lines, *table.totals) for c in line.cells for t in c
        ]
    found += [(note.text, note.each) for note in page.notes]
    return found


def whens_of(page: SectionPage) -> list[tuple[When, str | None]]:
    found = [(need.when, each) for need, each in needs_of(page)]
    found += [(paragraph.when, paragraph.each) for paragraph in page.paragraphs]
    for paragraph in page.paragraphs:
        found += [(say.when, paragraph.each) for slot in paragraph.slots for say in slot.say]
    found += [(note.when, note.each) for note in page.notes]
    found += [(table.when, None) for table in page.tables]
    return found


def is_fact(path: str, each: str | None) -> bool:
    return is_path(path.replace("it", each or "", 1) if path.startswith("it.") else path)


def test_there_are_thirteen_sections_in_the_order_of_a_proposal(sections):
    assert tuple(sections.pages) == ORDER
    assert [page.number for page in sections.pages.values()] == list(range(1, 14))


@pytest.mark.parametrize("page", PAGES)
def test_every_provision_and_rule_that_a_page_names_exists(page, library):
    catalogue = packaged_catalogue()
    cites = [c for p in page.paragraphs for s in p.slots for say in s.say for c in say.cites]
    cites += [cite for note in page.notes for cite in note.cites]

    for cite in cites:
        assert len(library.provision(cite.provision).sentences()) > cite.sentence
    for need, _ in needs_of(page):
        assert all(library.provision(one) for one in need.provisions)
    assert all(library.provision(one) for one in page.provisions)
    assert all(catalogue.rule(one) for one in page.rules)


@pytest.mark.parametrize("page", PAGES)
def test_every_slot_is_a_fact_or_a_computation(page):
    for text, each in patterns_of(page):
        for slot in re.findall(r"\{([^}]*)\}", text):
            name = slot.partition("|")[0]
            known = name in WHOLE or name.removeprefix("it.") in OF_SUBJECT or is_fact(name, each)
            assert known, (text, slot)


@pytest.mark.parametrize("page", PAGES)
def test_every_condition_asks_for_facts_and_branches_that_exist(page):
    catalogue = packaged_catalogue()
    for when, each in whens_of(page):
        paths = [*when.told, *when.untold, *when.denied, *when.not_all, *when.some, *when.same]
        paths += [*when.one, *when.several, *when.equals, *when.contains, *when.count]
        assert all(is_fact(path, each) for path in (*paths, *when.mentions, *when.says))
        assert all(one in WHOLE or one.removeprefix("it.") in OF_SUBJECT for one in when.without)
        assert all(catalogue.rule(rule) for rule in (*when.outcome, *when.every))
        for rule, branches in when.branch.items():
            assert set(branches) <= set(catalogue.rule(rule).page.branches)


@pytest.mark.parametrize("page", PAGES)
def test_every_fact_that_a_page_needs_has_a_question(page):
    for need, each in needs_of(page):
        path = need.fact.replace("it.", f"{each}[].", 1) if each else need.fact
        rule = packaged_catalogue().rule(need.rule) if need.rule else None
        asked = rule is not None and general_path(path) in rule.page.facts

        assert asked or path in page.facts, (page.id, path)
        assert is_fact(need.fact, each)


@pytest.mark.parametrize("page", PAGES)
def test_figures_and_countries_of_a_pattern_stand_in_what_it_cites(page, library):
    for paragraph in page.paragraphs:
        for say in (say for slot in paragraph.slots for say in slot.say if say.text):
            plain = re.sub(r"\{[^}]*\}", "", say.text or "")
            cited = " ".join(library.cite_whole(c.provision).quote for c in say.cites)

            assert numbers_in(plain) <= numbers_in(cited), plain
            assert places_in(plain) - AMERICAN <= places_in(cited), plain


@pytest.mark.parametrize("page", PAGES)
def test_no_pattern_promises_or_judges_what_is_not_ours_to_judge(page):
    word = re.compile(
        r"\b(?:guarantee[sd]?|will be (?:designated|selected|approved)|eligib\w+|qualif\w+|"
        r"fully compliant|certainly|undoubtedly|world-class|cutting-edge|seamless\w*|leverag\w+)\b",
        re.IGNORECASE,
    )
    said = [say.text for p in page.paragraphs for s in p.slots for say in s.say if say.text]

    assert [text for text in said if word.search(text)] == []


@pytest.mark.parametrize("page", PAGES)
def test_what_is_confidential_with_a_section_are_facts(page):
    assert page.confidential_paths
    assert all(is_path(path) for path in page.confidential_paths)


def test_every_rule_is_answered_in_a_section(sections):
    answered = {rule for page in sections.pages.values() for rule in page.rules}

    assert answered == set(packaged_catalogue().rules)


def test_every_provision_of_the_call_that_asks_something_is_named(sections, library):
    asking = {
        provision.id
        for provision in library.served("call-for-proposals").document.provisions
        if provision.force in {Force.MUST, Force.MUST_NOT, Force.PRESUMPTION, Force.FACTOR}
    }
    named = {one for page in sections.pages.values() for one in page.provisions}
    named |= {p for rule in packaged_catalogue().rules.values() for p in rule.page.provisions}

    # Both are addressed to the Department of Commerce.
    assert asking - named == {"DEC-2", "SUB-3"}


def test_sources_are_used_sparingly(sections):
    kinds = [
        say.kind for page in sections.pages.values() for slot in page.slots for say in slot.say
    ]

    assert kinds.count(SentenceKind.SOURCE) < len(kinds) / 10


def test_all_faults_of_the_pages_are_told_at_once(tmp_path):
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "cybersecurity.yaml").unlink()
    (tmp_path / "prices.yaml").write_text("title: Prices\n", "utf-8")
    (tmp_path / "compliance.yaml").write_text("title: Compliance\nbudget: 3\n", "utf-8")

    with pytest.raises(SectionPageError) as error:
        load_sections(tmp_path)

    assert all(one in str(error.value) for one in ("cybersecurity", "prices", "compliance"))


def test_an_unknown_section_names_those_that_there_are(sections):
    with pytest.raises(UnknownSectionError) as error:
        sections.chosen(["target_markets", "prices"])

    assert error.value.section == "prices"
    assert "target_markets" in str(error.value)
