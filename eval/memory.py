"""How much memory a process holds."""

import re
from pathlib import Path


def memory_mb(pid: int | str = "self", kind: str = "VmHWM") -> float:
    """Resident memory of a process in MB (1024² bytes): VmHWM, its most so far, or VmRSS, now; Linux only.

    `getrusage` would count what the parent held when it started the process.
    """
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.search(rf"{kind}:\s+(\d+)", status).group(1)) / 1024
