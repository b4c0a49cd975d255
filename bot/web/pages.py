"""The pages about documents: the list, and one document with its card, outline and the cited words marked."""

from html import escape

from index.current import Index
from index.documents import Document

from .links import link_to
from .texts import VI, Texts

_DEEPEST = 5


def page(texts: Texts, title: str, body: str, head: str = "", *, wide: bool = False) -> str:
    """A page of ours: style and fonts come from this service, and no script runs in it. `wide`, for tables."""
    return f"""<!doctype html>
<html lang="{texts.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)}</title><link rel="stylesheet" href="{link_to("/ui/page.css")}">{head}</head>
<body><main{' class="rong"' if wide else ""}>
{body}
</main></body></html>"""


def document_page(document: Document, start: int | None, end: int | None, texts: Texts, *, has_original: bool) -> str:
    """HTML of one document; `start` and `end` are the cited offsets, or None."""
    original = f'<p><a href="{link_to(f"/documents/{document.id}/original")}" download>{texts.original}</a> ({escape(document.path.name)})</p>' if has_original else ""
    return page(
        texts,
        document.title,
        f'<p class="back"><a href="{chat_url(texts)}">← {texts.back_to_chat}</a> · <a href="{documents_url(texts)}">{texts.documents}</a></p>'
        f'<h1 lang="vi">{escape(document.title)}</h1>'
        f'{_card(document)}{original}{_outline(document, texts)}'
        f'<article lang="vi">{"".join(_paragraphs(document, start, end, texts))}</article>',
    )


def documents_page(index: Index, texts: Texts) -> str:
    """HTML of the list: each document's card, and how long it is."""
    cards = []
    for document in index.documents.values():
        size = f"{len(document.sections)} {texts.section_count}" + (f", {document.pages} {texts.page_count}" if document.pages else "")
        cards.append(
            f'<section class="card"><h2 lang="vi"><a href="{link_to(f"/documents/{document.id}{_query(texts)}")}">{escape(document.title)}</a></h2>'
            f"{_card(document)}<p>{size}</p></section>"
        )
    return page(
        texts,
        texts.known_documents,
        f'<p class="back"><a href="{chat_url(texts)}">← {texts.back_to_chat}</a></p><h1>{texts.known_documents} ({len(cards)})</h1>{"".join(cards)}',
    )


def missing_page(name: str, texts: Texts) -> str:
    title = f"{texts.no_document} “{name}”"
    return page(texts, title, f'<h1>{escape(title)}</h1><p><a href="{chat_url(texts)}">← {texts.to_chat}</a></p>')


def lost_page() -> str:
    """HTML for an address that is none."""
    return page(VI, "Không có địa chỉ này", f'<h1>Không có địa chỉ này</h1><p>Xin kiểm tra lại đường dẫn, hoặc <a href="{chat_url(VI)}">{VI.to_chat.lower()}</a>.</p>')


def chat_url(texts: Texts) -> str:
    return link_to("/" if texts.lang == "vi" else "/en/")


def documents_url(texts: Texts) -> str:
    return link_to(f"/documents{_query(texts)}")


def snippets_url(texts: Texts) -> str:
    return link_to(f"/nhung{_query(texts)}")


def _query(texts: Texts) -> str:
    return "" if texts.lang == "vi" else f"?lang={texts.lang}"


def _card(document: Document) -> str:
    """The identity card, without the title, which stands above it."""
    rows = "".join(f"<dt>{escape(field.name)}</dt><dd>{escape(field.value)}</dd>" for field in document.card if field.name != "tiêu đề")
    return f'<dl lang="vi">{rows}</dl>' if rows else ""


def _outline(document: Document, texts: Texts) -> str:
    rows = "".join(
        f'<li class="d{min(_DEEPEST, len(section.path))}"><a href="#p{document.paragraph_at(section.start)}">{escape(section.title)}</a></li>'
        for section in document.sections
    )
    return f'<nav aria-label="{texts.contents}"><h2>{texts.contents}</h2><ul lang="vi">{rows}</ul></nav>' if rows else ""


def _paragraphs(document: Document, start: int | None, end: int | None, texts: Texts):  # noqa: ANN202 - strings
    number_of_page = None
    for number, paragraph in enumerate(document.paragraphs, 1):
        if paragraph.page is not None and paragraph.page != number_of_page:
            number_of_page = paragraph.page
            yield f'<div class="page">{texts.page.capitalize()} {number_of_page}</div>'
        tag = "h2" if paragraph.kind == "heading" and number > 1 else "p"
        yield f'<{tag} id="p{number}">{_marked(document.text, paragraph.start, paragraph.end, start, end)}</{tag}>\n'


def _marked(text: str, first: int, last: int, start: int | None, end: int | None) -> str:
    if start is None or end is None or end > len(text) or end <= first or start >= last:
        return escape(text[first:last])
    left, right = max(first, start), min(last, end)
    return f"{escape(text[first:left])}<mark>{escape(text[left:right])}</mark>{escape(text[right:last])}"
