"""A conversation as a Markdown or Word file, each answer with its citations."""

import io
import re

from docx import Document
from docx.shared import Pt

from .conversation import link, place
from .models import Answer, Conversation

KINDS = {
    "md": ("text/markdown; charset=utf-8", "hỏi đáp văn bản.md"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "hỏi đáp văn bản.docx"),
}
_TITLE = "Hỏi đáp văn bản"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])|^(\s*)([-+]|\d+[.)])(?=\s)", re.M)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # not allowed in XML


def write(conversation: Conversation, base: str) -> bytes:
    """The file's content; links are made whole with `base`, the service's address."""
    return _markdown(conversation, base).encode("utf-8", "replace") if conversation.format == "md" else _word(conversation, base)


def _markdown(conversation: Conversation, base: str) -> str:
    lines = [f"# {_TITLE}", ""]
    for turn in conversation.turns:
        lines += [f"## {_escaped(turn.question)}", ""]
        if turn.answer.short_answer:
            lines += [f"**{_escaped(turn.answer.short_answer)}**", ""]
        lines += [_escaped(turn.answer.answer), ""]
        for citation in turn.answer.citations:
            lines += [f"> {_escaped(citation.quote)}", ">", f"> {_escaped(place(citation))} — <{base}{link(citation)}>", ""]
        if turn.answer.citations and not _supported(turn.answer):
            lines += ["*Đoạn trên là đoạn gần nhất, không trả lời câu hỏi.*", ""]
    return "\n".join(lines)


def _word(conversation: Conversation, base: str) -> bytes:
    document = Document()
    document.core_properties.title, document.core_properties.author = _TITLE, ""
    document.add_heading(_TITLE, 0)
    for turn in conversation.turns:
        document.add_heading(_clean(turn.question), 1)
        if turn.answer.short_answer:
            document.add_paragraph().add_run(_clean(turn.answer.short_answer)).bold = True
        document.add_paragraph(_clean(turn.answer.answer))
        for citation in turn.answer.citations:
            document.add_paragraph(_clean(citation.quote), style="Intense Quote")
            run = document.add_paragraph().add_run(_clean(f"{place(citation)} — {base}{link(citation)}"))
            run.font.size = Pt(9)
        if turn.answer.citations and not _supported(turn.answer):
            document.add_paragraph().add_run("Đoạn trên là đoạn gần nhất, không trả lời câu hỏi.").italic = True
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _supported(answer: Answer) -> bool:
    return any(citation.supports for citation in answer.citations)


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda m: f"\\{m.group(1)}" if m.group(1) else f"{m.group(2)}\\{m.group(3)}", " ".join(text.split()))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
