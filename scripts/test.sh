#!/bin/sh
# Set up if needed, then run the tests.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
exec "${VENV:-.venv}/bin/python" -m pytest "$@"
