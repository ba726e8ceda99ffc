"""Who builds, owns and operates data centers, and what support is asked for."""

import re
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import original, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence


class BusinessReader:
    """Reads the business model and requests for support."""

    def __init__(self, kit: Kit, subjects: SubjectReader) -> None:
        self._subjects = subjects
        words = kit.facts["business"]
        self._context = re.compile(words["context"])
        self._open = re.compile(words["open"])
        modal = words["modal"]
        self._active = {
            name: kit.compiled(
                rf"(?P<who>{{O}}|(?<!\w)we|(?<!\w)it|(?<!\w)they)(?:\s+(?:of|from|in)\s+(?:{{C}}|[\w-]+))?"
                rf"(?:\s*\([^()]*\))?\s+(?:{modal}\s+)*"
                rf"(?:(?:builds?|owns?|operates?|runs?)(?:,| and)\s+"
                rf"(?:{modal}\s+)*)*{any_of(verbs)}"
                + (
                    rf"(?:{words['object']}|(?=\s*(?:[.;!]|$)))"
                    if name == "operate"
                    else words["object"]
                )
            )
            for name, verbs in words["verbs"].items()
        }
        self._passive = {name: kit.compiled(pattern) for name, pattern in words["passive"].items()}
        every = any_of([word for told in words["nouns"].values() for word in told])
        self._nouns = {name: re.compile(any_of(told)) for name, told in words["nouns"].items()}
        self._noun = kit.compiled(
            rf"(?<!\w)(?P<acts>{every}(?:\s*(?:,|and|&|/|\+)\s*{every})*)\s*{words['noun']}"
        )
        self._assets = re.compile(words["assets"])
        self._same = re.compile(words["same"])
        self._verbs = {name: re.compile(any_of(told)) for name, told in words["verbs"].items()}
        asked = kit.facts["support"]
        self._asks = re.compile(asked["asks"])
        self._none = kit.compiled(asked["none"])
        self._heads = re.compile(asked["heads"])
        self._line = re.compile(asked["line"])
        self._more = re.compile(asked["more"])
        self._agencies = [
            (name, re.compile(rf"(?<!\w){any_of(told)}(?!\w)"))
            for name, told in asked["agencies"].items()
        ]
        self._tool = re.compile(rf"(?<!\w){any_of(asked['tools'])}(?!\w)")
        self._from = re.compile(asked["tool_from"])
        self._asked_no_longer = re.compile(asked["no_longer"])
        self._not_asked = re.compile(asked["not_asked"])
        self._purpose = re.compile(asked["purpose"])

    def speaks(self, sentence: Sentence) -> bool:
        """Whether a sentence tells who builds, owns and operates the package."""
        return self._context.search(sentence.named) is not None

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read what a sentence tells of the business model and of support."""
        if sentence.named.rstrip().endswith("?") and not draft.supposed:
            return
        # A part of the model is spoken of by itself where another was told before.
        known = draft.case.business_model or "business_model" in draft.top
        if self._context.search(sentence.named) or known:
            self._model(sentence, draft)
        self._support(sentence, draft)

    def _model(self, sentence: Sentence, draft: Draft) -> None:
        for name in self._active:
            found: list[str] = []
            for pattern in (self._active[name], self._passive[name]):
                for match in pattern.finditer(sentence.named):
                    if self._open.search(sentence.named[: match.start()][-25:]):
                        continue
                    who = self._who(sentence, draft, match)
                    if who not in found:
                        found.append(who)
            for match in self._noun.finditer(sentence.named):
                who = self._who(sentence, draft, match)
                # An owner alone is one of a company, where no building is spoken of.
                of_shares = self._nouns["own"].fullmatch(match["acts"]) and not (
                    draft.top.get("business_model") or self._assets.search(sentence.named)
                )
                if not of_shares and self._nouns[name].search(match["acts"]) and who not in found:
                    found.append(who)
            found = found or self._same_as(sentence, draft, name)
            model = draft.top.setdefault("business_model", {}) if found else {}
            if found and name not in model:
                model[name] = found
                draft.note(f"business_model.{name}", found, sentence.text)
                draft.rules["build_own_operate_described"] = None

    def _same_as(self, sentence: Sentence, draft: Draft, name: str) -> list[str]:
        """Return who does another part, where a sentence says that it is the same."""
        match = self._same.search(sentence.named)
        if match is None or not self._nouns[name].search(match["act"]):
            return []
        other = next(
            (
                one
                for one in self._verbs
                if self._verbs[one].fullmatch(match["other"])
                or self._nouns[one].fullmatch(match["other"])
            ),
            name,
        )
        here: dict[str, list[str]] = draft.top.get("business_model") or {}
        held = getattr(draft.case.business_model, other, None) or ()
        return list(here.get(other) or held)

    def _who(self, sentence: Sentence, draft: Draft, match: re.Match[str]) -> str:
        names = sentence.marks(match["who"], "O")
        if names:
            return str(value_of(sentence, names[0]))
        if match["who"] in {"we", "us"}:
            return self._subjects.own(draft)
        before = sentence.marks(sentence.named[: match.start()], "O")
        if len(set(before)) == 1:
            return str(value_of(sentence, before[0]))
        return self._subjects.last(draft)

    def _no_more(self, sentence: Sentence, draft: Draft) -> bool:
        """Read that an agency is asked no longer; tell whether a sentence says so."""
        match = self._asked_no_longer.search(sentence.named)
        held = draft.case.support_requested
        if match is None or not held:
            return False
        agencies = {
            name for name, one in self._agencies if one.search(sentence.named[match.start() :])
        }
        left = [one for one in held if one.agency not in agencies]
        if len(left) == len(held):
            return False
        draft.top["support_requested"] = [one.model_dump(exclude_none=True) for one in left]
        draft.told += 1
        draft.rules["support_requested_detailed"] = None
        return True

    def _support(self, sentence: Sentence, draft: Draft) -> None:
        if self._none.search(sentence.named):
            draft.top["support_requested"] = []
            draft.note("support_requested", [], sentence.text, negated=True)
            draft.rules["support_requested_detailed"] = None
            return
        if self._no_more(sentence, draft):
            return
        more = draft.case.support_requested and self._more.search(sentence.named)
        line = self._line.search(sentence.named) is not None
        told = draft.support_list or draft.top.get("support_requested")
        listed = line and bool(told or draft.case.support_requested)
        asks = bool(self._asks.search(sentence.named) or more or listed)
        draft.support_list = self._heads.search(sentence.named) is not None or bool(listed)
        adds = bool(more or (listed and draft.case.support_requested))
        if not asks:
            return
        requests: list[dict[str, Any]] = []
        places = sorted(
            (match.start(), match.end(), name)
            for name, pattern in self._agencies
            for match in pattern.finditer(sentence.named)
        )
        named, free = sentence.named, 0
        for number, (start, end, agency) in enumerate(places):
            stop = places[number + 1][0] if number + 1 < len(places) else len(named)
            ahead = [*self._tool.finditer(named, free, start)]
            given = bool(ahead) and self._from.fullmatch(named, ahead[-1].end(), start) is not None
            behind = None if given else self._tool.search(named, end, stop)
            tool = behind or (ahead[-1] if ahead else None)
            if tool is None or self._not_asked.search(named[: min(start, tool.start())]):
                continue
            free = max(end, tool.end())
            request: dict[str, Any] = {"agency": agency, "tool": tool[0]}
            after = max(end, tool.end())
            told = self._purpose.match(named[after:stop])
            if told:
                low, high = (after + at for at in told.span("purpose"))
                request["purpose"] = original(sentence, low, high, named=True)
            requests.append(request)
        if requests:
            before = [
                one.model_dump(exclude_none=True) for one in draft.case.support_requested or ()
            ]
            held = draft.top.get("support_requested") or (before if adds else [])
            draft.top["support_requested"] = [*held, *(one for one in requests if one not in held)]
            draft.note("support_requested", requests, sentence.text)
            draft.rules["support_requested_detailed"] = None
