"""Logging in to the chat: with a name and password, or, for a citation opened from a portal's frame, with the portal's token."""

import asyncio
import re
from email.utils import formatdate
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ..access.tokens import BadToken, Tokens
from ..access.users import Users
from .asker import COOKIE, network
from .gate import LOGIN
from .limits import Rate, TooMuch
from .links import address, link_to, root
from .pages import page
from .texts import Texts, texts

_START = "/"
_PEOPLE = 20  # who may stand behind one address, all of them logging in at eight o'clock


def login_router(users: Users, tokens: Tokens, rate: str) -> APIRouter:
    """`rate` is of failed attempts at one name from one address; an address, behind which a whole office may stand, has more of any kind."""
    router = APIRouter(include_in_schema=False)
    of_name, of_address = Rate(rate), Rate(rate, _PEOPLE)

    @router.get(LOGIN)
    async def form(toi: str = _START, lang: str = "") -> HTMLResponse:
        return _form(_inside(toi), _texts(toi, lang), "" if users.listed() else _texts(toi, lang).no_users)

    @router.post(LOGIN)
    async def log_in(request: Request) -> Response:
        given = await request.form()
        name, password, to = (str(given.get(field, "")) for field in ("ten", "mat_khau", "toi"))
        words = _texts(to, "")
        try:
            here = network(request.client.host if request.client else "")
            whose = f"{name.strip().casefold()[:100]} {here}"
            of_address.take(here)
            of_name.take(whose)
        except TooMuch as error:
            return _form(_inside(to), words, words.too_many_tries, 429, {"Retry-After": str(error.seconds)})
        user = await asyncio.to_thread(users.check, name, password)
        if user is None:
            return _form(_inside(to), words, words.not_logged_in, 401)
        of_name.forget(whose)
        return _entered(request, tokens, tokens.for_login(user), to)

    @router.post(f"{LOGIN}/ma")
    async def with_token(request: Request) -> Response:
        """A page opened from a portal's frame: it gets the token of the frame, as a cookie that ends when the token does."""
        given = await request.form()
        token, to = str(given.get("ma", "")), str(given.get("toi", ""))
        try:
            tokens.user_of(token)
        except BadToken:
            return RedirectResponse(f"{link_to(LOGIN)}?toi=", 303)
        return _entered(request, tokens, token, to)

    @router.post("/dang-xuat")
    async def log_out() -> Response:
        reply = RedirectResponse(link_to(LOGIN), 303)
        reply.delete_cookie(COOKIE, path=root() or "/")
        return reply

    return router


def set_cookie(reply: Response, request: Request, name: str, value: str, path: str, until: int | None, *, strict: bool) -> None:
    """A cookie that no script reads and no other site's page sends along; `until` in seconds since 1970, or until the browser is closed."""
    secure = request.url.scheme == "https" or address(request).startswith("https://")
    expires = "" if until is None else f"; Expires={formatdate(until, usegmt=True)}"
    reply.headers.append("set-cookie", f"{name}={value}; Path={path}; HttpOnly; SameSite={'Strict' if strict else 'Lax'}{expires}{'; Secure' if secure else ''}")


def _entered(request: Request, tokens: Tokens, token: str, to: str) -> Response:
    reply = RedirectResponse(link_to(_inside(to)), 303)
    set_cookie(reply, request, COOKIE, token, root() or "/", tokens.ends(token), strict=False)
    return reply


def _inside(to: str) -> str:
    """`to` if it is an address of this service's, without its host; the chat otherwise: a login must not lead to another's page."""
    return to if re.fullmatch(r"/(?![/\\])[^\s\\]*", to) else _START


def _texts(to: str, lang: str) -> Texts:
    return texts(lang or ("en" if re.match(r"/en\b|/embed/en\b|.*[?&]lang=en\b", to) else "vi"))


def _form(to: str, words: Texts, told: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    said = f'<p role="alert">{escape(told)}</p>' if told else ""
    body = f"""<h1>{words.title}</h1>
<form method="post" action="{link_to(LOGIN)}" class="card">
<h2>{words.log_in}</h2>{said}
<p><label>{words.user_name}<br><input name="ten" autocomplete="username" autocapitalize="none" required maxlength="64"></label></p>
<p><label>{words.password}<br><input name="mat_khau" type="password" autocomplete="current-password" required maxlength="1000"></label></p>
<input type="hidden" name="toi" value="{escape(to)}">
<p><button>{words.log_in}</button></p>
</form>"""
    return HTMLResponse(page(words, words.log_in, body), status, {"Cache-Control": "no-store", **(headers or {})})
