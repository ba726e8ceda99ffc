"""Whether one sentence claims no more, no less and nothing else than another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.verification.reading import Mark, Reading
from assistant.verification.words import claim_words

_IN_ORDER = 0.6
"""The least share of a statement's words that must stand in the order of its support."""
_FEW = 3
_ALL_IN_ORDER = 0.7
"""Of so few words all have to stand in order."""
_REACH = 3
_FURTHER = 5
_LONGEST_RUN = 3
"""Words in a row that are not of the sentence itself make a claim of their own."""


_OF_WHAT_FOLLOWS = frozenset({"none"})
"""Marks that speak of the words after them, and are not paired by those before."""
DENIALS = frozenset({"deny", "none", "forbid", "excuse"})


class Objection(NamedTuple):
    """What a sentence claims that its support does not."""

    kind: str
    what: str


def strange_words(told: Reading, held: frozenset[str]) -> list[str]:
    """Return the words, numbers, days and places that are not among those held."""
    if held.issuperset(told.words):
        return []
    return [
        word
        for word in dict.fromkeys(told.words)
        if word not in held and not _day_and_year_apart(word, held)
    ]


def objected(strange: Sequence[str]) -> list[Objection]:
    """Say of each word what it is."""
    return [Objection(_kind_of(word), word) for word in strange]


def _day_and_year_apart(word: str, held: frozenset[str]) -> bool:
    """Whether a full date stands in pieces: "from 1 April to 30 June 2026"."""
    if not word.startswith("d:") or word[2] == "-":
        return False
    year, month, day = word[2:].split("-")
    if f"d:-{month}-{day}" not in held or f"#{year}" not in held:
        return False
    # Another full date of that day would be the one that is meant.
    return not any(o[:2] == "d:" and o[2:3] != "-" and _bare(o) == _bare(word) for o in held)


def objections(told: Reading, support: Reading, free: frozenset[str]) -> list[Objection]:
    """Compare a sentence with one that holds its words, but for those free to join."""
    return [
        *_marks(told, support),
        *_denied_figures(told, support),
        *_numbers(told, support),
        *_swapped(told, support),
        *_order(told, support),
        *_subject(told, support),
        *_loose(told, support, free),
    ]


def _kind_of(word: str) -> str:
    return {"#": "number", "d": "day", "c": "place", "b": "place", "s": "site"}.get(
        word[0] if word[0] == "#" or word[1:2] == ":" else "", "word"
    )


# -- marks ------------------------------------------------------------------------------------


def _marks(told: Reading, support: Reading) -> Iterator[Objection]:
    """Pair each mark with the nearest of its kind; object to those left over on either side."""
    known = claim_words()
    left = list(support.marks)
    for mark in told.marks:
        if mark.kind in known.may_be_added:
            continue
        scored = [
            (_shared(told, mark, support, other), other)
            for other in left
            if other.kind == mark.kind
        ]
        best, pair = max(scored, key=lambda scores: scores[0], default=(0, mark))
        if best > 0:
            left.remove(pair)
            if mark.kind in known.of_a_subject and _of_another(told, mark, support, pair):
                yield Objection("subject", " ".join(told.ahead_of(mark)))
        elif mark.kind not in known.between or _joined_otherwise(told, mark, support):
            yield Objection("mark", mark.kind)
    for mark in left:
        if mark.kind not in known.may_be_left_out and _governs(support, mark, told):
            yield Objection("mark missing", mark.kind)
        elif mark.kind in known.conditions and _conditioned(support, mark, told):
            yield Objection("condition missing", mark.kind)


def _shared(told: Reading, mark: Mark, support: Reading, other: Mark) -> int:
    """Count what two marks have around them in common; what follows weighs more."""
    if mark.kind in claim_words().bounds:
        figures = _bounded(told, mark), _bounded(support, other)
        if any(figures):
            return int(figures[0] == figures[1])
    after, behind = set(told.after(mark)), set(told.ahead_of(mark))
    same_after = after & set(support.after(other))
    same_behind = behind & set(support.ahead_of(other))
    nothing_near = not after and not behind
    of_something_else = mark.kind in _OF_WHAT_FOLLOWS and after and support.after(other)
    turned = set[str]()
    if mark.closes != other.closes or mark.passive != other.passive:
        # "Of hardware only" is "only of hardware"; what must be named stands before "must".
        there = support.ahead_of(other), support.after(other)
        turned = (after & set(there[0])) | (behind & set(there[1]))
    if of_something_else and not same_after and not turned:
        return 0
    return 2 * len(same_after) + len(same_behind) + len(turned) + nothing_near


def _bounded(reading: Reading, mark: Mark) -> str:
    """Return the figure that a mark bounds: the next one, or else the one just before."""
    near = (*reading.after(mark, 2), *reversed(reading.ahead_of(mark, 5)))
    return next((word for word in near if is_figure(word)), "")


def _of_another(told: Reading, mark: Mark, support: Reading, other: Mark) -> bool:
    """Whether the same is said of a subject that in the support only stands further on."""
    alike = told.after(mark, 1) == support.after(other, 1) and mark.passive == other.passive
    if not alike or not mark.at or not other.at:
        return False
    subject = told.words[mark.at - 1]
    return subject in support.words[other.at :] and subject not in support.words[: other.at]


def _governs(support: Reading, mark: Mark, told: Reading) -> bool:
    """Whether what a mark speaks of is told: the word after it and one more beside."""
    if mark.kind in claim_words().bounds and (figure := _bounded(support, mark)):
        return figure in told.held
    after, ahead = support.after(mark, 2), support.ahead_of(mark)
    if not after:
        return bool(ahead) and told.held.issuperset(ahead)
    either = (*after[1:], *ahead[-1:])
    if _claims_alone(mark, told) and not told.held.isdisjoint(ahead):
        further = support.after(mark, _FURTHER)
        if sum(word in told.held for word in further) >= min(2, len(further)):
            return True
    return after[0] in told.held and (not either or not told.held.isdisjoint(either))


def _claims_alone(mark: Mark, told: Reading) -> bool:
    """Whether a denial or a duty is missing from a sentence that holds none at all."""
    of_a_subject = claim_words().of_a_subject
    if mark.kind in DENIALS:
        return not any(other.kind in DENIALS for other in told.marks)
    return mark.kind in of_a_subject and not any(other.kind in of_a_subject for other in told.marks)


def _conditioned(support: Reading, mark: Mark, told: Reading) -> bool:
    """Whether what depends on a condition is told, and nothing of the condition."""
    ahead, after = support.ahead_of(mark), support.after(mark)
    return bool(ahead) and told.held.issuperset(ahead) and not told.held.intersection(after)


def _joined_otherwise(told: Reading, mark: Mark, support: Reading) -> bool:
    """Whether two words that "and" joins here are joined by "or" there, or the reverse."""
    ends = (*told.ahead_of(mark, 1), *told.after(mark, 1))
    for other in support.marks:
        if other.kind in claim_words().between and other.kind != mark.kind:
            there = (*support.ahead_of(other, 1), *support.after(other, 1))
            if len(ends) == 2 and set(ends) == set(there):
                return True
    return False


# -- numbers and days -------------------------------------------------------------------------


def _denied_figures(told: Reading, support: Reading) -> Iterator[Objection]:
    """Object to a figure that stands in the support only to be denied: "…, not from 10 April"."""
    denials = [mark for mark in support.marks if mark.kind == "deny"]
    if not denials or any(mark.kind == "deny" for mark in told.marks):
        return
    for mark in denials:
        ahead = support.words[: mark.at]
        for word in filter(is_figure, support.after(mark, _FURTHER)):
            if word not in ahead and word in told.words or _day_of(word) in told.words:
                yield Objection("number", f"{word} is denied")


def _day_of(word: str) -> str:
    """Return a full date as it is told without its year."""
    return _bare(word) if word.startswith("d:") and word[2] != "-" else ""


def _swapped(told: Reading, support: Reading) -> Iterator[Objection]:
    """Object where another place or site follows the same word in the support."""
    for before, word in pairwise(told.words):
        kind = _class_of(word)
        if not kind or _class_of(before):
            continue
        after = {two for one, two in pairwise(support.words) if one == before}
        if word not in after and any(_class_of(other) == kind for other in after):
            yield Objection(_kind_of(word), word)


def _class_of(word: str) -> str:
    return word[0] if word[:2] in {"b:", "c:", "s:"} else ""


def _numbers(told: Reading, support: Reading) -> Iterator[Objection]:
    """Object to a number that counts something else than in its support."""
    many = [word for word in support.words if is_figure(word)]
    if len(many) < 2:
        return
    for at, word in enumerate(told.words):
        if not is_figure(word) or word not in support.words:
            continue
        if _count(word, told) > _count(word, support):
            yield Objection("number", f"{word} twice")
            return
        near = set(_around(told.words, at))
        places = [n for n, other in enumerate(support.words) if other == word]
        if near and not any(near.intersection(_around(support.words, n)) for n in places):
            yield Objection("number", f"{word} of something else")


def _count(word: str, reading: Reading) -> int:
    bare = _bare(word)
    return sum(_bare(other) == bare for other in reading.words)


def is_figure(word: str) -> bool:
    """Whether a word of a reading is a number or a day."""
    return word.startswith(("#", "d:"))


def _around(words: Sequence[str], at: int) -> Sequence[str]:
    behind = [word for word in words[:at] if not _of_a_figure(word)]
    after = [word for word in words[at + 1 :] if not _of_a_figure(word)]
    return (*behind[-_REACH:], *after[:_REACH])


def _of_a_figure(word: str) -> bool:
    return is_figure(word) or word in {"percent", "dollar"}


# -- order ------------------------------------------------------------------------------------


def _order(told: Reading, support: Reading) -> Iterator[Objection]:
    """Object where words of one sentence are put together anew."""
    known = support.held
    words = [word for word in told.words if word in known]
    if len(words) < 3:
        return
    least = _ALL_IN_ORDER if len(words) <= _FEW else _IN_ORDER
    if _in_common(words, support.words) <= least * len(words):
        yield Objection("order", " ".join(words))
    for sign in ("#", "d:"):
        figures = [_bare(word) for word in told.words if word.startswith(sign)]
        if len(figures) < 2:
            continue
        there = [_bare(word) for word in support.words if _bare(word) in figures]
        if len(set(there)) == len(there) and _crossed(figures, there):
            yield Objection("order", " ".join(figures))


def _bare(word: str) -> str:
    """Return a day without its year, which one of two days may leave to the other."""
    return f"d:-{word[2:].partition('-')[2]}" if word.startswith("d:") else word


def _subject(told: Reading, support: Reading) -> Iterator[Objection]:
    """Object where a sentence begins with what is not spoken of so in its support."""
    if len(told.words) < 3 or told.words[0] == support.words[0] or is_figure(told.words[0]):
        return
    first, soon = told.words[0], set(told.words[1:3])
    narrowing = support.words[0]
    apart = any(mark.at == 1 for mark in support.marks)
    narrows = narrowing not in claim_words().not_narrowing and not is_figure(narrowing)
    if narrows and not apart and support.words[1:3] == told.words[:2]:
        yield Objection("subject", f"{first} without {narrowing}")
    places = [at for at, word in enumerate(support.words) if word == first]
    if not any(soon.intersection(support.words[at + 1 :]) for at in places):
        yield Objection("subject", first)


def _loose(told: Reading, support: Reading, free: frozenset[str]) -> Iterator[Objection]:
    """Object to words told more often than in the support, and to a run from elsewhere."""
    run = 0
    for word in told.words:
        held = support.words.count(word) + (word in free)
        if 0 < held < told.words.count(word) and not is_figure(word):
            yield Objection("word", f"{word} once more")
        run = 0 if word in support.held else run + 1
        if run >= _LONGEST_RUN:
            yield Objection("word", f"{word} from elsewhere")


def _crossed(figures: Sequence[str], there: Sequence[str]) -> bool:
    places = [there.index(word) for word in figures if word in there]
    return places != sorted(places)


def _in_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for word in first:
        corner = 0
        for at, other in enumerate(second, start=1):
            above = row[at]
            row[at] = corner + 1 if word == other else max(above, row[at - 1])
            corner = above
    return row[-1]
