"""The chat in the browser, by Gradio: at `/` with the proofs beside it, at `/embed` bare for frames, each in two languages.

The page holds no state on the server: the conversation lives in the browser, and comes with each question.
"""

import asyncio
from collections.abc import AsyncIterator
from html import escape
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.settings import setting

from ..answer import Said
from ..chain import Request
from .context import REQUEST_ID
from .conversation import history, messages, proofs, rating, stored, to_ask, turns_from
from .gradio_labels import LABELS
from .links import root
from .live import Live
from .models import Answer, Turn
from .pages import chat_url, documents_url, snippets_url
from .quick_gradio import gr
from .texts import EN, VI, Texts

# Each locale of Gradio's that a browser may choose shows the same words.
_LOCALES = "en ar ca ckb de es et eu fa fi fr he hi id ja ko lt nb nl pl pt pt-BR ro ru sv ta th tr uk ur uz zh-CN zh-TW".split()
# The kept conversation must be readable after a restart, and by each replica. Gradio sends the key to
# every browser: it hides nothing, and need not.
_FIXED = "hoi-dap"
# The document that is asked: the one that the page around a frame has named, or the one chosen here.
_DOCUMENT = "new URLSearchParams(location.search).get('document') || document"
_HEAD = (
    '<meta name="hoi-dap-lang" content="{lang}"><meta name="hoi-dap-root" content="{root}">'
    '<link rel="stylesheet" href="{root}/ui/fonts.css"><link rel="stylesheet" href="{root}/ui/chat.css">'
    '<script src="{root}/ui/storage.js"></script><script src="{root}/ui/access.js"></script><script defer src="{root}/ui/chat.js"></script><script defer src="{root}/ui/feedback.js"></script>'
)
_NO_QUESTION = 200  # characters that are kept of what was no question
_LOOK_AGAIN_S = 0.5  # for questions to suggest, on a page that was opened before the first was found
_SOURCES = 3  # documents whose kind of source is named at the top; each document's page names its own
# Path, labels and bareness of each chat, those below another's path first: they are tried in this order.
_CHATS = (("/embed/en", EN, True), ("/embed", VI, True), ("/en", EN, False), ("/", VI, False))


def mount_chats(app: FastAPI, live: Live, *, closed: bool) -> FastAPI:
    """Mount every chat into `app`; `closed`: its page alone must say nothing of the documents."""
    for path, texts, bare in _CHATS:
        words = gr.I18n(**dict.fromkeys(_LOCALES, {key: labels[texts.lang] for key, labels in LABELS.items()}))
        gr.mount_gradio_app(
            app,
            build_chat(live, texts, bare=bare, closed=closed),
            path=path,
            theme=_theme(),
            root_path=root() + path.rstrip("/") if root() else None,
            head=_HEAD.format(lang=texts.lang, root=root()),
            i18n=words,
            footer_links=[],
            ssr_mode=False,
            pwa=False,
            enable_monitoring=False,
            run_history=False,
            show_error=False,
            mcp_server=False,
            app_kwargs={"openapi_url": None},
        )
    app.add_middleware(_Language)
    return app


def _theme() -> gr.Theme:
    """Fonts served from here; nothing is fetched from elsewhere."""
    return gr.themes.Default(primary_hue="blue", font=["Be Vietnam Pro", "system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def build_chat(live: Live, texts: Texts, *, bare: bool, closed: bool) -> gr.Blocks:
    """One chat; every text in it comes from here or from a document, and is escaped."""

    async def respond(question: str, kept: Any, document: str | None, request: gr.Request) -> AsyncIterator[tuple]:
        if not question.strip():
            yield (gr.skip(),) * 6
            return
        question = question.encode("utf-8", "replace").decode()  # half of a letter, which no page of ours sends
        identifier: str = request.request.state.request_id  # of the call that brought the question; Gradio answers it in a task of its own
        REQUEST_ID.set(identifier)
        turns = turns_from(kept)
        waiting = [*messages(turns, texts), {"role": "user", "content": escape(question)}, {"role": "assistant", "content": texts.searching}]
        yield gr.update(value="", submit_btn=False, stop_btn=texts.stop), waiting, gr.skip(), gr.skip(), gr.skip(), ""
        said: list[str] = []
        async for one in live.stream(Request(question, history(turns), document or None), "chat"):
            if isinstance(one, Said):
                said.append(one.text)
                if live.writes:
                    yield gr.skip(), [*waiting[:-1], {"role": "assistant", "content": f"{escape(' '.join(said))} …"}], *(gr.skip(),) * 4
            else:
                answer = one
        # What was no question may be a whole pasted file: it is not kept whole, nor sent with each later question.
        asked = question if answer.reason != "bad_input" else question[:_NO_QUESTION]
        turns.append(Turn(question=asked, answer=Answer.model_validate(answer.to_json(identifier))))
        yield gr.update(submit_btn=texts.ask, stop_btn=False), *_view(turns, document)

    async def again(kept: Any, document: str | None, request: gr.Request) -> AsyncIterator[tuple]:
        turns = turns_from(kept)
        if turns:
            async for update in respond(turns[-1].question, stored(turns[:-1]), document, request):
                yield update

    def stop(question: str, kept: Any, document: str | None) -> tuple:
        """Back to before the question, which returns to the box; all of the page, for the answer may have come in the same moment."""
        return gr.update(value=question, submit_btn=texts.ask, stop_btn=False), *_view(turns_from(kept), document)

    def _view(turns: list[Turn], document: str | None) -> tuple:
        return messages(turns, texts), stored(turns), proofs(turns, texts), to_ask(live, turns, document or None, texts), rating(turns, texts)

    def restore(kept: Any, document: str | None, request: gr.Request) -> tuple:
        with live.lease() as chain:
            documents = chain.index.documents.values()
            choices = [(texts.all_documents, ""), *((f"{one.number or ''} {one.title}".strip(), one.id) for one in documents)]
            chosen = document if document in chain.index.documents else ""
        shown, _, proof, ask, rate = _view(turns_from(kept), chosen)
        logged_in = request.request.state.asker.name.startswith("login:")
        return _heading(live, texts, bare=bare, logged_in=logged_in), shown, proof, ask, rate, gr.update(choices=choices, value=chosen, visible=len(choices) > 2 and not document)

    async def later(there: str, kept: Any, document: str | None) -> Any:
        """What to ask, on a page that was opened before the first of it was found."""
        found = there
        while not found and live.finding and not live.stopping:
            await asyncio.sleep(_LOOK_AGAIN_S)
            found = to_ask(live, turns_from(kept), document or None, texts)
        return gr.skip() if there else found

    with gr.Blocks(title=texts.title, analytics_enabled=False, fill_height=bare) as page:
        heading = gr.HTML("" if closed else _heading(live, texts, bare=bare), elem_id="tieu-de", padding=False)
        if bare:
            gr.HTML('<div id="loi-chao"></div>', padding=False)
        conversation = gr.BrowserState([], storage_key=_FIXED, secret=_FIXED)
        with gr.Row():
            with gr.Column(scale=3, min_width=300):
                # Any value is taken: what Gradio would check it against is known to one replica only, and the chain checks it.
                document = gr.Dropdown([(texts.all_documents, "")], value="", label=texts.which_document, elem_id="van-ban", visible=False, allow_custom_value=True)
                chat = gr.Chatbot(
                    label=texts.chat_label,
                    show_label=False,
                    elem_id="hoi-dap",
                    height="55vh",
                    render_markdown=False,
                    buttons=[],
                    placeholder=texts.placeholder,
                    elem_classes=["khung"] if bare else [],
                )
                rate_it = gr.HTML("", elem_id="danh-gia", padding=False)
                ask_next = gr.HTML("", elem_id="hoi-tiep", padding=False)
                box = gr.Textbox(
                    label=texts.box_label,
                    placeholder=texts.box_hint,
                    lines=1,
                    autofocus=not bare,
                    elem_id="cau-hoi",
                    submit_btn=texts.ask,
                    stop_btn=False,
                )
            with gr.Column(scale=2, min_width=280):
                cited = gr.HTML(f"<p>{texts.cited_here}</p>", elem_id="dan-nguon", padding=False)
        with gr.Row(elem_id="viec"):
            new = gr.Button(texts.new, size="sm", elem_id="cuoc-moi")
            copy = gr.Button(texts.copy, size="sm", elem_id="sao-chep")
            as_markdown = gr.Button(texts.export_md, size="sm", elem_id="tai-md")
            as_word = gr.Button(texts.export_docx, size="sm", elem_id="tai-docx")

        shown = [box, chat, conversation, cited, ask_next, rate_it]
        options = {"show_progress": "hidden", "concurrency_limit": None, "api_visibility": "private"}
        page.load(None, None, None, js="() => { window.hoiDap?.loaded(); }")
        restoring = page.load(restore, [conversation, document], [heading, chat, cited, ask_next, rate_it, document], js=f"(kept, document) => [kept, {_DOCUMENT}]", **options)
        suggesting = restoring.then(later, [ask_next, conversation, document], [ask_next], js=f"(there, kept, document) => [there, kept, {_DOCUMENT}]", **options)
        begins = options | {"cancels": [suggesting]}  # what it would still suggest is for a page without the new question
        # An answer stands on the page a moment before Gradio counts the event as over: a question sent in that moment, or before, is asked after it.
        asking = box.submit(respond, [box, conversation, document], shown, js=f"(question, kept, document) => [hoiDap.remember(question), kept, {_DOCUMENT}]", trigger_mode="always_last", **begins)
        retrying = chat.retry(again, [conversation, document], shown, js=f"(kept, document) => [kept, {_DOCUMENT}]", **begins)
        # What was asked is read off the page: a Chatbot as input would have the server build whatever a client sends.
        asked = f"(_, kept, document) => [hoiDap.asked(), kept, {_DOCUMENT}]"
        box.stop(stop, [box, conversation, document], shown, js=asked, cancels=[asking, retrying], **options)
        clearing = [
            event(lambda document: _view([], document), [document], shown[1:], js=f"(document) => [{_DOCUMENT}]", **options) for event in (new.click, chat.clear)
        ]
        for change in (asking, retrying, *clearing):
            change.then(None, None, None, js="() => { hoiDap.changed(); }")
        document.input(lambda kept, document: to_ask(live, turns_from(kept), document or None, texts), [conversation, document], [ask_next], **options)
        copy.click(None, None, None, js=f"() => hoiDap.copy({texts.copied!r}, {texts.not_copied!r})")
        for button, kind in ((as_markdown, "md"), (as_word, "docx")):
            button.click(None, [conversation], None, js=f"(kept) => hoiDap.save(kept, {kind!r}, {texts.not_saved!r})")
    # Without it Gradio takes the page for one still being built, and copies any file that a client names into its cache.
    page.has_launched = True
    return page


def _heading(live: Live, texts: Texts, *, bare: bool, logged_in: bool = False) -> str:
    """What the documents are, what is kept, and where else one can go; in a frame, which has a page around it, not the last."""
    with live.lease() as chain:
        sources = [f"{one.number or one.title}: {field.value}" for one in chain.index.documents.values() if (field := one.field("loại nguồn"))]
    more = "; …" if len(sources) > _SOURCES else ""
    note = f"{texts.source}: {escape('; '.join(sources[:_SOURCES]))}{more}." if sources else ""
    if setting("BOT_KEEP_QUESTIONS"):
        note += f' <strong>{texts.kept.format(days=setting("BOT_KEEP_DAYS"))}</strong>'
    if bare:
        return f'<h1 class="an">{texts.title}</h1><p>{f"{texts.intro_written} " if live.writes else ""}{note}</p>'
    other = chat_url(EN if texts is VI else VI)
    leave = f'<form method="post" action="{root()}/dang-xuat"><button>{texts.log_out}</button></form>' if logged_in else ""
    return (
        f"<h1>{texts.title}</h1>{leave}<p>{texts.intro_written if live.writes else texts.intro} {note}</p>"
        f'<nav><a href="{documents_url(texts)}">{texts.documents}</a> · <a href="{snippets_url(texts)}">{texts.embedding}</a> · <a href="{other}">{texts.other_language}</a></nav>'
    )


class _Language:
    """ASGI middleware: the chats' pages say which language they are in; Gradio's template always says English."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = {path.rstrip("/") + "/": texts for path, texts, _ in _CHATS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        texts = self._pages.get(scope.get("path", "")) if scope["type"] == "http" else None
        if texts is None:
            return await self._app(scope, receive, send)
        start: Message = {}
        body = b""

        async def sending(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                page = body.replace(b'lang="en"', f'lang="{texts.lang}"'.encode(), 1)
                headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                await send({**start, "headers": [*headers, (b"content-length", str(len(page)).encode())]})
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, sending)
