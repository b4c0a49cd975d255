"""A conversation as a Markdown or Word file, each answer with its citations."""

import io
import re

from docx import Document
from docx.shared import Pt

from .conversation import link, place, said
from .models import Answer, Conversation
from .texts import texts

KINDS = {
    "md": ("text/markdown; charset=utf-8", ".md"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
}
# What Markdown would read as markup: anywhere, or where a line begins.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])|^([-+])(?=\s)|^(\d+)([.)])(?=\s)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # not allowed in XML


def name_of(conversation: Conversation) -> str:
    """The file's name."""
    return texts(conversation.lang).file_name + KINDS[conversation.format][1]


def write(conversation: Conversation, base: str) -> bytes:
    """The file's content; links are made whole with `base`, the service's address."""
    return _markdown(conversation, base).encode("utf-8", "replace") if conversation.format == "md" else _word(conversation, base)


def _markdown(conversation: Conversation, base: str) -> str:
    words = texts(conversation.lang)
    lines = [f"# {words.title}", ""]
    for turn in conversation.turns:
        lines += [f"## {_escaped(turn.question)}", ""]
        if turn.answer.short_answer:
            lines += [f"**{_escaped(turn.answer.short_answer)}**", ""]
        lines += [_escaped(said(turn.answer, words)), ""]
        for citation in turn.answer.citations:
            lines += [f"> {_escaped(citation.quote)}", ">", f"> {_escaped(place(citation, words))} — <{base}{link(citation, words)}>", ""]
        if turn.answer.citations and not _supported(turn.answer):
            lines += [f"*{words.not_an_answer}*", ""]
    return "\n".join(lines)


def _word(conversation: Conversation, base: str) -> bytes:
    words = texts(conversation.lang)
    document = Document()
    document.core_properties.title, document.core_properties.author = words.title, ""
    document.add_heading(words.title, 0)
    for turn in conversation.turns:
        document.add_heading(_clean(turn.question), 1)
        if turn.answer.short_answer:
            document.add_paragraph().add_run(_clean(turn.answer.short_answer)).bold = True
        document.add_paragraph(_clean(said(turn.answer, words)))
        for citation in turn.answer.citations:
            document.add_paragraph(_clean(citation.quote), style="Intense Quote")
            run = document.add_paragraph().add_run(_clean(f"{place(citation, words)} — {base}{link(citation, words)}"))
            run.font.size = Pt(9)
        if turn.answer.citations and not _supported(turn.answer):
            document.add_paragraph().add_run(words.not_an_answer).italic = True
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _supported(answer: Answer) -> bool:
    return any(citation.supports for citation in answer.citations)


def _escaped(text: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        if found.group(3):
            return f"{found.group(3)}\\{found.group(4)}"  # "1\.": only the mark may be escaped
        return f"\\{found.group()}"

    return _MARKUP.sub(escaped, " ".join(text.split()))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
