"""Reads a message sentence by sentence; each kind of fact has a reader of its own."""

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import zip_longest

from assistant.case_file import merged
from assistant.facts.anchors import AnchorReader
from assistant.facts.beside import BesideReader
from assistant.facts.business import BusinessReader
from assistant.facts.denials import DenialReader
from assistant.facts.doings import DoingReader
from assistant.facts.draft import Draft, Understanding, proposal_of
from assistant.facts.dropping import DropReader
from assistant.facts.filing import FilingReader
from assistant.facts.hardware import HardwareReader
from assistant.facts.holdings import HoldingReader
from assistant.facts.keeping import OwnerKeeper, seats_of_owners
from assistant.facts.kit import Kit
from assistant.facts.labels import LabelReader
from assistant.facts.layers import LayerReader
from assistant.facts.markets import MarketReader
from assistant.facts.models import ModelReader
from assistant.facts.names import NameReader
from assistant.facts.naming import NamingReader, settled_names
from assistant.facts.not_now import NotNowReader
from assistant.facts.ownership import OwnershipReader
from assistant.facts.parties import Clauses, PartyKind, PartyReader
from assistant.facts.places import PlaceReader
from assistant.facts.proposing import ProposingReader
from assistant.facts.rivals import RivalReader
from assistant.facts.roles import RoleReader
from assistant.facts.scenes import SceneReader
from assistant.facts.seats import SeatReader
from assistant.facts.stakes import StakeReader
from assistant.facts.statements import StatementReader
from assistant.facts.subjects import SubjectReader
from assistant.facts.tables import TableReader
from assistant.lexicon import Lexicon, any_of
from assistant.mentions import (
    Mention,
    Sentence,
    mentions_in,
    sentences_of,
    without_mentions,
    without_taken_back,
)
from rules.proposal import Proposal

_TIMES = 20
"""A sentence that a message repeats more often says nothing new: so many times it is read."""


class FactReader:
    """Reads facts with the patterns of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kit = Kit(lexicon)
        self._names = NameReader(lexicon.facts)
        self._subjects = SubjectReader(self._kit)
        keeper = OwnerKeeper()
        self._beside = BesideReader(self._kit)
        self._parties = PartyReader(self._kit, self._beside)
        self._stakes = StakeReader(self._kit, self._subjects, keeper)
        self._seats = SeatReader(self._kit, self._subjects)
        self._denials = DenialReader(self._kit, self._subjects, self._seats)
        self._holdings = HoldingReader(self._kit, self._subjects, keeper)
        self._ownership = OwnershipReader(self._kit, self._subjects, keeper)
        self._places = PlaceReader(self._kit, self._subjects)
        self._hardware = HardwareReader(self._kit)
        self._layers = LayerReader(self._kit)
        self._markets = MarketReader(self._kit)
        self._filing = FilingReader(self._kit)
        self._anchors = AnchorReader(self._kit)
        self._drops = DropReader(self._kit)
        self._naming = NamingReader(self._kit)
        self._rivals = RivalReader(self._kit)
        self._labels = LabelReader(self._kit, self._subjects, self._rivals)
        self._statements = StatementReader(self._kit, self._labels)
        self._roles = RoleReader(self._kit, self._subjects)
        self._tables = TableReader(self._kit, self._subjects, self._roles)
        self._doings = DoingReader(self._kit, self._roles, self._seats)
        self._models = ModelReader(self._kit)
        self._proposing = ProposingReader(self._kit, self._subjects)
        self._business = BusinessReader(self._kit, self._subjects)
        self._scenes = SceneReader(self._kit)
        self._not_now = NotNowReader(self._kit)
        self._no_member = re.compile(lexicon.facts["beside"]["no_member"])
        self._hedges = re.compile(any_of(lexicon.cues["hedged"]))
        self._heads_mail = re.compile(lexicon.facts["names"]["heads_mail"], re.IGNORECASE)
        self._asks_generally = re.compile(lexicon.facts["asks_generally"])
        self._asks_how = re.compile(lexicon.facts["asks_how"])

    def read(
        self,
        message: str,
        *,
        year: int,
        case: Proposal | None = None,
        said: Sequence[str] = (),
    ) -> Understanding:
        """Read one message; days without a year are taken in `year`.

        `case` is what the conversation told before: whom "they" means, and who is known by name.
        `said` are words of the speaker from before, which may tell whom "we" means.
        """
        told = case or Proposal()
        mentions = mentions_in(message, year=year)
        known = _names_of(told)
        with_names = without_taken_back(message, self._names.mentions(message, mentions, known))
        speaker = self._subjects.speaker_in(said, known)
        understood = self._read(message, with_names, told, speaker)
        if any(fact.hedged and not fact.supposed for fact in understood.facts):
            sure = self._read(message, with_names, told, speaker, sure_only=True).stated
            return replace(understood, sure=sure)
        return replace(understood, sure=understood.stated)

    def _read(
        self,
        message: str,
        mentions: list[Mention],
        case: Proposal,
        speaker: str | None,
        *,
        sure_only: bool = False,
    ) -> Understanding:
        stated, supposed = Draft(case=case, sure_only=sure_only), None
        stated.speaker_before = speaker
        stated.chapter = self._statements.chapter_of(message)
        scene = self._scenes.scene()
        times: Counter[str] = Counter()
        sentences = sentences_of(message, mentions)
        for whole, following in zip_longest(sentences, sentences[1:]):
            times[whole.text] += 1
            if times[whole.text] > _TIMES:
                continue
            if following is not None and self._not_now.takes_back(following):
                stated.current = self._subjects.only_one(whole, stated) or stated.current
                continue
            for sentence in self._scenes.pieces(whole):
                if scene.supposes(sentence):
                    supposed = supposed or self._supposing(stated)
                    self._hear(message, sentence, supposed)
                    stated.current = stated.current or supposed.current
                else:
                    self._hear(message, sentence, stated)
                    if supposed is not None:
                        supposed.current = stated.current
        return self._understanding(message, mentions, stated, supposed)

    def _supposing(self, stated: Draft) -> Draft:
        """Begin to collect what is only supposed, in the light of what was stated before it."""
        so_far = deepcopy(stated)
        self._settle(so_far)
        case = merged(stated.case, proposal_of(so_far)[0]).case
        return Draft(
            case=case,
            supposed=True,
            current=stated.current,
            speaker=stated.speaker,
            speaker_before=stated.speaker_before,
            before=stated.before,
            row=stated.row,
        )

    def _settle(self, draft: Draft) -> None:
        draft.hedged = draft.general = False
        self._roles.settle(draft)
        self._rivals.settle(draft)
        self._labels.settle(draft)
        self._hardware.settle(draft)
        self._layers.settle(draft)

    def _understanding(
        self, message: str, mentions: list[Mention], stated: Draft, supposed: Draft | None
    ) -> Understanding:
        told = [stated] if supposed is None else [stated, supposed]
        for draft in told:
            self._settle(draft)
            settled_names(draft)
        proposals = [proposal_of(draft) for draft in told]
        alone = proposals[0][0]
        return Understanding(
            proposal=merged(alone, proposals[-1][0]).case if supposed is not None else alone,
            stated=alone,
            facts=tuple(fact for draft in told for fact in draft.facts),
            rules=tuple({rule: None for draft in told for rule in draft.rules}),
            supposed=supposed is not None and supposed.told > 0,
            own_case=bool(self._kit.own_case.search(message.lower())),
            mentions=tuple(one for one in mentions if one.kind != "O"),
            refused=tuple(fault for _, faults in proposals for fault in faults),
            dropped=tuple(stated.dropped),
            renamed=tuple(stated.renamed.items()),
        )

    def _hear(self, message: str, sentence: Sentence, draft: Draft) -> None:
        """Read one sentence, or a part of one, into what is told so far."""
        before = draft.told
        draft.hedged = bool(self._hedges.search(sentence.marked))
        if self._passes_over(sentence, draft):
            return
        if self._tables.read(sentence, draft):
            return
        draft.general = self._is_general(sentence) and not draft.supposed
        self._naming.read(sentence, draft)
        self._subjects.hear_speaker(sentence, draft)
        self._subjects.begin_row(message, sentence, draft)
        clauses: Clauses | None = None
        if self._labels.opens(sentence):
            self._hear_label(sentence, draft)
        else:
            clauses = self._hear_clauses(sentence, draft)
        seats_of_owners(draft)
        if not self._roles.told_anchor(draft, sentence):
            self._anchors.read(sentence, draft)
        if clauses is not None:
            names = [one.name for _, _, one in clauses.places() if one.kind is PartyKind.NAME]
            draft.last_name = names[-1] if names else draft.last_name
            draft.named_together = self._seats.together(clauses, draft) or draft.named_together
        about = self._seats.topic(clauses, draft) if clauses is not None else None
        if about is not None and draft.row is None:
            draft.current = about
        elif draft.told == before:
            # Nothing was read here; but "it" may mean the company that was named.
            draft.current = self._subjects.only_one(sentence, draft) or draft.current
        if draft.current is None and draft.speaker is None and clauses is not None:
            draft.current = self._seats.only_name(clauses, draft)

    def _passes_over(self, sentence: Sentence, draft: Draft) -> bool:
        """Whether nothing is to be read from a sentence."""
        asks = self._asks_how.search(sentence.marked) and not draft.supposed
        doubted = draft.hedged and draft.sure_only
        return bool(doubted or asks or self._heads_mail.match(sentence.text))

    def _hear_label(self, sentence: Sentence, draft: Draft) -> None:
        """Read a labelled line; one on the models may tell them by name."""
        before = draft.told
        if self._labels.of_models(sentence):
            self._models.read(sentence, draft)
        if draft.told == before:
            self._read_sentence(sentence, draft, None)

    def _hear_clauses(self, sentence: Sentence, draft: Draft) -> Clauses:
        """Read a sentence by its clauses, and what is left of it by the patterns."""
        # Rivals and models come first: their countries are no member's.
        rivals = self._rivals.find(sentence, draft)
        taken = self._models.read(sentence, draft) | (rivals.places if rivals else frozenset())
        others = self._proposing.elsewhere(sentence, draft)
        rest = without_mentions(sentence, taken | others)
        clauses = self._clauses(rest)
        denied = self._denials.read(rest, clauses, draft)
        rest = without_mentions(rest, denied)
        apart = self._not_now.read(rest, self._parties_of(rest), draft)
        clauses = apart.clauses.apart_from(self._no_member)
        left, held = self._read_clauses(rest, clauses, draft, apart.numbers)
        if apart.about is not None and not held:
            draft.current = self._seats.called(apart.about, draft) or draft.current
        for piece, member in self._places.by_name(left):
            self._read_sentence(piece, draft, member, held=held)
        self._rivals.put(sentence, draft, rivals)
        covers = self._layers.by_clauses(sentence, draft)
        if not covers or any(one.kind == "O" for one in sentence.mentions):
            self._roles.read(left, draft)
            self._doings.read(rest, clauses, draft)
        if not covers:
            self._layers.read(sentence, draft)
        return clauses

    def _clauses(self, sentence: Sentence) -> Clauses:
        return self._parties_of(sentence).apart_from(self._no_member)

    def _parties_of(self, sentence: Sentence) -> Clauses:
        folded = self._beside.fold(sentence, self._kit.apart(sentence))
        return self._parties.read(sentence, folded)

    def _read_clauses(
        self, sentence: Sentence, clauses: Clauses, draft: Draft, apart: frozenset[int]
    ) -> tuple[Sentence, bool]:
        """Read who is where and who owns whom.

        Returns the sentence without what told of it and what is `apart`, and whether owners were
        told.
        """
        used = self._seats.read(sentence, clauses, draft)
        stakes = self._stakes.read(sentence, clauses, draft)
        if stakes:
            self._seats.of_owners(sentence, clauses, draft)
        used |= stakes | self._seats.told_beside(sentence, clauses, draft)
        return without_mentions(sentence, used | apart), bool(stakes)

    def _is_general(self, sentence: Sentence) -> bool:
        """Whether a sentence asks about companies in general."""
        asks = sentence.text.rstrip(" \"')").endswith("?")
        named = any(one.kind == "O" for one in sentence.mentions)
        if not named and self._asks_generally.search(sentence.marked):
            return True
        return asks and not named and not self._kit.own_case.search(sentence.marked)

    def _read_sentence(
        self, sentence: Sentence, draft: Draft, name: str | None, *, held: bool = False
    ) -> None:
        """Read a sentence with the patterns; `held` where its owners are read already."""
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
            self._statements.listen(sentence, draft)
            return
        self._hardware.read(sentence, draft, used)
        business = "business_model" in draft.top and self._business.speaks(sentence)
        held = held or business
        paired = held or self._holdings.read(sentence, draft, used)
        owners = [
            *self._ownership.cap_table(sentence, used),
            *([] if held else self._ownership.owners(sentence, used)),
        ]
        control = self._kit.found("control", sentence, used)
        self._places.locations(sentence, draft, used, early=True)
        self._places.aside(sentence, used)
        self._markets.read(sentence, draft, used)
        self._drops.replaced(sentence, draft)
        self._rivals.read_same(sentence, draft)
        self._places.read(sentence, draft, used)
        if owners or not paired:
            self._ownership.attach(sentence, draft, owners)
        for match in control:
            self._ownership.attach_control(sentence, draft, match)
        self._labels.read(sentence, draft)
        self._statements.read(sentence, draft)


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
