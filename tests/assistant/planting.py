"""Violations made by code: a true statement with one thing changed, by twelve kinds.

A change is planted only if it changes what is said, and that is decided without the checker: each
kind swaps a thing for one that differs from it by construction (another value, another day,
another country, a word of another force), and what comes out must not stand, word for word, in
the provision that is cited. A statement under another citation is planted only if a quarter
of its longer words is in no sentence of the provision cited now; two halves are only joined where
they begin with different words, each brings three longer words that the other sentence has not,
and no sentence of what is cited has all the longer words of both.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from assistant.composing import Composer, Drafted
from assistant.reply import StatementKind
from corpus.library import Library
from rules.assessment import Finding

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
COUNTRIES = [
    "Kenya",
    "Japan",
    "Brazil",
    "Canada",
    "Russia",
    "Iran",
    "Cuba",
    "Poland",
    "Vietnam",
    "Nigeria",
    "China",
    "Taiwan",
    "France",
]
NAMES = [
    "EXIM",
    "DFC",
    "USTDA",
    "BIS",
    "OSTP",
    "EDAG",
    "SBA",
    "ITAR",
    "EAR",
    "Commerce",
    "Defense",
    "Energy",
    "Treasury",
    "Congress",
    "Pillsbury",
    "Huawei",
    "DeepSeek",
    "Qwen",
    "Anthropic",
    "GPPi",
]
SUBJECTS = (
    "The anchor member",
    "The consortium",
    "A consortium",
    "Each consortium",
    "The proposal",
    "A proposal",
    "The Order",
    "The call",
    "The Secretary of Commerce",
    "The Secretary of State",
    "The package",
    "A designated package",
    "Designation",
    "An entity",
    "Foreign entities",
    "Proposals",
    "The hardware layer",
    "The window for proposals",
)
PROMISES = (
    "Designation is guaranteed.",
    "Your proposal will be designated.",
    "Commerce will approve every such proposal.",
    "A licence will be granted in all cases.",
    "You are certain to win.",
    "The loan is promised.",
)
FORCES = {
    "must not": ("may", "should"),
    "may not": ("may", "need not"),
    "need not": ("must", "must not"),
    "must": ("may", "need not", "should", "must not"),
    "may": ("must", "will", "should", "cannot"),
    "should": ("must", "may", "need not"),
    "will": ("may", "cannot"),
    "can": ("must", "cannot"),
    "cannot": ("can", "need not"),
    "requires": ("allows", "forbids"),
    "is required": ("is optional", "is forbidden"),
    "are required": ("are optional",),
    "allowed": ("required", "forbidden"),
}
AMOUNTS = {
    "at least": ("at most", "exactly", "less than"),
    "any number of": ("only two", "no"),
    "all": ("some", "none of"),
    "each": ("no", "not every"),
    "every": ("no", "some"),
    "both": ("neither of",),
    "only": ("also",),
    "more than": ("less than", "exactly"),
    "no later than": ("no earlier than",),
    "none": ("all", "some"),
    "no": ("some", "every"),
    "one": ("two", "any number of"),
    "several": ("all", "no"),
    "within": ("outside",),
    "unless": ("even if",),
    "before": ("after",),
}
SPELLED = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "fifteen",
    "twenty",
]
FLIPS = (
    (r"\bcannot be\b", "can be"),
    (r"\bis outside\b", "is inside"),
    (r"\breaches\b", "misses"),
    (r"\bis after\b", "is before"),
    (r"\blies in\b", "lies outside"),
    (r"\blacks\b", "has"),
    (r"\bis open\b", "is met"),
    (r"\bare described\b", "are missing"),
    (r"\bcan be named\b", "cannot be named"),
    (r"\bowned or controlled from\b", "independent of"),
    (r"\bNo member is\b", "One member is"),
    (r"\bbelow\b", "above"),
)
OUTCOMES = {
    "not_met": ("You are eligible.", "Your consortium qualifies.", "{subject} may join."),
    "met": ("You are ineligible.", "Your proposal is disqualified.", "{subject} is barred."),
    "unknown": ("You are eligible.", "Your proposal is disqualified.", "{subject} qualifies."),
    "judgment": ("You are eligible.", "Your proposal is disqualified.", "{subject} is barred."),
}


@dataclass(frozen=True)
class Planted:
    """A statement that is false of what it cites, and from what it was made."""

    kind: str
    drafted: Drafted
    made_from: str
    message: str = ""
    findings: tuple[Finding, ...] = ()


Change = Callable[[str, Random], str | None]


def planted(
    library: Library, turns: list[tuple[Finding, ...]], *, each: int, seed: int
) -> Iterator[Planted]:
    """Give violations of each kind, from the provisions and from findings of turns."""
    random = Random(seed)  # noqa: S311 (no secret: it makes the same tests every time)
    true = list(sources(library))
    for kind, change in CHANGES.items():
        yield from _some(_changed(kind, change, true, library, random), each)
    yield from _some(_cited_elsewhere(true, library, random), each)
    yield from _some(_spliced(true, library, random), each)
    yield from _some(_promised(true, random), each)
    yield from _some(_flipped(turns, library, random), each)


def _some(found: Iterator[Planted], count: int) -> Iterator[Planted]:
    for one, _ in zip(found, range(count), strict=False):
        yield one


def sources(library: Library) -> Iterator[Drafted]:
    """Give each sentence of each provision as it is told."""
    for name, provision in library.provisions.items():
        for number in range(len(provision.says)):
            citation = library.cite(name, number)
            yield Drafted(citation.quote, StatementKind.SOURCE, (citation,))


def plain(text: str) -> str:
    """Return the words of a text, nothing else."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def stands_in(text: str, provision: str, library: Library) -> bool:
    """Whether a provision holds a text word for word."""
    held = library.provision(provision)
    leads = " | ".join(group.lead for group in held.questions)
    return plain(text) in plain(" | ".join((*held.sentences(), held.heading, leads)))


def _shuffled(true: list[Drafted], random: Random) -> list[Drafted]:
    return random.sample(true, len(true))


def _changed(
    kind: str, change: Change, true: list[Drafted], library: Library, random: Random
) -> Iterator[Planted]:
    for one in _shuffled(true, random):
        text = change(one.text, random)
        if text is None or stands_in(text, one.citations[0].provision, library):
            continue
        yield Planted(kind, replace(one, text=text), one.text)


# -- one thing in a sentence ------------------------------------------------------------------


def _swapped(text: str, found: re.Match[str], new: str) -> str:
    if found[0][0].isupper():
        new = new[0].upper() + new[1:]
    return text[: found.start()] + new + text[found.end() :]


def _any(pattern: str, text: str, random: Random, flags: int = 0) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text, flags))
    return random.choice(found) if found else None


def number(text: str, random: Random) -> str | None:
    """Swap a number, in figures or in words, for another value."""
    spelled = "|".join(SPELLED)
    found = _any(
        rf"(?<![\w.(-])(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?= (?:percent|days|countries|months|years)\b)"
        rf"|(?<=\$)\d+|\b(?:{spelled})\b(?! of the| anchor member| or ))(?![\w(-])",
        text,
        random,
    )
    if found is None or found[0] == "one":
        return None
    if found[0] in SPELLED:
        return _swapped(text, found, random.choice([w for w in SPELLED if w != found[0]]))
    others = {int(n) for n in re.findall(r"\b\d{1,3}\b", text)} | {15, 49, 52, 60, 365}
    value = int(float(found[0].replace(",", "")))
    return _swapped(text, found, str(random.choice(sorted(others - {value}))))


def day(text: str, random: Random) -> str | None:
    """Swap the day, the month or the year of a date."""
    found = _any(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?", text, random)
    if found is None:
        return None
    date, month, year = found[1], found[2], found[3]
    part = random.choice(["day", "month", "year" if year else "day"])
    if part == "day":
        date = str(random.choice([n for n in range(1, 29) if str(n) != date]))
    elif part == "month":
        month = random.choice([name for name in MONTHS if name != month])
    else:
        year = str(int(year) + random.choice([-1, 1, 2]))
    return _swapped(text, found, " ".join(filter(None, (date, month, year))))


def country(text: str, random: Random) -> str | None:
    """Swap a country for another."""
    named = "China|Hong Kong|Macau|Russia|Iran|North Korea|Cuba|Venezuela|Taiwan|Japan|South Korea"
    found = _any(rf"\b(?:{named}|Canada|Korean|Chinese|India|Israel)\b", text, random)
    if found is None:
        return None
    others = [name for name in COUNTRIES if name not in text]
    return _swapped(text, found, random.choice(others))


def modal(text: str, random: Random) -> str | None:
    """Swap a word of duty or permission for one of another force."""
    found = _any(rf"\b(?:{'|'.join(FORCES)})\b(?! not)(?<!May)", text, random)
    return _swapped(text, found, random.choice(FORCES[found[0]])) if found else None


def negation(text: str, random: Random) -> str | None:
    """Drop a denial, or put one in after an auxiliary verb."""
    denied = _any(r"\b(?:not|never)\s|\bno(?= \w)|\bneither\b", text, random)
    if denied and random.random() < 0.6:
        new = "a" if denied[0] == "no" else "both" if denied[0] == "neither" else ""
        return _swapped(text, denied, new) if new else text.replace(denied[0], "", 1)
    verb = _any(r"\b(?:is|are|was|were|must|may|should|will|has been|can)\b(?! not)", text, random)
    return _swapped(text, verb, f"{verb[0]} not") if verb else None


def quantifier(text: str, random: Random) -> str | None:
    """Swap a word of amount, bound or condition."""
    found = _any(rf"\b(?:{'|'.join(AMOUNTS)})\b(?! (?:of them|other|another))", text, random)
    return _swapped(text, found, random.choice(AMOUNTS[found[0]])) if found else None


def name(text: str, random: Random) -> str | None:
    """Swap a name, or the number of a section, law or document."""
    section = _any(r"\b\d+(?:\([a-zA-Z0-9]+\))+|\b\d{4}-\d{5}\b|\b14320\b|\bPart \d+", text, random)
    if section and random.random() < 0.6:
        last = re.search(r"[A-Za-z0-9]+(?=\)?$)", section[0])
        assert last is not None
        new = {"a": "d", "A": "E", "b": "c", "i": "iv", "850": "744"}.get(
            last[0], "9" + last[0][1:] + "1"
        )
        return _swapped(text, section, section[0][: last.start()] + new + section[0][last.end() :])
    found = _any(rf"\b(?:{'|'.join(NAMES)}|AIexports|trade|Korean note)\b", text, random)
    if found is None:
        return None
    return _swapped(text, found, random.choice([n for n in NAMES if n not in text]))


def subject(text: str, random: Random) -> str | None:
    """Say of one subject what is so of another."""
    first = next((s for s in sorted(SUBJECTS, key=len, reverse=True) if text.startswith(s)), None)
    if first is None or text[len(first)] in "’'":
        return None
    kind = first.split()[-1].rstrip("s").casefold()
    # The package, a designated package and designation are one subject in this program's words.
    if "esignat" in first:
        return random.choice(SUBJECTS[:5]) + text[len(first) :]
    others = [s for s in SUBJECTS if kind not in s.casefold()]
    return random.choice(others) + text[len(first) :]


CHANGES: Mapping[str, Change] = {
    "number": number,
    "date": day,
    "country": country,
    "modal": modal,
    "negation": negation,
    "quantifier": quantifier,
    "name": name,
    "subject": subject,
}


# -- whole statements -------------------------------------------------------------------------


def _cited_elsewhere(true: list[Drafted], library: Library, random: Random) -> Iterator[Planted]:
    for one in _shuffled(true, random):
        own = one.citations[0].provision
        near = [name for name in library.provision(own).near if name in library.provisions]
        other = random.choice(near or list(library.provisions))
        words = {word for word in plain(one.text).split() if len(word) > 3}
        sentences = library.provision(other).sentences()
        shared = max(len(words & set(plain(sentence).split())) for sentence in sentences)
        if shared <= 0.75 * len(words):
            yield Planted("citation", replace(one, citations=(library.cite(other),)), one.text)


def _spliced(true: list[Drafted], library: Library, random: Random) -> Iterator[Planted]:
    for one in _shuffled(true, random):
        provision = one.citations[0].provision
        siblings = [t for t in true if t.citations[0].provision == provision and t != one]
        other = random.choice(siblings if siblings and random.random() < 0.5 else true)
        first, second = one.text.split(), other.text.split()
        halves = first[: len(first) // 2], second[len(second) // 2 :]
        if len(first) < 8 or len(second) < 8 or first[:2] == second[:2]:
            continue
        if min(_new_words(halves[0], second), _new_words(halves[1], first)) < 3:
            continue
        text = " ".join((*halves[0], *halves[1]))
        cited = (*one.citations, *other.citations)
        if not any(_said_by(text, citation.provision, library) for citation in cited):
            yield Planted("splice", replace(one, text=text, citations=cited), one.text)


def _said_by(text: str, provision: str, library: Library) -> bool:
    """Whether one sentence or lead of a provision has all longer words of a text."""
    held = library.provision(provision)
    words = {word for word in plain(text).split() if len(word) > 3}
    said = (*held.sentences(), *(group.lead for group in held.questions))
    return any(words <= set(plain(one).split()) for one in said)


def _new_words(half: list[str], other: list[str]) -> int:
    """Count the longer words of a half that the other sentence has not."""
    words, held = plain(" ".join(half)).split(), plain(" ".join(other)).split()
    return sum(len(word) > 3 and word not in held for word in set(words))


def _promised(true: list[Drafted], random: Random) -> Iterator[Planted]:
    for one in _shuffled(true, random):
        promise = random.choice(PROMISES)
        stronger = re.sub(r"\bmay receive\b", "is guaranteed to receive", one.text)
        if stronger != one.text:
            yield Planted("promise", replace(one, text=stronger), one.text)
        joined = f"{one.text[:-1]}, and {promise[0].lower()}{promise[1:]}"
        text = random.choice([f"{one.text} {promise}", promise, joined])
        yield Planted("promise", replace(one, text=text), one.text, message=promise)


def _flipped(
    turns: list[tuple[Finding, ...]], library: Library, random: Random
) -> Iterator[Planted]:
    from assistant.lexicon import packaged_lexicon

    composer = Composer(library, packaged_lexicon())
    made: list[Planted] = []
    for findings in turns:
        for one in composer.verdicts(findings):
            made += _flips(one, findings)
        for finding in findings:
            for template in OUTCOMES.get(finding.outcome.value, ()):
                if len({f.outcome for f in findings}) > 1 and "{subject}" not in template:
                    continue
                text = template.format(subject=finding.subject or "Your consortium")
                cited = (library.cite(finding.provisions[0]),)
                drafted = Drafted(text, StatementKind.CAVEAT, cited, text)
                made.append(Planted("verdict", drafted, finding.because, text, findings))
    random.shuffle(made)
    yield from made


def _flips(one: Drafted, findings: tuple[Finding, ...]) -> Iterator[Planted]:
    opening, _, rest = one.text.partition(": ")
    for new in {"Met", "Not met", "Open", "Presumed met"} - {opening}:
        text = f"{new}: {rest}"
        yield Planted("verdict", replace(one, text=text), one.text, findings=findings)
    for old, new in FLIPS:
        if (text := re.sub(old, new, one.text)) != one.text:
            yield Planted("verdict", replace(one, text=text), one.text, findings=findings)
