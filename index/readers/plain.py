"""Markdown (with YAML front matter) and plain text."""

import re
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..documents import Block, RawDocument
from ..errors import SourceError
from . import legacy
from .lines import parted, table_blocks, text_blocks

_BREAK = re.compile(r"<br\s*/?>", re.I)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)


def decode(path: Path) -> str:
    """The file's text: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        SourceError: neither; the sentence names the likely encoding.
    """
    data = path.read_bytes()
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        if old := legacy.encoding_of(data.decode("cp1252", errors="replace")):
            raise SourceError(legacy.message(path.name, old)) from None
        raise SourceError(f"{path.name}: không phải mã UTF-8; hãy lưu lại tệp với mã UTF-8.") from None


def read_text(path: Path) -> RawDocument:
    return RawDocument(tuple(text_blocks(decode(path).split("\n"))), {})


def read_markdown(path: Path) -> RawDocument:
    text = decode(path)
    front_matter: dict[str, str] = {}
    if match := _FRONT_MATTER.match(text):
        front_matter, text = _front_matter(path, match.group(1)), text[match.end() :]
    return parse_markdown(text, front_matter)


def _front_matter(path: Path, source: str) -> dict[str, str]:
    try:
        # BaseLoader keeps every value as it is written: a number or date is not reinterpreted.
        fields = yaml.load(source, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise SourceError(f"{path.name}: thẻ thông tin đầu tệp sai cú pháp YAML ở dòng {line}; hãy sửa dòng đó.") from None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise SourceError(f"{path.name}: thẻ thông tin đầu tệp phải gồm các dòng “tên: giá trị”; hãy sửa lại.")
    return {str(key).strip().lower(): value.strip() for key, value in fields.items() if value.strip()}


def parse_markdown(text: str, front_matter: dict[str, str] | None = None) -> RawDocument:
    """Blocks of a Markdown text: marks go, list numbers stay (they may be Khoản and Điểm)."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    blocks: list[Block] = []
    heading, marker, row, rows = 0, "", [], []
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "list_item_open":
                marker = f"{token.info}{token.markup} " if token.info else "- "
            case "tr_open":
                row = []
            case "tr_close":
                rows.append(row)
            case "table_close":
                blocks += table_blocks(rows)
                rows = []
            case "inline" if token.level and _in_table(token, tokens):
                row.append(_BREAK.sub("\n", _plain(token)))
            case "inline":
                kind = "heading" if heading else "paragraph"
                for lines, typed in parted(_plain(token, "\n").split("\n")):
                    blocks += [Block(marker + " ".join(lines), kind, heading)] if lines else []
                    blocks += table_blocks(typed) if typed else []  # without a line below its header
                    marker = ""
            case "fence" | "code_block":
                blocks += [Block(line) for line in token.content.splitlines() if line.strip()]
    title = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)
    return RawDocument(tuple(blocks), front_matter or {}, title)


def _in_table(token: Token, tokens: list[Token]) -> bool:
    previous = tokens[tokens.index(token) - 1]
    return previous.type in ("th_open", "td_open")


def _plain(token: Token, broken: str = " ") -> str:
    pieces = {"softbreak": broken, "hardbreak": broken}
    return "".join(pieces.get(child.type, child.content) for child in token.children or ())
