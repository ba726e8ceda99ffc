"""Putting an answer together: findings first, then what the sources say, then what it rests on.

Every sentence is one of the corpus, of a rule's page or of `lexicon/phrases.yaml`, and carries the
citations that it rests on. Nothing here writes a figure that was not in one of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from assistant.lexicon import Lexicon
from assistant.reply import StatementKind, Status
from assistant.topics import Topic
from corpus.binding.outline import sentences_of
from corpus.citation import Citation
from corpus.document import Basis, Document, Force, Provision, Standing
from corpus.library import Library
from corpus.words import words_of
from rules.assessment import Finding, Question, is_held_back, listed
from rules.errors import ProposalFault
from rules.outcome import Outcome

LONGEST_ANSWER = 120
"""Words that an answer normally stays under."""

ORDER = (Outcome.NOT_MET, Outcome.JUDGMENT, Outcome.MET, Outcome.UNKNOWN, Outcome.NOT_IN_FORCE)
"""Outcomes by how much they weigh in an answer."""
_MOST_FINDINGS = 4
_LISTED = "ELI-9"
_REPEATS = 0.7
"""A sentence is new if at most this share of its words has been said."""
_RETOLD = 0.45
"""A sentence retells another if it shares more than this of the shorter one's words."""
_LONGEST_QUOTE = 70
"""Words of an official text that are told in a chat; the citation holds the rest."""
_CALL_RANK = 6
"""Nothing lower than a compilation is told beside a higher text."""


@dataclass(frozen=True)
class Drafted:
    """A sentence before its citations are numbered; `figures` is what else may stand in it.

    One about the case names the `phrase` of the lexicon that it is, and the `words` put into it.
    `instead_of` is the sentence as the sources have it, where a language model worded this one.
    """

    text: str
    kind: StatementKind
    citations: tuple[Citation, ...]
    figures: str = ""
    paragraph: int = 0
    phrase: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    instead_of: str | None = None

    @property
    def length(self) -> int:
        """Words."""
        return len(self.text.split())


def case_phrase(phrases: Mapping[str, Any], name: str) -> str:
    """Return the phrase of a name about the case."""
    return str(phrases["case"][name])


class Composer:
    """Writes answers from provisions, findings and phrases."""

    def __init__(self, library: Library, lexicon: Lexicon) -> None:
        self._library = library
        self._phrases: Mapping[str, Any] = lexicon.phrases
        self._routes: Mapping[str, Any] = lexicon.routes["routes"]
        self._beside_within: float = lexicon.routes["limits"]["beside"]
        self._beside_absent: float = lexicon.routes["limits"]["beside_absent"]
        self.window_matters: frozenset[str] = frozenset(lexicon.phrases["window_matters"])

    # -- findings -----------------------------------------------------------------------------

    def verdicts(self, findings: Sequence[Finding]) -> Iterator[Drafted]:
        """Say the findings that weigh most, at most four, the obstacles first."""
        ranked = sorted(findings, key=lambda finding: ORDER.index(finding.outcome))
        for finding in ranked[:_MOST_FINDINGS]:
            words = self._phrases["verdict"]
            kind = "held_back" if is_held_back(finding) else finding.kind.value
            opening = words.get(kind, {}).get(finding.outcome.value)
            opening = opening or words["default"][finding.outcome.value]
            yield Drafted(
                text=f"{opening} {finding.because}",
                kind=StatementKind.VERDICT,
                citations=tuple(self._library.cite(name) for name in finding.provisions[:2]),
                figures=finding.because,
            )

    def remark(self, finding: Finding) -> Drafted:
        """Tell a finding beside an answer that is about something else."""
        return Drafted(
            text=finding.because,
            kind=StatementKind.CAVEAT,
            citations=tuple(self._library.cite(name) for name in finding.provisions[:1]),
            figures=finding.because,
        )

    def not_understood(self, countries: Sequence[str]) -> Drafted:
        """Say that listed countries were named and tied to nothing: silence would mislead."""
        text = self._phrases["not_understood"].format(countries=listed(countries))
        return Drafted(text, StatementKind.CAVEAT, (self._library.cite(_LISTED, 1),), text)

    def contradiction(self, fault: ProposalFault) -> Drafted:
        """Say what a message states that cannot all be true, and what to do."""
        return self.of_the_case("contradiction", words={"found": fault.found, "mend": fault.mend})

    def of_the_case(
        self,
        phrase: str,
        kind: StatementKind = StatementKind.CAVEAT,
        provisions: Sequence[str] = (),
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> Drafted:
        """Say something of the case in a phrase of the lexicon, with words from the rules."""
        text = case_phrase(self._phrases, phrase).format(**words)
        cited = tuple(self._library.cite(name) for name in dict.fromkeys(provisions))
        return Drafted(text, kind, cited, text, phrase=phrase, words=words)

    def question(self, asked: Question, provisions: Sequence[str]) -> Drafted:
        """Ask for the fact that would settle most."""
        return Drafted(
            text=asked.text,
            kind=StatementKind.NEXT_STEP,
            citations=(self._library.cite(provisions[0]),),
            figures=asked.text,
        )

    # -- routes -------------------------------------------------------------------------------

    def routed(self, route: str) -> tuple[Status, list[Drafted]]:
        """Reply to a message that is not answered from the provisions."""
        entry = self._routes[route]
        drafted = [
            Drafted(said["text"], StatementKind.CAVEAT, (self._library.cite(said["cites"]),))
            for said in entry["says"]
        ]
        for name in entry["then"]:
            drafted.append(self._sentence(name, 0, StatementKind.SOURCE))
        return Status(entry["status"]), drafted

    # -- provisions ---------------------------------------------------------------------------

    def provisions(
        self, topic: Topic, *, budget: int, alone: bool = False
    ) -> tuple[Status, list[Drafted]]:
        """Answer a question from the provision that was found first.

        A second provision that fits nearly as well may add a sentence, unless the first is to
        stand `alone`.
        """
        top = topic.found[0]
        provision = self._library.provision(top.provision)
        status = self._status(provision)
        drafted: list[Drafted] = []
        if provision.id in self._library.official.differing:
            # Our own words are not told where the official ones say something else.
            told = [*self._differs(provision.id), *self.official_words(provision.id)]
            return status, [*told, *self._elsewhere(provision.id)]
        if topic.lead:
            drafted.append(self._led(provision, topic.lead.text))
            # An open point of which the lead settles a part, or a settled one that it leaves open.
            open_ = status is Status.NOT_IN_SOURCES
            if (open_ and topic.lead.opens_settled) or (not open_ and not topic.lead.settles):
                status = Status.PARTIAL
        quoted = list(self.official_words(provision.id))
        left = budget - sum(one.length for one in (*drafted, *quoted))
        told = self._within(self._told(provision), left)
        drafted += [*told[:1], *quoted, *told[1:]]
        left = budget - sum(one.length for one in drafted)
        beside = None if topic.lead or alone else self._beside(topic, drafted)
        if beside and beside.length <= left:
            looks = [one for one in drafted if one.kind is StatementKind.NEXT_STEP]
            drafted = [one for one in drafted if one not in looks] + [beside, *looks]
        return status, drafted

    def not_found(self, topic: Topic) -> tuple[Status, list[Drafted]]:
        """Say that the sources do not answer, what is nearest in them, and where to look.

        Where one of the first two provisions may well be meant, both are told: whoever asked sees
        which, and nothing is passed off as the answer.
        """
        words = self._phrases["not_found"]
        opening = words["unsure" if topic.near else "opening"]
        drafted = [Drafted(opening, StatementKind.CAVEAT, (self._library.cite("GDE-TEXT"),))]
        nearest = topic.found[: 2 if topic.near else 1] if topic.near_subject else ()
        for place, found in enumerate(nearest):
            near = self._sentence(found.provision, 0, StatementKind.SOURCE)
            text = near.text if place else f"{words['nearest']} {near.text}"
            drafted.append(Drafted(text, near.kind, near.citations, near.text))
        drafted.append(self._sentence(words["look"], 0, StatementKind.NEXT_STEP))
        open_ = all(
            self._status(self._library.provision(one.provision)) is Status.NOT_IN_SOURCES
            for one in nearest
        )
        return Status.NOT_IN_SOURCES if open_ or not topic.near else Status.PARTIAL, drafted

    def first_sentence(self, provision: str) -> Drafted:
        """Give the sentence that carries a provision."""
        return self._sentence(provision, 0, StatementKind.SOURCE)

    def told_instead(self, provision: str, text: str) -> Iterator[Drafted]:
        """Give a sentence of a provision, or the opening words of one of its answers with it."""
        held = self._library.provision(provision)
        if text in held.says:
            yield self._sentence(provision, held.says.index(text), StatementKind.SOURCE)
            return
        yield self._led(held, text)
        yield self.first_sentence(provision)

    def official_words(self, provision: str) -> Iterator[Drafted]:
        """Quote the official words that a provision rests on, if there are any."""
        if provision in self._library.official.words:
            citation = self._library.cite(provision)
            words = _whole_sentences(citation.quote)
            yield self._of_the_text("official_words", citation, {"words": words})

    def _elsewhere(self, provision: str) -> Iterator[Drafted]:
        """Quote the official words of other paragraphs that change what a provision says."""
        for citation in self._library.cite_elsewhere(provision):
            words = _whole_sentences(citation.quote)
            yield self._of_the_text("official_elsewhere", citation, {"words": words})

    def of_official(self, provisions: Sequence[str]) -> Iterator[Drafted]:
        """Say what is open between official texts and the provisions that an answer tells."""
        official = self._library.official
        for name in provisions:
            yield from self._differs(name)
            yield from self._elsewhere(name)
            if name in official.proposed:
                citation = self._library.cite_proposed(name)
                words = {"provision": name, "words": _whole_sentences(citation.quote)}
                yield self._of_the_text("may_settle", citation, words)
        for notice in official.later:
            touched = [name for name in provisions if name in notice.provisions]
            if touched:
                day = f"{notice.published.day} {notice.published:%B %Y}"
                words = {"number": notice.number, "day": day}
                yield self.of_the_case("later_notice", provisions=touched[:1], words=words)

    def _differs(self, provision: str) -> Iterator[Drafted]:
        found = self._library.official.differing.get(provision, ())
        if found:
            names = self._phrases["drift_kinds"]
            kinds = listed(list(dict.fromkeys(names[str(one.kind)] for one in found)))
            words = {"kinds": kinds, "provision": provision}
            yield self.of_the_case("differs", provisions=[provision], words=words)

    def _of_the_text(self, phrase: str, citation: Citation, words: Mapping[str, str]) -> Drafted:
        text = case_phrase(self._phrases, phrase).format(**words)
        kind = StatementKind.CAVEAT if phrase == "may_settle" else StatementKind.SOURCE
        return Drafted(text, kind, (citation,), citation.quote, phrase=phrase, words=words)

    def basis(self, provision: str) -> Drafted:
        """Say in plain words on what a provision rests."""
        held = self._library.provision(provision)
        document = self._library.document_of(provision)
        sources = list(self._library.origins(held.reported_by))
        official = listed([one.name for one in sources if one.kind == "official"])
        others = listed([one.name for one in sources if one.kind != "official"][:3])
        name, title = held.basis.value, document.short_title
        if held.basis is Basis.REPORTED:
            if document.standing is not Standing.CALL or not others:
                name, others = "reported_elsewhere", others or official
            elif official:
                name = "rests_on_official"
        elif held.basis is Basis.DIGEST_OF_OFFICIAL:
            title = official or title
            if not official and document.standing is Standing.COMPILATION:
                name = "digest_compiled"
        words = {"who": others, "official": official, "title": title}
        loaded = self._phrases["basis_loaded"] if self._is_loaded(held, document) else {}
        text = (loaded.get(name) or self._phrases["basis"][name]).format(**words)
        return Drafted(
            text, StatementKind.CAVEAT, (self._library.cite(provision),), " ".join(words.values())
        )

    def _is_loaded(self, held: Provision, document: Document) -> bool:
        """Whether the official text that a provision would rest on is loaded."""
        records = (one.record for one in self._library.official.texts.values())
        if held.basis is Basis.DERIVED:
            return any(one.standing is Standing.CALL for one in records if one is not None)
        return any(one.corpus_document == document.id for one in records if one is not None)

    def _status(self, provision: Provision) -> Status:
        if provision.force is Force.UNSETTLED:
            return Status.NOT_IN_SOURCES
        # What was looked for and not found is known up to the day of the search, and no further.
        searched = provision.force is Force.ABSENCE and provision.basis is Basis.DERIVED
        return Status.PARTIAL if searched or provision.partly_settled else Status.ANSWERED

    def _told(self, provision: Provision) -> Iterator[Drafted]:
        sentences = provision.sentences()
        sides = range(len(provision.says), len(provision.says) + len(provision.sides))
        for number in range(len(sentences)):
            if number in sides:
                yield self._side(provision, number)
                continue
            last = number == len(sentences) - 1
            looks = provision.look is not None and last
            yield self._sentence(
                provision.id, number, StatementKind.NEXT_STEP if looks else StatementKind.SOURCE
            )

    def _side(self, provision: Provision, number: int) -> Drafted:
        """Tell one side of a conflict as what somebody says, not as what is so."""
        side = provision.sides[number - len(provision.says)]
        citation = self._library.cite(provision.id, number)
        who = listed([source.name for source in self._library.origins(side.reported_by)][:2])
        template = self._phrases["side" if who else "side_unnamed"]
        text = template.format(who=who, says=self._library.sentence(provision.id, number))
        return Drafted(text, StatementKind.CAVEAT, (citation,), who)

    def _within(self, drafted: Iterator[Drafted], budget: int) -> list[Drafted]:
        """Keep what the budget holds: always the first sentence, and always where to look."""
        told = list(drafted)
        looks = [one for one in told if one.kind is StatementKind.NEXT_STEP]
        left = budget - sum(one.length for one in looks)
        kept: list[Drafted] = []
        for one in told:
            if one in looks:
                kept.append(one)
            elif not kept or one.length <= left:
                kept.append(one)
                left -= one.length
        return kept

    def _beside(self, topic: Topic, drafted: Sequence[Drafted]) -> Drafted | None:
        """Give the first sentence of the next provision, if it fits nearly as well and is new."""
        if len(topic.found) < 2:
            return None
        told = self._library.provision
        first, second = topic.found[:2]
        within = self._beside_within
        if told(first.provision).force is Force.ABSENCE:
            # What is not there is best told with what there is.
            within = self._beside_absent
            second = next(
                (one for one in topic.found[1:] if one.provision in told(first.provision).near),
                second,
            )
        if first.score - second.score > within or first.named:
            return None
        if (
            second.provision not in told(first.provision).near
            and first.provision not in told(second.provision).near
        ):
            # As near in words, and about something else.
            return None
        if self._library.rank(second.provision) > max(
            self._library.rank(first.provision), _CALL_RANK
        ):
            return None
        one = self._sentence(second.provision, 0, StatementKind.SOURCE)
        words = set(words_of(one.text))
        said = set(words_of(" ".join(other.text for other in drafted)))
        return one if len(words & said) <= _REPEATS * len(words) else None

    def _led(self, provision: Provision, lead: str) -> Drafted:
        """Cite a lead by the sentence that shares most words with it."""
        words = set(words_of(lead))
        shared = [len(words & set(words_of(text))) for text in provision.says]
        best = shared.index(max(shared))
        citation = self._library.cite(provision.id, best)
        return Drafted(lead, StatementKind.SOURCE, (citation,), " ".join(provision.sentences()))

    def _sentence(self, provision: str, number: int, kind: StatementKind) -> Drafted:
        citation = self._library.cite(provision, number)
        told = self._library.sentence(provision, number)
        return Drafted(told, kind, (citation, *self._rests_on(provision, told)))

    def _rests_on(self, provision: str, sentence: str) -> tuple[Citation, ...]:
        """Cite, under a sentence of a compilation of ours, the text of the Program that it retells.

        Of the provisions near it, that is the sentence which shares most of its words.
        """
        if self._library.document_of(provision).standing is not Standing.COMPILATION:
            return ()
        words = set(words_of(sentence))
        best, cited = _RETOLD, None
        for name in self._library.provision(provision).near:
            if self._library.rank(name) >= self._library.rank(provision):
                continue
            for number, other in enumerate(self._library.provision(name).says):
                told = set(words_of(other))
                share = len(words & told) / min(len(words), len(told))
                if share > best:
                    best, cited = share, (name, number)
        return () if cited is None else (self._library.cite(*cited),)


def _whole_sentences(quote: str) -> str:
    """Return as many whole sentences of official words as a chat shows; always the first."""
    kept: list[str] = []
    for one in sentences_of(quote):
        words = " ".join(quote[one.start : one.end].split())
        if kept and len(" ".join([*kept, words]).split()) > _LONGEST_QUOTE:
            break
        kept.append(words)
    return " ".join(kept)
