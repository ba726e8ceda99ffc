"""The names of companies in a message: capitals, legal forms, and what is known from before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.lexicon import any_of
from assistant.mentions import Mention
from rules.company import mentioned_key

_TOKEN = re.compile(
    r"(?:Sp\.\s?z\s?o\.?\s?o(?!\w))|S\.?\s?à\s?r\.?\s?l(?!\w)|[^\W_](?:[\w&'’/-]|\.(?=\w))*"
)
_CODE = 2
"""Letters of a country's code, which is no name by itself."""
_SHORT = 5
"""Letters of an abbreviation."""
_COMPOUND = re.compile(r"-(?:based|owned|registered|incorporated|headquartered|controlled|backed)")
"""Behind a place: it is said of the name that follows, "Oslo-based Alder"."""
_PLURAL = re.compile(r"[A-Z]{2,}s")
"""Several things with an abbreviated name: "the GPUs"."""
_NUMBER = re.compile(r"\d+[A-Za-z]?")


_CAPITALIZED = re.compile(r"(?<!^)(?<![.!?:;\n]\s)(?<![\w.'’])(?!I(?!\w))[A-Z][a-z]")
"""A capital that opens no sentence: its writer knows capitals."""
_LONGEST_LOWER = 3
"""Words behind the first one of a name without capitals."""
_AROUND = 60
_SHORTEST = 3
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "ly", "d", "'s", "’s", "n't", "ies")


def _vocabulary(facts: Mapping[str, Any]) -> frozenset[str]:
    """Return the words that the lexicon knows: they name no company by themselves."""
    told = {name: words for name, words in facts.items() if name != "common_words"}
    return frozenset(re.findall(r"[a-z]{3,}", str(told).lower()))


class NameReader:
    """Finds names; a name that begins as one found before, or known, is that one."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        words = facts["names"]
        self._forms = frozenset(words["legal_forms"])
        self._words_too = frozenset(words["forms_that_are_words"])
        self._lower_forms = frozenset(words["forms_in_lower_case"])
        self._strong_forms = frozenset(words["strong_forms"])
        self._determiners = frozenset(words["determiners"])
        self._persons = frozenset(words["persons"])
        self._families = frozenset(words["families"])
        self._inside = frozenset(words["inside"])
        self._weak = frozenset(words["weak_inside"])
        self._before_of = frozenset(words["before_of"])
        self._titles = frozenset(words["titles"])
        self._no_company = frozenset(words["not_companies"]) | frozenset(facts["not_names"])
        self._before_towns = re.compile(words["before_towns"], re.IGNORECASE)
        self._before_persons = re.compile(words["before_persons"], re.IGNORECASE)
        self._trade = frozenset(words["trade_words"])
        self._common = facts["common_words"]
        self._brands = re.compile(words["brands"])
        self._lower = re.compile(words["without_capital"], re.MULTILINE)
        self._owning = rf"(?<!\w){any_of(words['owning'])}(?!\w)"
        told = words["lower_case"]
        self._goes_with = frozenset(told["goes_with"]) | self._trade
        self._surely = re.compile(told["surely_before"])
        self._may_follow = re.compile(told["may_follow"])
        self._tells = re.compile(told["tells"])
        self._vocabulary = self._common | _vocabulary(facts)
        self._verbs = re.compile(rf"\s*{any_of(words['verbs'])}")

    def mentions(self, text: str, others: Sequence[Mention], known: Sequence[str]) -> list[Mention]:
        """Return the mentions with the names among them; places inside a name are none."""
        found = list(self._spans(text, others))
        told = (name for _, _, name in found if " " in name or not self._plain(name))
        # Each once: a message may repeat a name a thousand times.
        names = list(dict.fromkeys((*known, *told)))
        full = {
            name: self._full(name, [one for one in names if not self._holds(text, name, one)])
            for name in dict.fromkeys(one for *_, one in found)
        }
        spans = {(start, end): full[name] for start, end, name in found}
        lower = () if found else self._in_lower_case(text, others)
        for start, end, name in (
            *self._known_spans(text, names),
            *self._without_capital(text),
            *lower,
        ):
            if all(end <= low or start >= high for low, high in spans):
                spans[start, end] = name
        kept = [
            one for one in others if all(one.end <= low or one.start >= high for low, high in spans)
        ]
        named = [Mention("O", low, high, name) for (low, high), name in spans.items()]
        return sorted(kept + named, key=lambda one: one.start)

    def _plain(self, name: str) -> bool:
        return name.casefold() in self._common

    def _full(self, name: str, names: Sequence[str]) -> str:
        """Return the longest name that this one is short for; of several the last."""
        key = mentioned_key(name)
        same = [one for one in names if mentioned_key(one) == key]
        longer = [one for one in names if mentioned_key(one).startswith(f"{key} ")]
        if longer and len({mentioned_key(one) for one in longer}) == 1:
            return max(longer, key=len)
        return max(same, key=len) if same else name

    def _holds(self, text: str, short: str, long: str) -> bool:
        """Whether one owns the other that is named alike: "Alder belongs to Alder Holding"."""
        if not mentioned_key(long).startswith(f"{mentioned_key(short)} "):
            return False
        first, second = re.escape(short), re.escape(long)
        # The short name by itself, and the long one in the same sentence.
        between = rf"[^.!?\n]{{0,120}}?{self._owning}[^.!?\n]{{0,120}}?"
        alone = rf"(?<!\w){first}(?!\w)(?!{re.escape(long[len(short) :])})"
        return bool(
            re.search(rf"{alone}{between}(?<!\w){second}", text)
            or re.search(rf"(?<!\w){second}{between}{alone}", text)
        )

    def _known_spans(self, text: str, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Give names that the message writes without capitals."""
        for name in names:
            key = mentioned_key(name)
            first = key.split()[0] if key else ""
            if " " in key and len(first) > 4 and first not in self._common:
                yield from (
                    (m.start(), m.end(), name)
                    for m in re.finditer(rf"(?<![\w-]){re.escape(first)}(?![\w-])", text)
                )
            if len(key) > 3 and (" " in key or not self._plain(key)):
                loose = r"\W+".join(re.escape(word) for word in key.split())
                for match in re.finditer(rf"(?<!\w){loose}(?!\w)", text, re.IGNORECASE):
                    yield match.start(), match.end(), name

    def _without_capital(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give names that a writer never capitalizes: "sahara9 is a joint venture"."""
        for match in self._brands.finditer(text):
            yield match.start(), match.end(), match[0]
        for match in self._lower.finditer(text):
            words = match["name"].split()
            first = words[0].rstrip("'")
            odd = any(letter.isdigit() for letter in first)
            known = first in self._common or first in self._no_company or first in self._titles
            if not known and (odd or len(first) > 3) and not first.endswith(("'s", "n't")):
                yield match.start("name"), match.end("name"), match["name"]

    def _in_lower_case(
        self, text: str, others: Sequence[Mention]
    ) -> Iterator[tuple[int, int, str]]:
        """Give names in a message of somebody who writes no capitals at all.

        A name is a word that is in no vocabulary, with a legal form or a word of the trade behind
        it, where something is said around it that is said of companies.
        """
        if _CAPITALIZED.search(text):
            return
        tokens = list(_TOKEN.finditer(text))
        place = 0
        while place < len(tokens):
            start = tokens[place].start()
            if not self._is_odd(tokens[place], others):
                place += 1
                continue
            last = place
            while last + 1 < len(tokens) and last - place < _LONGEST_LOWER:
                gap = text[tokens[last].end() : tokens[last + 1].start()]
                following = tokens[last + 1]
                goes_on = following[0].rstrip(".") in self._goes_with
                if gap != " " or not (goes_on or self._is_odd(following, others)):
                    break
                last += 1
            end = tokens[last].end()
            before = text[max(0, start - _AROUND) : start]
            formed = tokens[last][0] in self._strong_forms
            if self._surely.search(before) or (
                self._may_follow.search(before) and (formed or self._tells.match(text, end))
            ):
                yield start, end, text[start:end]
            place = last + 1

    def _is_odd(self, token: re.Match[str], others: Sequence[Mention]) -> bool:
        """Whether a word is in no vocabulary, in none of the forms that it may have."""
        word = token[0]
        if len(word) < _SHORTEST or word.isdigit() or _inside_other(token, others, "CBGPMND"):
            return False
        if word in self._no_company or word in self._titles or word in self._forms:
            return False
        stems = (word, *(word.removesuffix(end) for end in _ENDINGS if word.endswith(end)))
        parts = word.split("-")
        return not any(
            form in self._vocabulary
            for stem in stems
            for form in (stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem)
        ) and not (len(parts) > 1 and self._vocabulary.issuperset(parts))

    def _spans(self, text: str, others: Sequence[Mention]) -> Iterator[tuple[int, int, str]]:
        tokens = list(_TOKEN.finditer(text))
        place = 0
        while place < len(tokens):
            run = self._run(text, tokens, place, others)
            if run is None:
                place += 1
                continue
            first, last = run
            start, end = tokens[first].start(), tokens[last].end()
            if text[end : end + 1] == "." and self._is_form(tokens[last][0]):
                end += 1
            name = text[start:end]
            if name.endswith(("'s", "’s")):
                end, name = end - 2, name[:-2]
            if self._is_name(text, start, end, name, others):
                yield start, end, " ".join(name.split())
            place = last + 1

    def _run(
        self, text: str, tokens: Sequence[re.Match[str]], place: int, others: Sequence[Mention]
    ) -> tuple[int, int] | None:
        """Return the first and last token of a name that may begin at a place."""
        word = tokens[place][0]
        if (
            not _capital(word)
            or (self._bare(word) in self._titles and not self._has_form(text, tokens, place))
            or _inside_other(tokens[place], others, "PMND")
        ):
            return None
        if self._starts_with_people(text, tokens[place], others):
            return None
        last = place
        while last + 1 < len(tokens):
            gap = text[tokens[last].end() : tokens[last + 1].start()]
            following = tokens[last + 1][0]
            if tokens[last][0].endswith(("'s", "’s")) or _inside_other(
                tokens[last + 1], others, "PMND"
            ):
                break
            if self._is_form(following) and gap in {" ", ", ", ". ", "., "}:
                if gap == ", " and self._begins_a_name(text, tokens, last + 1):
                    break
                last += 1
            elif self._adds(tokens, last, gap):
                last += 1
            elif gap == " " and self._joins(text, tokens, last):
                last += 2
            else:
                break
        return place, last

    def _adds(self, tokens: Sequence[re.Match[str]], last: int, gap: str) -> bool:
        """Whether the next word is a part of the name: a capital, "family", "Mrs. Strand"."""
        following = tokens[last + 1][0]
        if gap in {" ", " & ", " + "} and self._goes_on(tokens, last, gap):
            return True
        titled = gap == ". " and self._bare(tokens[last][0]) in self._persons
        return (gap == " " and following in self._families) or (titled and _capital(following))

    def _has_form(self, text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
        """Whether a legal form in capitals follows a word: "Maybe LLC" is a name."""
        if place + 1 >= len(tokens) or text[tokens[place].end() : tokens[place + 1].start()] != " ":
            return False
        following = tokens[place + 1][0]
        return following.casefold().rstrip(".") in self._strong_forms and following[0].isupper()

    def _begins_a_name(self, text: str, tokens: Sequence[re.Match[str]], place: int) -> bool:
        """Whether a legal form after a comma is the beginning of the next name: ", Oy Taiga"."""
        if place + 1 >= len(tokens):
            return False
        gap = text[tokens[place].end() : tokens[place + 1].start()]
        return gap == " " and _capital(tokens[place + 1][0])

    def _goes_on(self, tokens: Sequence[re.Match[str]], last: int, gap: str) -> bool:
        word = tokens[last + 1][0]
        if word.isupper() and word.casefold() in {"and", "or", "but"}:
            return False
        return _capital(word) or (gap == " " and bool(_NUMBER.fullmatch(word)) and len(word) < 3)

    def _joins(self, text: str, tokens: Sequence[re.Match[str]], last: int) -> bool:
        """Whether a small word and a capital go on with a name: "Universidad del Nalón"."""
        if last + 2 >= len(tokens) or tokens[last + 1][0] not in self._inside:
            return False
        if text[tokens[last + 1].end() : tokens[last + 2].start()] != " ":
            return False
        weak = tokens[last + 1][0] in self._weak
        return _capital(tokens[last + 2][0]) and (
            not weak or self._bare(tokens[last][0]) in self._before_of
        )

    def _is_form(self, word: str) -> bool:
        bare = word.casefold().rstrip(".")
        if bare in self._words_too and word[0].islower():
            return False
        if word in self._lower_forms:
            return True
        return (bare in self._forms or bare.startswith("s.à")) and (
            word != word.lower() or "." in word or len(bare) > 2
        )

    def _bare(self, word: str) -> str:
        return re.split(r"['’]", word.casefold())[0].rstrip(".")

    def _starts_with_people(
        self, text: str, token: re.Match[str], others: Sequence[Mention]
    ) -> bool:
        """Whether a name would begin with a people or a bloc: "Taiwanese Orchid Photonics"."""
        return any(
            one.start <= token.start() < one.end
            and (
                one.form == "demonym"
                or one.kind == "G"
                or one.value == "US"
                or _COMPOUND.match(text, one.end) is not None
            )
            for one in others
        )

    def _is_name(
        self, text: str, start: int, end: int, name: str, others: Sequence[Mention]
    ) -> bool:
        words = name.split()
        bare = [self._bare(word.strip(",")) for word in words]
        if len(words) == 1 and self._before_towns.search(text[max(0, start - _AROUND) : start]):
            return False
        if (
            len(words) == 1
            and name.istitle()
            and self._before_persons.search(text[max(0, start - _AROUND) : start])
        ):
            return False
        inside = [one for one in others if one.start < end and one.end > start]
        if inside and not self._place_in_name(text, start, end, inside):
            return False
        if len(words) > 1 and self._has_strong_form(bare):
            return True
        return not self._says_nothing(bare, words) and self._is_told(text, start, end, name)

    def _has_strong_form(self, bare: Sequence[str]) -> bool:
        first = bare[0]
        known = first in self._determiners or first in self._strong_forms
        return bare[-1] in self._strong_forms and not known

    def _says_nothing(self, bare: Sequence[str], words: Sequence[str]) -> bool:
        return all(
            word in self._no_company
            or self._is_form(told)
            or word in self._strong_forms
            or word.isdigit()
            for word, told in zip(bare, words, strict=True)
        )

    def _is_told(self, text: str, start: int, end: int, name: str) -> bool:
        words = name.split()
        bare = [self._bare(word.strip(",")) for word in words]
        plain = all(word in self._common for word in bare) and _opens(text, start)
        if len(words) > 1 or self._is_form(bare[-1]):
            spoken = self._verbs.match(text, end) or text[end : end + 2] in {"'s", "’s"}
            known = any(word in self._no_company for word in bare)
            return not plain or (bool(spoken) and not known)
        return self._is_one_word_name(text, start, end, name)

    def _is_one_word_name(self, text: str, start: int, end: int, name: str) -> bool:
        bare = self._bare(name)
        if _PLURAL.fullmatch(name) or (len(name) == _CODE and name.isupper()):
            return False
        if name.isupper() and len(name) <= _SHORT and name.isalpha():
            inside = bool(self._verbs.match(text, end)) or not _opens(text, start)
            return bare not in self._common and inside
        inner = name[1:]
        if any(mark in inner for mark in "-.&") or any(letter.isupper() for letter in inner):
            return not ("-" in name and all(part in self._common for part in bare.split("-")))
        return bare not in self._common or not _opens(text, start)

    def _place_in_name(self, text: str, start: int, end: int, inside: Sequence[Mention]) -> bool:
        """Whether a place is a part of a name: "Shenyang Machine", not "a Delaware LLC"."""
        if any(one.kind not in "CBG" for one in inside):
            return False
        low, high = min(one.start for one in inside), max(one.end for one in inside)
        before = _words_of(text[start:low])
        after = [word for word in _words_of(text[high:end]) if not self._is_form(word)]
        if not before and not after:
            return False
        if before:
            linked = before[-1] in self._inside
            own = [word for word in before if word not in self._no_company | self._common]
            return linked or bool(own)
        described = re.search(r"(?<!\w)(an?|two|three|some)\s+$", text[:start], re.IGNORECASE)
        trade = self._trade.issuperset(after) and all(one.form == "city" for one in inside)
        if after and trade and text[high:end].strip().istitle():
            return True
        bare_after = {self._bare(word) for word in after}
        if all(_NUMBER.fullmatch(word) for word in after):
            return False
        return not described and not bare_after <= self._no_company


def _words_of(text: str) -> list[str]:
    return [match[0].casefold() for match in _TOKEN.finditer(text)]


_CAMEL = re.compile(r"[a-z]{2,}[A-Z]|[a-z][A-Z][a-z]{2,}")


def _capital(word: str) -> bool:
    return word[0].isupper() or bool(_CAMEL.match(word))


def _opens(text: str, start: int) -> bool:
    """Whether a word opens a sentence, a line or what follows a colon."""
    before = text[:start].rstrip(" \"'“‘(*•-–—>\t")
    return not before or before[-1] in ".?!:;\n" or before.endswith((")", "]"))


def _inside_other(token: re.Match[str], others: Sequence[Mention], kinds: str) -> bool:
    return any(one.kind in kinds and one.start <= token.start() < one.end for one in others)
