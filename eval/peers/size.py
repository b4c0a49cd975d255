"""`python -m eval.peers.size NAME…`: how large the named packages are as installed here, with all that they need, in MB."""

import re
import sys
from importlib import metadata


def closure_mb(roots: list[str]) -> float:
    """Megabytes (1024² bytes) of the files of `roots` and of every package that they require here, each once."""
    from packaging.requirements import Requirement

    seen: set[tuple[str, str]] = set()
    packages: dict[str, metadata.Distribution] = {}
    waiting = [Requirement(root) for root in roots]
    while waiting:
        one = waiting.pop()
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        for extra in ("", *one.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                packages[name] = metadata.distribution(name)
            except metadata.PackageNotFoundError:
                if name in map(str.lower, roots):
                    raise
                continue  # of another platform
            for line in packages[name].requires or ():
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    waiting.append(needed)
    return sum(path.stat().st_size for one in packages.values() for file in one.files or () if (path := one.locate_file(file)).is_file()) / 1024**2


if __name__ == "__main__":
    print(closure_mb(sys.argv[1:]))
