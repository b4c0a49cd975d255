"""Every setting in one place: name, default, meaning, and the reason for the default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import parsing


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
        "50 to 150 answers on two cores; whoever waits longer has left, and proxies cut off at 30 to 60.",
    ),
    Setting(
        "BOT_MAX_WAITING",
        "200",
        parsing.whole(1, 10000),
        "Questions that may wait for their turn at once; the next is refused as busy.",
        "More than two cores answer within BOT_WAIT_S: who came later would wait in vain.",
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
        "BOT_LLM",
        "",
        str,
        "A model that writes answers from the passages found, as LangChain names it (openai:…, ollama:…, google_genai:…), or as the server at BOT_LLM_URL does; empty for none.",
        "Without one every answer is the document's own words, and no question leaves this machine.",
    ),
    Setting(
        "BOT_LLM_URL",
        "",
        parsing.url,
        "Address of an OpenAI-compatible server that has the model, such as http://127.0.0.1:8080/v1; empty for the provider's own.",
        "Most offices that have a model serve it themselves, in this dialect.",
    ),
    Setting(
        "BOT_LLM_KEY",
        "",
        str,
        "Key for the model; empty where its server asks for none, or where the provider's own variable holds it.",
        "A server of one's own seldom asks for one.",
        secret=True,
    ),
    Setting(
        "BOT_LLM_TIMEOUT_S",
        "20",
        parsing.whole(1, 600),
        "Longest silence of the model, in seconds, before the answer is given without it; a whole reply may take six times as long.",
        "Whoever waits longer for a first word takes the page for broken.",
    ),
    Setting(
        "BOT_LLM_CONTEXT",
        "8192",
        parsing.whole(2048, 2_000_000),
        "How many tokens the model reads at once; what does not fit is given to it in parts.",
        "What small models of an office's own server are usually started with.",
    ),
    Setting(
        "BOT_LLM_AT_ONCE",
        "4",
        parsing.whole(1, 100),
        "Questions that the model may be writing on at once; the next gets its answer without the model.",
        "A server with one processor or card slows down beyond a few.",
    ),
    Setting(
        "BOT_EVAL_DATA",
        "",
        parsing.optional_path,
        "Folder of public evaluation sets in SQuAD format; empty skips what needs them.",
        "The sets are not part of the project: their licences differ from its own.",
    ),
)
