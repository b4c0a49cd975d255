"""One answer from two readings of the same passages: the clause that the rules chose, and the span that the trained reader points at.

The trained reader was taught on other documents and reads paraphrases; the rules know the kinds of spans, what contradicts,
and where the question's words stand. It answers, and must be the surer the less they agree; what contradicts the question or is not of
the kind asked for is no answer, or only where the trained reader is surest. Where both point at the same place and a figure, a clause or a long list is wanted, the rules' words are given.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from index.documents import Document
from index.text.normalise import fold
from index.text.syllables import tokenise

from .cells import asked_cell, in_its_cell, is_row, names_row, tells
from .choose import KEY_WORDS
from .contradictions import DENIAL, denied_otherwise
from .dated import figure_of_year, of_another_step, of_another_year
from .deed import deed_asked, told
from .enumerations import trim
from .extent import extent
from .foreign import NUMBER, foreign
from .guard.modality import aimed_at, aims
from .lexicon import synonyms
from .matching import Matcher
from .measures import only_added
from .members import bodies_alone, counted_alone, counted_before, members
from .neighbours import asked_beside, named_elsewhere, told_of_a_part, told_of_others
from .question import Question
from .reader import Reading
from .rerank import Pointed
from .roles import performers, receivers
from .sentence import Sentence
from .spans import Span, bodies, without_dates
from .titles import deputised, of_another_office
from .wording import REASON, better_by_rule, completed, fuller, gives_reason, in_full, of_the_noun, share_for_amount

# Log-odds from which the trained reader is believed, chosen on the dev split of the own questions and on held-out written
# passages (`python -m eval passages`).
_AGREED = -0.5  # where the rules chose the same words
_BY_DEED, _MOST = -1.0, 0.85  # where they chose the bodies that do what is asked of, or a list over paragraphs, and their sentence holds most of it
_SAME_SENTENCE = 0.5  # where they chose others in the same sentence
_AGAINST = 1.0  # where they chose others elsewhere, or none, and the row of a table is named
_LEANING = 1.4  # where they found the same words, but too little of what is asked
_ALONE = 2.0  # where they found none
# Added to a window that points into the rules' sentence, where that holds most of what is asked, or all of it.
_AGREEING, _HELD_WHOLE, _WHOLE = 0.5, 2.0, 0.95
_SOME, _HELD = 0.4, 0.7  # of the question
_AS_LIKELY = 1.0  # below the likeliest
_FOLLOW_UP = 0.5  # more for a question that is only half there
_DOUBTED = 3.0  # where they miss a word that denies (of a reason or a way), gives a reason or counts, of which they know but few
_FOR = re.compile(r"(?:\W*\w{1,2}[.)]\s+)?(?:nhằm|để)(?!\w)", re.I)  # as one that says what for begins
_PLANNED = re.compile(r"(?<!\w)(?:dự kiến|theo phương án|sẽ)(?!\w)", re.I)
_BESIDE = 60  # characters
_COUNTS = re.compile(r"\d[\d.,/]*\s+[^\W\d]")
_MEASURES = frozenset("tien dong ty trieu nghin ngan phan tram nam thang tuan ngay hom buoi gio tieng phut nguoi hec ta ha met m m3 m2 khoi ki lo km cay so can kg tan tao lit do la usd".split())


def decide(question: Question, readings: list[Reading], pointed: list[Pointed], matcher: Matcher) -> Reading | None:
    """The reading that answers, or None."""
    if deed := deed_asked(question):  # who does another is none of those asked for
        readings = [one for one in readings if told(deed, _held(matcher, one.sentence.document.id, one.proofs))]
        there = [one for one in pointed if told(deed, _held(matcher, one.hit.passage.document_id, [one.span]))]
        if pointed and not there:
            return _without_pointed(question, readings)
        pointed = there
    reading = _decide(question, readings, pointed, matcher)
    if reading is None and deed and question.kind.count:
        reading = _without_pointed(question, readings)  # as many as are counted, told of what they do
    if reading and not _as_many(question, reading):
        reading = readings[0] if readings and readings[0].answers and _as_many(question, readings[0]) else None
    if reading and _of_another(question, reading := _of_those_asked(question, reading)):
        beside = readings[0] if readings and readings[0].answers and readings[0].sentence == reading.sentence else None
        reading = beside if beside and question.kind.name != "person" and not _of_another(question, beside) else None
    if reading is None:
        return None
    reading = in_full(reading, readings)
    first = _first(reading)
    if not question.inherits or not _said_before(question.earlier, first) or reading.sentence.text.count(first) > 1:
        return reading
    # "Còn đất?" asks for another figure than the one before: the rules may have it in the same sentence.
    other = readings[0] if readings and readings[0].answers and readings[0].sentence == reading.sentence and readings[0].match.coverage >= _MOST else None
    return other if other and not _said_before(question.earlier, _first(other)) else None


def _first(reading: Reading) -> str:
    """The first of the words that answer."""
    return reading.sentence.document.text[slice(*reading.spans[0])]


def _decide(question: Question, readings: list[Reading], pointed: list[Pointed], matcher: Matcher) -> Reading | None:
    ruled = _of_the_year(question, readings[0]) if readings and readings[0].answers else None
    if ruled and (question.kind.name == "quantity" and _no_goal(question, [ruled.sentence]) or question.kind.name == "time" and foreign(question, ruled.sentence.document.text, ruled.spans[0])):
        ruled = None
    if not pointed or question.kind.name == "contact":
        return ruled  # the rules know one when they see it
    best = max(pointed, key=lambda one: one.score + _bonus(question, ruled, one))
    score = best.score - (_FOLLOW_UP if question.earlier else 0.0)
    found = _reading(question, best, matcher)
    if found and question.kind.many and not question.kind.count:
        found = fuller(found, [one for other in pointed if best.score - _AS_LIKELY < other.score < best.score and (one := _reading(question, other, matcher))])
    if ruled is None:
        if found and question.kind.name == "quantity" and names_row(question, found.sentence):
            return found if score > _AGAINST else None
        return found if score > (_LEANING if _leans(question, readings, best) else _ALONE) else None
    if ruled.match.coverage >= _MOST and asked_cell(question, ruled.sentence) and _in_a_row(best, ruled.sentence.document, matcher):
        return ruled if score > _AGREED else None  # of a table the trained reader takes one row for another
    beside = _in_sentence(ruled, best)
    if beside and question.inherits and ruled.match.coverage >= _MOST and _said_before(question.earlier, ruled.sentence.document.text[slice(*best.span)]):
        return ruled  # the trained reader points at the figure that was given before
    if beside and _by_deed(question, ruled):
        return ruled if score > (_BY_DEED if ruled.match.coverage >= _MOST else _SAME_SENTENCE) else None
    one_document = best.hit.passage.document_id == ruled.sentence.document.id
    over_paragraphs = len(ruled.proofs) > 1 and question.kind.many  # of which the reader sees a part
    if one_document and (any(_overlap(span, best.span) for span in (ruled.proofs if over_paragraphs else ruled.spans)) or _same_name(question, ruled, best)):
        return (ruled if over_paragraphs or found is None or better_by_rule(question, ruled, found) else completed(question, ruled, found)) if score > (_BY_DEED if over_paragraphs and ruled.match.coverage >= _MOST else _AGREED) else None
    if found and (share_for_amount(question, ruled, found) or of_the_noun(question, ruled, found)):
        return ruled
    if beside and found and question.kind.name == "reason" and not gives_reason(found) and gives_reason(ruled):
        return ruled
    return found if score > (_SAME_SENTENCE if beside else _AGAINST) else None


def _without_pointed(question: Question, readings: list[Reading]) -> Reading | None:
    """The rules' reading of a deed that is asked for, where the trained reader knows none: it must hold most of the question, or name who does that."""
    ruled = readings[0] if readings and readings[0].answers and _as_many(question, readings[0]) else None
    return ruled if ruled and (ruled.match.coverage >= _MOST or ruled.match.coverage >= _HELD and (question.kind.count or _by_deed(question, ruled))) else None


def _held(matcher: Matcher, document_id: str, spans: Iterable[Span]) -> list[Sentence]:
    """The sentences of a document that the spans touch."""
    return [one for one in matcher.sentences(document_id) if any(_overlap((one.start, one.end), span) for span in spans)]


def _same_name(question: Question, ruled: Reading, pointed: Pointed) -> bool:
    """Whether the body or person whom the rules name is pointed at elsewhere in the document."""
    return question.kind.name in ("body", "person") and len(ruled.spans) == 1 and _first(ruled) == ruled.sentence.document.text[slice(*pointed.span)].strip(" .,;:")


def _in_a_row(pointed: Pointed, document: Document, matcher: Matcher) -> bool:
    """Whether the trained reader points into a table of a document."""
    return pointed.hit.passage.document_id == document.id and all(map(is_row, _held(matcher, document.id, [pointed.span])))


def _leans(question: Question, readings: list[Reading], pointed: Pointed) -> bool:
    """Whether the rules' likeliest sentences are pointed into: at the words they would choose, or, where who, where or when is asked, where they hold most of it and find none to choose."""
    named = question.kind.name in ("person", "body", "place", "time")
    likely = [one for one in readings[:2] if not one.match.against and _in_sentence(one, pointed)]
    return any(any(_overlap(span, pointed.span) for span in one.spans) and one.typed and one.match.coverage >= _SOME or named and not one.spans and one.match.coverage >= _HELD for one in likely)


def _bonus(question: Question, ruled: Reading | None, pointed: Pointed) -> float:
    """What agreement with the rules adds where windows compete: more, where their sentence holds all that is asked."""
    if ruled is None or question.kind.name in ("quantity", "reason") or question.earlier or not _in_sentence(ruled, pointed):
        return 0.0
    return _HELD_WHOLE if ruled.match.coverage >= _WHOLE else _AGREEING


def _in_sentence(ruled: Reading, pointed: Pointed) -> bool:
    """Whether the trained reader points into the sentence of the rules' words, or a paragraph of their list."""
    return pointed.hit.passage.document_id == ruled.sentence.document.id and any(_overlap(proof, pointed.span) for proof in ruled.proofs or ((ruled.sentence.start, ruled.sentence.end),))


def _by_deed(question: Question, ruled: Reading) -> bool:
    """Whether the rules' words are the bodies that do what is asked of, or to whom it is handed."""
    if question.kind.name not in ("body", "person"):
        return False
    whom = receivers(question, ruled.sentence.text)
    doing = (whom,) if whom else performers(question, ruled.sentence.text)
    return doing is not None and tuple((ruled.sentence.start + start, ruled.sentence.start + end) for start, end in doing) == ruled.spans


def _as_many(question: Question, reading: Reading) -> bool:
    """Whether a reading has as many members as the question counts ("hai thành phố nào"), bodies where bodies are asked for."""
    if not question.kind.count:
        return True
    text = reading.sentence.document.text
    enough = len(reading.spans) >= question.kind.count if question.kind.name == "open" else len(reading.spans) == question.kind.count
    return enough and (question.kind.name != "body" or all(any(start == 0 for start, _ in bodies(text[slice(*span)])) for span in reading.spans))


def _of_those_asked(question: Question, reading: Reading) -> Reading:
    """With the figure beside the one that was read, where the question's words are of that."""
    if question.kind.name != "quantity" or len(reading.spans) != 1:
        return reading
    beside = asked_beside(question, reading.sentence, reading.spans[0])
    return replace(reading, spans=(beside,)) if beside else reading


def _of_another(question: Question, reading: Reading) -> bool:
    """Whether the words that would answer are said of another year, count what is not asked, or name a deputy where the head is asked for."""
    text, first = reading.sentence.document.text, reading.spans[0]
    if question.kind.name == "quantity" and (told_of_others(question, reading.sentence, first) or named_elsewhere(question, reading.sentence, first) or told_of_a_part(question, reading.sentence, first) or only_added(question, text, (reading.sentence.start, reading.sentence.end), first)):
        return True
    if of_another_step(question, text, first):
        return True
    return of_another_year(question, reading.sentence, first) or question.kind.name == "person" and not question.kind.many and (deputised(question.restored, text, first) or of_another_office(question.restored, text, first))


def _reading(question: Question, pointed: Pointed, matcher: Matcher) -> Reading | None:
    """What the trained reader points at, with the sentences that hold it; None where they contradict the question, and, unless
    it is surest, where they seem not to be of the kind asked for or hardly anything is asked."""
    held = _held(matcher, pointed.hit.passage.document_id, [pointed.span])
    matches = [matcher.match(question, one) for one in held]
    against = {one for match in matches for one in match.against}
    if not held or against - {DENIAL} or _no_goal(question, held):
        return None
    text = held[0].document.text
    at = in_its_cell(held[0], pointed.span)
    piece = text[slice(*at)]
    if (word := denied_otherwise(question, " ".join(one.text for one in held))) and question.kind.name != "yesno" and not _beside_word(text, at, word):
        return None
    if against and question.kind.name not in ("reason", "manner", "open"):
        return None  # who has, and how many, is not who has not
    if foreign(question, text, at) or question.kind.name == "quantity" and is_row(held[0]) and not tells(question, held[0], at):
        return None
    if (against or _doubted(question, held, piece)) and (pointed.score <= _DOUBTED or _halved(question)):
        return None
    span = extent(question, text, trim(text, at))
    if question.kind.name == "quantity":
        span = counted_alone(text, span, question.kind.noun)
    if not re.search(r"\w", text[slice(*span)]):
        return None
    spans = [one for one in (members(text, span)[: counted_before(question, text, held[0].start, span[0])] if question.kind.many else [span]) if one[0] < one[1]]
    if not spans:
        return None
    if question.kind.name == "body":
        spans = bodies_alone(text, spans)
    best = max(matches, key=lambda match: match.coverage)
    return _of_the_year(question, Reading(held[0], tuple(spans), tuple((one.start, one.end) for one in held), best, pointed.score, True))


def _no_goal(question: Question, held: list[Sentence]) -> bool:
    """Whether a goal or plan is asked for and the sentences tell of none: a result is no goal."""
    return aims(question.restored) and not any(aims(one.text) or _FOR.match(one.text) or _PLANNED.search(one.text) or _under_aims(one) for one in held)


def _under_aims(sentence: Sentence) -> bool:
    """Whether a sentence stands under a heading of aims ("II. Mục tiêu cụ thể")."""
    return any(aimed_at(heading) for heading in sentence.document.section_path(sentence.start))


def _beside_word(text: str, span: Span, word: str) -> bool:
    """Whether a word stands near a span, and not in it."""
    near = text[max(0, span[0] - _BESIDE) : span[0]], text[span[1] : span[1] + _BESIDE]
    return word not in text[slice(*span)].lower() and any(word in side.lower() for side in near)


def _said_before(earlier: str, piece: str) -> bool:
    """Whether the answer before was hardly more than these words."""
    return piece.strip(" .,").lower() in earlier.lower() and 2 * len(piece) > len(earlier)


def _of_the_year(question: Question, reading: Reading) -> Reading:
    """With the figure of the asked year, where figures have theirs in brackets."""
    if question.kind.name != "quantity" or len(reading.spans) != 1:
        return reading
    return replace(reading, spans=(figure_of_year(question, reading.sentence, reading.spans[0]),))


def _doubted(question: Question, held: list[Sentence], piece: str) -> bool:
    """Whether hardly anything is asked, no word gives the reason asked for, no number the quantity, or nothing is said of what is counted."""
    match question.kind.name:
        case "open":
            return len(question.words) < KEY_WORDS
        case "reason":
            return not any(REASON.search(one.text) for one in held)
        case "quantity":
            return not NUMBER.search(without_dates(piece)) or bool(_COUNTS.search(piece)) and not _counted(question, held)
    return False


def _counted(question: Question, held: list[Sentence]) -> bool:
    """Whether some word of what is counted stands there; what is only a measure ("bao nhiêu tiền", "mấy hôm") may be called otherwise."""
    named = tuple(token.key for token in tokenise(question.kind.noun))
    alike = [{fold(word) for word in other} for length in range(1, len(named) + 1) for other in synonyms().get(named[:length], ())]
    noun = {fold(word) for word in named} - _MEASURES
    if not noun or any(words <= _MEASURES for words in alike):
        return True
    return any(token.folded in noun.union(*alike) for one in held for token in tokenise(one.text))


def _halved(question: Question) -> bool:
    """Whether only a word or two are asked, or "Còn năm 2024?" after a figure."""
    return question.inherits or len(question.restored.split()) < KEY_WORDS


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
