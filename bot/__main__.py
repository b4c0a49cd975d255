"""`python -m bot ask`, `serve`, `keys`, `users`, `doctor`.

Exit 0 done, 1 it could not be done (of `doctor`: something does not let the service run), 2 the command is not written so.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from index.errors import UserError
from index.settings import check_settings, setting, silence_libraries

from .answer import Answer, refusal
from .chain import Chain, Request
from .manage import add_commands


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Hỏi đáp văn bản có dẫn nguồn.")
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="trả lời một câu hỏi, hoặc một loạt câu hỏi từ đầu vào chuẩn")
    ask.add_argument("question", nargs="?", help="câu hỏi")
    ask.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    ask.add_argument("--jsonl", action="store_true", help="đọc mỗi dòng một đối tượng JSON, in mỗi dòng một câu trả lời")
    serve = commands.add_parser("serve", help="mở trang hỏi đáp")
    serve.add_argument("--host", help="địa chỉ lắng nghe (mặc định BOT_HOST)")
    serve.add_argument("--port", type=int, help="cổng (mặc định BOT_PORT)")
    add_commands(commands)
    commands.add_parser("doctor", help="kiểm tra máy này: có gì cản trở dịch vụ, và cách khắc phục")
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # whatever the terminal's locale
    silence_libraries()
    try:
        if options.command == "serve":
            from .web.origins import allowed_origins

            check_settings(), allowed_origins()  # before what takes seconds to import
            from .web.serve import serve as run

            port = setting("BOT_PORT") if options.port is None else options.port
            if not 0 <= port <= 65535:
                serve.error(f"cổng {port} không có; hãy chọn số từ 0 đến 65535")
            run(options.host or setting("BOT_HOST"), port)
            return 0
        if options.command == "doctor":
            from .doctor import examine

            found = [print(finding, flush=True) or finding.mark for finding in examine()]
            return 1 if "bad" in found else 0
        if options.command != "ask":
            options.run(options)
            return 0
        if options.jsonl == (options.question is not None):
            ask.error("hãy viết một câu hỏi trong dấu ngoặc kép, hoặc chỉ dùng --jsonl")
        from .open import open_chain

        chain = open_chain()
        if options.jsonl:
            for line in batch(chain, sys.stdin.buffer):
                print(json.dumps(line, ensure_ascii=False), flush=True)
            return 0
        answer = chain.answer(Request(options.question))
        print(json.dumps(answer.to_json("1"), ensure_ascii=False, indent=2) if options.json else as_text(answer), flush=True)
        return 0
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads has read enough: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def batch(chain: Chain, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not blank, in order; an unreadable line has its own refusal."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identifier: str = str(number)
        try:
            item = json.loads(line.decode("utf-8-sig"))
            if isinstance(item, dict) and isinstance(item.get("id"), str | int):
                identifier = str(item["id"])
            request = _request(item)
        except (ValueError, TypeError, RecursionError) as error:
            yield refusal("bad_input", f"Dòng {number} không đọc được ({_cause(error)}); xin sửa lại dòng này.").to_json(identifier)
            continue
        yield chain.answer(request).to_json(identifier)


def _request(item: Any) -> Request:
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise TypeError("thiếu “question” là chuỗi ký tự")
    history = item.get("history") or []
    if not isinstance(history, list) or not all(
        isinstance(turn, list) and len(turn) == 2 and all(isinstance(part, str) for part in turn) for turn in history
    ):
        raise TypeError("“history” phải gồm các cặp [câu hỏi, câu trả lời]")
    return Request(item["question"], tuple((question, answer) for question, answer in history))


def _cause(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "không phải mã UTF-8"
    return str(error) if isinstance(error, TypeError) else "sai cú pháp JSON"


def as_text(answer: Answer) -> str:
    """The answer for a terminal: the short answer first, then the sentence, then where it stands."""
    lines = [f"→ {answer.short_answer}", ""] if answer.short_answer else []
    lines.append(answer.answer)
    for citation in answer.citations:
        place = " › ".join(citation.section) or "phần mở đầu"
        page = f", trang {citation.page}" if citation.page else ""
        label = citation.document_number or citation.document_title
        lines += ["", f"[{citation.n}] {label} — {place}, đoạn {citation.paragraph}{page}", f"    “{citation.quote}”"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
