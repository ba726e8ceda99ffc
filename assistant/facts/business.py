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
                rf"(?P<who>{{O}}|(?<!\w)we|(?<!\w)it|(?<!\w)they)(?:\s*\([^()]*\))?"
                rf"\s+(?:{modal}\s+)*"
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
        asked = kit.facts["support"]
        self._asks = re.compile(asked["asks"])
        self._none = kit.compiled(asked["none"])
        self._agencies = [
            (name, re.compile(rf"(?<!\w){any_of(told)}(?!\w)"))
            for name, told in asked["agencies"].items()
        ]
        self._tool = re.compile(rf"(?<!\w){any_of(asked['tools'])}(?!\w)")
        self._purpose = re.compile(asked["purpose"])

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read what a sentence tells of the business model and of support."""
        if sentence.named.rstrip().endswith("?") and not draft.supposed:
            return
        if self._context.search(sentence.named):
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
            model = draft.top.setdefault("business_model", {}) if found else {}
            if found and name not in model:
                model[name] = found
                draft.note(f"business_model.{name}", found, sentence.text)
                draft.rules["build_own_operate_described"] = None

    def _who(self, sentence: Sentence, draft: Draft, match: re.Match[str]) -> str:
        names = sentence.marks(match["who"], "O")
        if names:
            return str(value_of(sentence, names[0]))
        if match["who"] in {"we", "us"}:
            return self._subjects.own(draft)
        return self._subjects.last(draft)

    def _support(self, sentence: Sentence, draft: Draft) -> None:
        if self._none.search(sentence.named):
            draft.top["support_requested"] = []
            draft.note("support_requested", [], sentence.text, negated=True)
            draft.rules["support_requested_detailed"] = None
            return
        asks = self._asks.search(sentence.named)
        if asks is None:
            return
        requests: list[dict[str, Any]] = []
        places = sorted(
            (match.start(), match.end(), name)
            for name, pattern in self._agencies
            for match in pattern.finditer(sentence.named)
        )
        for number, (_, end, agency) in enumerate(places):
            stop = places[number + 1][0] if number + 1 < len(places) else len(sentence.named)
            tool = self._tool.search(sentence.named, end, stop) or self._tool.search(
                sentence.named[:end][-60:]
            )
            if tool is None:
                continue
            request: dict[str, Any] = {"agency": agency, "tool": tool[0]}
            if tool.string is sentence.named:
                told = self._purpose.match(sentence.named[tool.end() : stop])
                if told:
                    low = tool.end() + told.start("purpose")
                    high = tool.end() + told.end("purpose")
                    request["purpose"] = original(sentence, low, high, named=True)
            requests.append(request)
        if requests:
            draft.top["support_requested"] = requests
            draft.note("support_requested", requests, sentence.text)
            draft.rules["support_requested_detailed"] = None
