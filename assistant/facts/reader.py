"""Reads a message sentence by sentence; each kind of fact has a reader of its own."""

import re

from assistant.facts.anchors import AnchorReader
from assistant.facts.business import BusinessReader
from assistant.facts.draft import Draft, Understanding, proposal_of
from assistant.facts.dropping import DropReader
from assistant.facts.filing import FilingReader
from assistant.facts.hardware import HardwareReader
from assistant.facts.holdings import HoldingReader
from assistant.facts.keeping import OwnerKeeper
from assistant.facts.kit import Kit
from assistant.facts.labels import LabelReader
from assistant.facts.layers import LayerReader
from assistant.facts.markets import MarketReader
from assistant.facts.models import ModelReader
from assistant.facts.names import NameReader
from assistant.facts.ownership import OwnershipReader
from assistant.facts.places import PlaceReader
from assistant.facts.proposing import ProposingReader
from assistant.facts.rivals import RivalReader
from assistant.facts.roles import RoleReader
from assistant.facts.subjects import SubjectReader
from assistant.lexicon import Lexicon, any_of
from assistant.mentions import Sentence, mentions_in, sentences_of
from rules.proposal import Proposal


class FactReader:
    """Reads facts with the patterns of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kit = Kit(lexicon)
        self._names = NameReader(lexicon.facts)
        self._subjects = SubjectReader(self._kit)
        keeper = OwnerKeeper()
        self._holdings = HoldingReader(self._kit, self._subjects, keeper)
        self._ownership = OwnershipReader(self._kit, self._subjects, keeper)
        self._places = PlaceReader(self._kit, self._subjects)
        self._hardware = HardwareReader(self._kit)
        self._layers = LayerReader(self._kit)
        self._markets = MarketReader(self._kit)
        self._filing = FilingReader(self._kit)
        self._anchors = AnchorReader(self._kit)
        self._drops = DropReader(self._kit)
        self._rivals = RivalReader(self._kit)
        self._labels = LabelReader(self._kit, self._subjects, self._rivals)
        self._roles = RoleReader(self._kit, self._subjects)
        self._models = ModelReader(self._kit)
        self._proposing = ProposingReader(self._kit, self._subjects)
        self._business = BusinessReader(self._kit, self._subjects)
        self._supposes = re.compile(any_of(lexicon.cues["hypothetical"]))
        self._hedges = re.compile(any_of(lexicon.cues["hedged"]))
        self._asks_how = re.compile(lexicon.facts["asks_how"])
        self._asked_only = re.compile(any_of(lexicon.facts["asked_only"]))

    def read(self, message: str, *, year: int, case: Proposal | None = None) -> Understanding:
        """Read one message; days without a year are taken in `year`.

        `case` is what the conversation told before: whom "they" means, and who is known by name.
        """
        told = case or Proposal()
        mentions = mentions_in(message, year=year)
        known = _names_of(told)
        with_names = self._names.mentions(message, mentions, known)
        draft = Draft(case=told)
        supposed = False
        for sentence in sentences_of(message, with_names):
            before = draft.told
            draft.supposed = self._only_supposed(sentence.marked)
            draft.hedged = bool(self._hedges.search(sentence.marked))
            if self._asks_how.search(sentence.marked) and not draft.supposed:
                continue
            draft.general = self._is_general(sentence) and not draft.supposed
            self._subjects.hear_speaker(sentence, draft)
            self._subjects.begin_row(message, sentence, draft)
            if self._labels.opens(sentence):
                self._read_sentence(sentence, draft, None)
            else:
                for piece, member in self._places.by_name(sentence):
                    self._read_sentence(piece, draft, member)
                self._roles.read(sentence, draft)
                self._layers.read(sentence, draft)
            if not self._roles.told_anchor(draft, sentence):
                self._anchors.read(sentence, draft)
            if draft.told > before and draft.supposed:
                supposed = True
            if draft.told == before:
                # Nothing was read here; but "it" may mean the company that was named.
                draft.current = self._subjects.only_one(sentence, draft) or draft.current
        draft.supposed = draft.hedged = draft.general = False
        self._roles.settle(draft)
        self._hardware.settle(draft)
        self._layers.settle(draft)
        proposal, refused = proposal_of(draft)
        return Understanding(
            proposal=proposal,
            facts=tuple(draft.facts),
            rules=tuple(draft.rules),
            supposed=supposed,
            own_case=bool(self._kit.own_case.search(message.lower())),
            mentions=tuple(one for one in with_names if one.kind != "O"),
            refused=refused,
            dropped=tuple(draft.dropped),
        )

    def _is_general(self, sentence: Sentence) -> bool:
        """Whether a sentence asks about companies in general."""
        asks = sentence.text.rstrip(" \"')").endswith("?")
        named = any(one.kind == "O" for one in sentence.mentions)
        return asks and not named and not self._kit.own_case.search(sentence.marked)

    def _only_supposed(self, marked: str) -> bool:
        """Whether a sentence supposes, or asks about, what it names."""
        return bool(self._supposes.search(marked) or self._asked_only.search(marked.rstrip()))

    def _read_sentence(self, sentence: Sentence, draft: Draft, name: str | None) -> None:
        used = self._kit.apart(sentence)
        draft.seen.clear()
        if name is not None:
            self._places.beside_name(sentence, draft, name, used)
        self._drops.read(sentence, draft, used)
        self._filing.read(sentence, draft)
        self._proposing.read(sentence, draft)
        self._business.read(sentence, draft)
        if self._labels.opens(sentence):
            self._markets.read(sentence, draft, used)
            self._labels.read(sentence, draft)
            return
        self._hardware.read(sentence, draft, used)
        self._rivals.read(sentence, draft, used)
        self._models.read(sentence, draft, used)
        paired = self._holdings.read(sentence, draft, used)
        owners = [
            *self._ownership.cap_table(sentence, used),
            *self._ownership.owners(sentence, used),
        ]
        control = self._kit.found("control", sentence, used)
        self._places.locations(sentence, draft, used, early=True)
        self._places.aside(sentence, used)
        self._markets.read(sentence, draft, used)
        self._rivals.read_same(sentence, draft)
        self._places.read(sentence, draft, used)
        if owners or not paired:
            self._ownership.attach(sentence, draft, owners)
        for match in control:
            self._ownership.attach_control(sentence, draft, match)
        self._labels.read(sentence, draft)


def _names_of(case: Proposal) -> list[str]:
    """Return the names that a case tells of."""
    names = [member.name for member in case.members or ()]
    stack = [owner for member in case.members or () for owner in member.owners or ()]
    while stack:
        owner = stack.pop()
        if owner.name and not owner.name.startswith("the "):
            names.append(owner.name)
        stack += owner.owners or ()
    for market in case.markets or ():
        names += [one.name for one in market.competitors or () if one.name]
    return names
