"""Which request is being answered: what the log and the records know it by."""

from contextvars import ContextVar

# Twelve hexadecimal digits, in the reply's X-Request-ID; empty where no request is being answered.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
