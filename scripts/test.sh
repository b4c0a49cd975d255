#!/bin/sh
# Set up if needed, with the small model that some tests ask, then run the tests.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
VENV=${VENV:-.venv}
want=$(cat tests/requirements.txt constraints.txt | cksum)
if [ "$(cat "$VENV/installed-tests" 2>/dev/null || true)" != "$want" ]; then
    echo "Cài mô hình nhỏ để kiểm thử …"
    if "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt; then
        echo "$want" > "$VENV/installed-tests"
    else
        echo "Không cài được mô hình nhỏ; các kiểm thử cần nó sẽ được bỏ qua." >&2
    fi
fi
if [ $# -gt 0 ]; then
    exec "$VENV/bin/python" -m pytest "$@"
fi
# Two files at a time, for the tests wait for services and pages as much as they compute; then what measures times.
"$VENV/bin/python" -m pytest -n 2 --dist loadfile -m "not alone"
exec "$VENV/bin/python" -m pytest -m alone
