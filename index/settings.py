"""Every setting in one place: name, default, meaning, and the reason for the default."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import parsing
from .errors import UserError
from .parsing import ROOT as ROOT

_FILE = "_FILE"  # NAME_FILE names the file that holds the secret NAME, as systemd and containers hand secrets over


@dataclass(frozen=True)
class Setting:
    """One environment variable; `parse` raises ValueError with the remedy in Vietnamese.

    A secret may also lie in a file, and is never shown.
    """

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str
    reason: str
    secret: bool = False


SETTINGS = (
    Setting("BOT_SOURCE_DIR", "source_docs", parsing.path, "Folder of the source documents.", "Where the seed document lies."),
    Setting(
        "BOT_INDEX_DIR",
        ".index",
        parsing.path,
        "Folder that holds the builds and the pointer to the current one.",
        "Beside the code and ignored by git: a build is made again from the sources at any time.",
    ),
    Setting(
        "BOT_EMBEDDING_MODEL",
        "",
        str,
        "Another sentence-transformers model, by name or folder; empty for the built-in encoder.",
        "The built-in encoder needs neither a network nor PyTorch to answer.",
    ),
    Setting(
        "BOT_CHROMA_URL",
        "",
        parsing.url,
        "Address of a Chroma server for the vectors; empty for the local store.",
        "A local store needs no service; a server is for a corpus that outgrows one machine.",
    ),
    Setting(
        "BOT_THREADS",
        "2",
        parsing.whole(1, 64),
        "Threads for the models.",
        "Office servers have two cores; more threads than free cores make an answer slower.",
    ),
    Setting(
        "BOT_MAX_FILE_MB",
        "50",
        parsing.whole(1, 2000),
        "Largest source file that is read, in MB.",
        "A longer official text is unknown; a file over it is a scan or a mistake and would exhaust memory.",
    ),
    Setting(
        "BOT_MAX_QUESTION_CHARS",
        "1000",
        parsing.whole(50, 20000),
        "Longest question that is answered, in characters.",
        "The encoder reads 512 tokens, about 1,500 characters; what is longer is a text, not a question.",
    ),
    Setting("BOT_HOST", "127.0.0.1", str, "Address on which the chat listens.", "Open to nobody else until asked."),
    Setting("BOT_PORT", "7860", parsing.whole(0, 65535), "Port on which the chat listens.", "Gradio's customary port."),
    Setting(
        "BOT_ALLOWED_ORIGINS",
        "",
        str,
        "Origins that may embed the chat and call the API, separated by spaces: exact, or https://*.example.gov.vn; empty for the service's own pages only.",
        "A door to another site is opened by a person, not by default.",
    ),
    Setting(
        "BOT_PUBLIC_URL",
        "",
        parsing.published,
        "Address at which readers reach the service, such as https://hoi-dap.example.gov.vn; empty where they call it by IP address or by this machine's name.",
        "It stands in links and snippets; and a host name that the service does not know may be a stranger's that points to it.",
    ),
    Setting(
        "BOT_WAIT_S",
        "20",
        parsing.whole(1, 300),
        "Longest wait for one's turn, in seconds, before a question is refused as busy.",
        "Some 200 answers on two cores; whoever waits longer has left, and proxies cut off at 30 to 60.",
    ),
    Setting(
        "BOT_MAX_WAITING",
        "200",
        parsing.whole(1, 10000),
        "Questions that may wait for their turn at once; the next is refused as busy.",
        "What two cores answer within BOT_WAIT_S: who came later would wait in vain.",
    ),
    Setting(
        "BOT_MAX_STREAMS",
        "100",
        parsing.whole(1, 10000),
        "Questions and open streams of one key, user or address at once.",
        "An office's readers often share one address; this leaves it half of the queue, and a runaway program no more.",
    ),
    Setting(
        "BOT_MAX_BODY_KB",
        "512",
        parsing.whole(16, 100000),
        "Largest body of a request, in KB; files of documents have BOT_MAX_FILE_MB.",
        "A conversation of 40 long answers is about 200 KB.",
    ),
    Setting(
        "BOT_BODY_S",
        "15",
        parsing.whole(1, 600),
        "Longest time that a request's body may take to arrive, in seconds.",
        "512 KB over a poor telephone network take ten; a client that sends a byte at a time holds a place for nothing.",
    ),
    Setting(
        "BOT_RATE_KEY",
        "600/minute",
        parsing.rate,
        "Requests that one API key may make, such as 600/minute, or off.",
        "A key is a portal's own server with many readers behind it: as much as two cores answer.",
    ),
    Setting(
        "BOT_RATE_USER",
        "30/minute",
        parsing.rate,
        "Requests that one user (by login or portal's token) may make, or off.",
        "A question every two seconds, faster than anyone reads answers.",
    ),
    Setting(
        "BOT_RATE_ADDRESS",
        "900/minute",
        parsing.rate,
        "Requests that one address without key or login may make, or off.",
        "More than two cores answer, for a whole office may stand behind one address: it only stops a program gone wild.",
    ),
    Setting(
        "BOT_RATE_LOGIN",
        "10/minute",
        parsing.rate,
        "Failed logins for one name from one address, and twenty times as many logins of one address, or off.",
        "Enough for a person with a bad memory, and for an office that comes to work; too few to guess by.",
    ),
    Setting(
        "BOT_PROXIES",
        "127.0.0.1",
        parsing.networks,
        "Addresses or networks of proxies, separated by commas, whose X-Forwarded-For and X-Forwarded-Proto are believed; off for none.",
        "A proxy on this machine is the operator's own; anyone else could claim any address.",
    ),
    Setting(
        "BOT_ACCESS",
        "open",
        parsing.one_of("open", "closed"),
        "Who may ask: open, whoever reaches the port; closed, only with an API key, a portal's token or a login.",
        "It listens on this machine alone until told otherwise, and must work at once for who tries it.",
    ),
    Setting(
        "BOT_PORTAL_SECRET",
        "",
        parsing.secret,
        "Secret with which the portal signs its users' tokens; empty takes no tokens.",
        "No door without a lock of the office's own.",
        secret=True,
    ),
    Setting(
        "BOT_TOKEN_MINUTES",
        "15",
        parsing.whole(1, 120),
        "Longest life of a portal's token, in minutes.",
        "The launcher fetches a new one by itself; one that leaks is soon worth nothing.",
    ),
    Setting(
        "BOT_SESSION_HOURS",
        "10",
        parsing.whole(1, 720),
        "How long a login lasts, in hours.",
        "A working day, so that one logs in once in the morning.",
    ),
    Setting(
        "BOT_OPERATOR_KEY",
        "",
        parsing.secret,
        "Key of the operator's page; empty leaves the page shut.",
        "Who can replace documents decides what is answered: no key is better than a known one.",
        secret=True,
    ),
    Setting(
        "BOT_DATA_DIR",
        ".data",
        parsing.path,
        "Folder of what cannot be made again: keys, users, feedback, the evaluation report. To be backed up.",
        "Apart from the index, which can be made again, and ignored by git.",
    ),
    Setting(
        "BOT_KEEP_QUESTIONS",
        "off",
        parsing.switch,
        "on: questions asked are kept with their outcome and shown to the operator, and the chat says so; faults in the log show their message. off also removes those kept before.",
        "What people ask is their own until the office decides, and tells them.",
    ),
    Setting(
        "BOT_KEEP_DAYS",
        "90",
        parsing.whole(1, 3650),
        "How long feedback, questions and the figures of each answer are kept, in days.",
        "A quarter: long enough to mend the documents by it, short enough to forget.",
    ),
    Setting(
        "BOT_EVAL_DATA",
        "",
        parsing.optional_path,
        "Folder of public evaluation sets in SQuAD format; empty skips what needs them.",
        "The sets are not part of the project: their licences differ from its own.",
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def setting(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """The parsed value of one setting.

    Raises:
        UserError: the value cannot be used; the sentence names key, value (but for a secret) and remedy.
    """
    chosen = _BY_NAME[name]
    value = (_secret(name, environ) if chosen.secret else environ.get(name, chosen.default)).strip() or chosen.default
    try:
        return chosen.parse(value)
    except ValueError as error:
        shown = "" if chosen.secret else f"={value!r}"
        raise UserError(f"Biến môi trường {name}{shown} không dùng được: {error}.") from None


def check_settings(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Parse every setting; the names that begin with BOT_ and are none, slips of the pen most likely.

    Raises:
        UserError: as `setting`, for the first that cannot be used.
    """
    for one in SETTINGS:
        setting(one.name, environ)
    known = {*_BY_NAME, *(one.name + _FILE for one in SETTINGS if one.secret)}
    return sorted(name for name in environ if name.startswith("BOT_") and name not in known)


def _secret(name: str, environ: Mapping[str, str]) -> str:
    """A secret from the environment, or from the file that NAME_FILE names."""
    given, file = environ.get(name, ""), environ.get(name + _FILE, "")
    if given and file:
        raise UserError(f"Biến môi trường {name} và {name + _FILE} cùng được đặt; hãy chỉ giữ một.")
    if not file:
        return given
    try:
        return parsing.path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "không phải chữ"
        raise UserError(f"Biến môi trường {name + _FILE}={file!r} không dùng được: không đọc được tệp ({cause}); hãy kiểm tra đường dẫn và quyền đọc.") from None


@cache
def silence_libraries() -> None:
    """Switch off the telemetry and hub access of every library, before any of them is imported."""
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "CHROMA_TELEMETRY_IMPL": "none",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "DO_NOT_TRACK": "1",
        "LANGCHAIN_TRACING_V2": "false",
        "LANGSMITH_TRACING": "false",
        "TOKENIZERS_PARALLELISM": "false",
        # A waiting thread must not spin: beside another busy process it would starve the answer.
        "OMP_WAIT_POLICY": "PASSIVE",
    }.items():
        os.environ.setdefault(name, value)
