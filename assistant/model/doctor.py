"""Tries the language model that is set up, and says what works and what to do where it does not.

Nothing of a user's is sent: the questions and sentences are those below.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.model.asking import Answer, Form, answer_in
from assistant.model.errors import ModelFault, Trouble
from assistant.model.prompts import prompt
from assistant.model.reading import ReadFacts
from assistant.model.sameness import is_plain, is_same, may_stand_for
from assistant.model.settings import ModelSettings
from assistant.model.speaking import Asked, Speaker
from assistant.model.wording import Wordings

_SENTENCES = {
    "S1": "If the hardware does not reach the share, the proposal must explain its efforts.",
    "S2": "The committee does not say whether the window will be opened again.",
}
_MESSAGE = "We are Larch Systems, with our headquarters in Norway."
_BEFORE, _FOLLOW_UP = "Is there a limit on members?", "And on markets?"

_REMEDIES = {
    Trouble.UNREACHABLE: "Is the server running, and is EXPORTS_MODEL_URL right (with /v1)?",
    Trouble.REFUSED_KEY: "Look at EXPORTS_MODEL_KEY.",
    Trouble.RATE_LIMIT: "Wait, or use another key.",
    Trouble.SLOW: "Raise EXPORTS_MODEL_SECONDS, or use a smaller model.",
    Trouble.ENDLESS: "The model does not stop; use another.",
    Trouble.MALFORMED: "Set EXPORTS_MODEL_STRUCTURED to json_schema, json_object or prompt.",
    Trouble.EMPTY: "Set EXPORTS_MODEL_STRUCTURED to json_schema, json_object or prompt.",
    Trouble.FAILED: "The host may not know the model's name, or not take the temperature or the "
    "way JSON is asked for: EXPORTS_MODEL, EXPORTS_MODEL_TEMPERATURE, EXPORTS_MODEL_STRUCTURED.",
}


class _Whole(Form):
    question: str


@dataclass(frozen=True)
class Check:
    """One thing that was tried: whether it works, what was seen, and what to do if not."""

    name: str
    works: bool
    seen: str
    seconds: float = 0.0


def examined(settings: ModelSettings, speaker: Speaker) -> Iterator[Check]:
    """Try everything that a model is used for, the plainest first; a dead host is asked once."""
    yield Check("text goes to", works=True, seen=f"{speaker.host}, model {speaker.name}")
    first = _tried("wording", lambda: _worded(settings, speaker))
    yield first
    if first.seen.startswith(_HOPELESS):
        return
    yield _tried("facts", lambda: _read(settings, speaker))
    yield _tried("follow-ups", lambda: _whole(settings, speaker))


_HOPELESS = tuple(
    one.value for one in (Trouble.UNREACHABLE, Trouble.REFUSED_KEY, Trouble.RATE_LIMIT)
)


def _tried(name: str, work: Callable[[], tuple[bool, str]]) -> Check:
    begun = time.monotonic()
    try:
        works, seen = work()
    except ModelFault as fault:
        remedy = _REMEDIES.get(fault.kind, "")
        works, seen = False, f"{fault.kind.value}. {remedy}".strip()
    return Check(name, works, seen, time.monotonic() - begun)


def _worded(settings: ModelSettings, speaker: Speaker) -> tuple[bool, str]:
    labelled = [{"label": label, "text": text} for label, text in _SENTENCES.items()]
    asked = prompt("wording").asked({"question": _BEFORE, "sentences": labelled})
    said = speaker.say(asked, seconds=settings.seconds)
    found = answer_in(said.text, Wordings).sentences
    known = [one for one in found if one.text != _SENTENCES.get(one.label, one.text)]
    same = [
        one
        for one in known
        if is_plain(one.text, _SENTENCES[one.label]) and is_same(one.text, _SENTENCES[one.label])
    ]
    counts = "" if said.counted else " (the host counts no tokens; they are estimated)"
    told = f"{len(known)} of {len(_SENTENCES)} sentences in other words, {len(same)} claim the same"
    return True, f"{told}{counts}"


def _read(settings: ModelSettings, speaker: Speaker) -> tuple[bool, str]:
    asked = prompt("facts").asked({"message": _MESSAGE, "known_names": []})
    found = _answer(speaker, asked, settings, ReadFacts).facts
    quoted = [one for one in found if one.quote and one.quote in _MESSAGE]
    return bool(quoted), f"{len(found)} facts read, {len(quoted)} in words of the message"


def _whole(settings: ModelSettings, speaker: Speaker) -> tuple[bool, str]:
    asked = prompt("following").asked({"message_before": _BEFORE, "question": _FOLLOW_UP})
    whole = _answer(speaker, asked, settings, _Whole).question
    if whole in {"", _FOLLOW_UP}:
        return True, f"“{_FOLLOW_UP}” is left as it was"
    good = may_stand_for(whole, _FOLLOW_UP, _BEFORE)
    return good, f"“{_FOLLOW_UP}” is made “{whole}”" + ("" if good else ", which is not usable")


def _answer(speaker: Speaker, asked: Asked, settings: ModelSettings, form: type[Answer]) -> Answer:
    return answer_in(speaker.say(asked, seconds=settings.seconds).text, form)
