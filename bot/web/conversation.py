"""A conversation as the browser keeps it, and as HTML: messages, the panel of proofs, questions to ask next."""

import re
from html import escape
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .links import link_to
from .live import Live
from .models import Answer, Citation, Turn
from .suggest import next_questions
from .texts import VI, Texts

_KEPT_TURNS = 40  # a turn is a few KB, and all of them go along with each question: far below what the guard lets in
_HISTORY_TURNS = 6  # a follow-up looks at the turn before; the rest is not sent on
_SUGGESTED = 3
_FIRST = 5
_TURNS = TypeAdapter(list[Turn])


def turns_from(stored: Any) -> list[Turn]:
    """The turns that the browser kept; none where what it kept is not of this form."""
    try:
        return _TURNS.validate_python(stored or [])
    except ValidationError:
        return []


def stored(turns: list[Turn]) -> list[dict[str, Any]]:
    return [turn.model_dump(mode="json") for turn in turns[-_KEPT_TURNS:]]


def history(turns: list[Turn]) -> tuple[tuple[str, str], ...]:
    """The turns as the chain takes them; what was no question is left out."""
    return tuple((turn.question, turn.answer.answer) for turn in turns[-_HISTORY_TURNS:] if turn.answer.reason not in ("bad_input", "busy", "error"))


def messages(turns: list[Turn], texts: Texts) -> list[dict[str, str]]:
    """Messages for the chat; everything in them is escaped."""
    return [
        {"role": role, "content": content}
        for turn in turns
        for role, content in (("user", escape(turn.question)), ("assistant", _message(turn.answer, texts)))
    ]


def place(citation: Citation, texts: Texts) -> str:
    """Where a citation stands, in words."""
    page = f", {texts.page} {citation.page}" if citation.page else ""
    label = " ".join(filter(None, (citation.document_number, citation.document_title)))
    return f"[{citation.n}] {label} — {' › '.join(citation.section) or texts.opening}, {texts.paragraph} {citation.paragraph}{page}"


def link(citation: Citation, texts: Texts) -> str:
    """The citation's address from the service's root, made from its parts: a kept conversation comes back from the browser and is not trusted."""
    lang = "" if texts is VI else f"&lang={texts.lang}"
    return f"/documents/{re.sub(r'[^a-z0-9-]', '', citation.document_id)}?from={citation.start}&to={citation.end}{lang}#p{citation.paragraph}"


def said(answer: Answer, texts: Texts) -> str:
    """The answer; a refusal in the interface's language, unless a model failed: what that means stands in the answer."""
    return answer.answer if answer.fallback else texts.refusals.get(answer.reason or "", answer.answer)


def plain(turn: Turn, texts: Texts) -> str:
    """A turn as text to paste elsewhere; addresses begin at the service's root."""
    cited = [f"{place(one, texts)}: “{one.quote}” {link(one, texts)}" for one in turn.answer.citations]
    return "\n\n".join([turn.question, said(turn.answer, texts), *cited])


def _message(answer: Answer, texts: Texts) -> str:
    parts = []
    if answer.short_answer:
        pieces = answer.items or [answer.short_answer]
        shown = "".join(f"<li>{escape(piece)}</li>" for piece in pieces)
        parts.append(f"<ul><b>{shown}</b></ul>" if len(pieces) > 1 else f"<b>{escape(pieces[0])}</b>")
    parts.append(f"<div>{escape(said(answer, texts))}</div>")
    if answer.written:
        parts.append(f"<div><small>{texts.written}</small></div>")
    for citation in answer.citations if answer.status == "answered" else []:
        label = f"[{citation.n}] {citation.document_number or citation.document_title}, {texts.paragraph} {citation.paragraph}"
        parts.append(f'<div><a href="{escape(link_to(link(citation, texts)))}" target="_blank" rel="noopener">{escape(label)}</a></div>')
    return "".join(parts)


def proofs(turns: list[Turn], texts: Texts) -> str:
    """HTML of what proves the last answer, each quote with the answering words marked."""
    if not turns:
        return f"<p>{texts.cited_here}</p>"
    answer = turns[-1].answer
    copied = f'data-copy="{escape(plain(turns[-1], texts))}"'
    if not answer.citations:
        return f"<p {copied}>{texts.cited_here}</p>"
    cards = []
    for citation in answer.citations:
        quote = _highlight(citation.quote, answer.items or ([answer.short_answer] if answer.short_answer else []))
        cards.append(
            f'<div class="trich-dan"><div class="noi">{escape(place(citation, texts))}</div><blockquote lang="vi">{quote}</blockquote>'
            f'<a href="{escape(link_to(link(citation, texts)))}" target="_blank" rel="noopener">{texts.open_here}</a></div>'
        )
    title = texts.proofs if answer.status == "answered" else texts.nearest
    return f'<section aria-live="polite" {copied}><h2>{title}</h2>{"".join(cards)}</section>'


def rating(turns: list[Turn], texts: Texts) -> str:
    """HTML that asks whether the last answer was right, and names the request that it answered."""
    identifier = turns[-1].answer.id if turns else None
    if not identifier:
        return ""
    number = f'<small><span class="an-hep">{texts.request}:</span> <code>{escape(identifier)}</code></small>'
    if turns[-1].answer.reason in ("bad_input", "busy", "error"):
        return f'<div class="gop-y">{number}</div>'
    reasons = "".join(f'<label><input type="radio" name="reason" value="{code}" required> {escape(text)}</label>' for code, text in texts.reasons.items())
    return (
        f'<div class="gop-y" data-feedback="{escape(identifier)}" data-thanks="{escape(texts.thanks)}" data-failed="{escape(texts.not_kept)}">'
        f'<span class="an-hep">{texts.was_it_right}</span> <button type="button" data-rating="up">{texts.right}</button>'
        f' <button type="button" data-rating="down" aria-expanded="false">{texts.wrong}</button> <span role="status"></span> {number}'
        f'<form hidden><fieldset><legend>{texts.why}</legend>{reasons}</fieldset>'
        f'<label>{texts.comment}<textarea name="comment" rows="2" maxlength="1000"></textarea></label><button>{texts.send}</button></form></div>'
    )


def to_ask(live: Live, turns: list[Turn], document_id: str | None, texts: Texts) -> str:
    """HTML of questions to click: examples before the first question, what lies near the last answer after it."""
    asked = {turn.question for turn in turns}
    cited = [(one.document_id, one.start, one.end) for turn in reversed(turns) for one in turn.answer.citations if one.supports]
    found = next_questions(live.suggestions(), cited, asked, document_id, _SUGGESTED if turns else _FIRST)
    if not found:
        return ""
    title = texts.next_questions if turns else texts.examples
    buttons = "".join(f'<button type="button" data-question="{escape(question)}">{escape(question)}</button>' for question in found)
    return f'<div role="group" aria-label="{title}" class="goi-y" lang="vi"><span>{title}:</span> {buttons}</div>'


def _highlight(quote: str, pieces: list[str]) -> str:
    """The quote, escaped, with the answering spans marked."""
    marks = sorted((at, at + len(piece)) for piece in pieces if (at := quote.find(piece)) >= 0)
    out, position = [], 0
    for start, end in marks:
        if start < position:
            continue
        out += [escape(quote[position:start]), "<mark>", escape(quote[start:end]), "</mark>"]
        position = end
    return "".join(out) + escape(quote[position:])
