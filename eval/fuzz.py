"""`python -m eval fuzz`: requests made from the API's own OpenAPI description, right ones and wrong ones, by schemathesis.

Every answer must be one that the description promises, in the shape it promises; no request may fail the service.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from index.settings import setting

from .service import service

_SEED = 143
_RULES = Path(__file__).parent / "schemathesis.toml"


def fuzz(examples: int, index_dir: Path | None = None) -> bool:
    """Whether nothing was found; schemathesis prints what it does. `examples` requests at most for each operation and phase.

    Raises:
        UserError: the service did not start.
    """
    with tempfile.TemporaryDirectory() as folder, service(index_dir or setting("BOT_INDEX_DIR"), Path(folder) / "log") as running:
        command = [Path(sys.executable).parent / "st", "--config-file", _RULES, "--no-color", "run", f"{running.url}/api/v1/openapi.json"]
        options = f"--checks all --phases examples,coverage,fuzzing --max-examples {examples} --seed {_SEED} --generation-database none"
        done = subprocess.run([*command, *options.split()], cwd=folder)
        return done.returncode == 0
