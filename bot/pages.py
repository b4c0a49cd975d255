"""The document's page: identity card, outline, paragraphs with anchors, the cited words marked."""

from html import escape

from index.documents import Document

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--page:#fff;--quiet:#5b6675;--line:#d9dee5;--mark:#ffe58a;--link:#0b57a4}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--page:#15191f;--quiet:#9aa6b5;--line:#323a45;--mark:#6b5600;--link:#8ec1ff}}
*{box-sizing:border-box}
body{margin:0;font:1.0625rem/1.65 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:var(--page)}
main{max-width:46rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.3}
h2{font-size:1.15rem;margin-top:2rem}
a{color:var(--link)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
dt{color:var(--quiet)}dt::first-letter{text-transform:uppercase}dd{margin:0}
@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
nav ul{padding-left:1.2rem}nav ul ul{margin:0}
p,h2{scroll-margin-top:5rem;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit;padding:.1em 0;scroll-margin-top:30vh}
.page{color:var(--quiet);font-size:.85rem;border-top:1px dashed var(--line);margin-top:1.5rem}
"""


def document_page(document: Document, start: int | None, end: int | None) -> str:
    """HTML of one document; `start` and `end` are the cited offsets, or None."""
    card = "".join(
        f"<dt>{escape(field.name)}</dt><dd>{escape(field.value)}</dd>" for field in document.card if field.name != "tiêu đề"
    )
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(document.title)}</title><style>{_STYLE}</style></head>
<body><main>
<p><a href="/">← Hỏi đáp</a></p>
<h1>{escape(document.title)}</h1>
{f'<dl>{card}</dl>' if card else ''}
{_outline(document)}
<article>{''.join(_paragraphs(document, start, end))}</article>
</main></body></html>"""


def _outline(document: Document) -> str:
    rows = "".join(
        f'<li style="margin-left:{len(section.path) - 1}rem"><a href="#p{document.paragraph_at(section.start)}">'
        f"{escape(section.title)}</a></li>"
        for section in document.sections
    )
    return f'<nav aria-label="Mục lục"><h2>Mục lục</h2><ul>{rows}</ul></nav>' if rows else ""


def _paragraphs(document: Document, start: int | None, end: int | None):  # noqa: ANN202 - strings
    page = None
    for number, paragraph in enumerate(document.paragraphs, 1):
        if paragraph.page is not None and paragraph.page != page:
            page = paragraph.page
            yield f'<div class="page">Trang {page}</div>'
        tag = "h2" if paragraph.kind == "heading" and number > 1 else "p"
        yield f'<{tag} id="p{number}">{_marked(document.text, paragraph.start, paragraph.end, start, end)}</{tag}>\n'


def _marked(text: str, first: int, last: int, start: int | None, end: int | None) -> str:
    if start is None or end is None or end <= first or start >= last:
        return escape(text[first:last])
    left, right = max(first, start), min(last, end)
    return f'{escape(text[first:left])}<mark>{escape(text[left:right])}</mark>{escape(text[right:last])}'


def missing_page(name: str) -> str:
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Không có văn bản</title><style>{_STYLE}</style></head>'
        f'<body><main><h1>Không có văn bản “{escape(name)}”</h1><p><a href="/">← Về trang hỏi đáp</a></p></main></body></html>'
    )
