#!/bin/sh
# Set up if needed, then open the chat.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
exec "${VENV:-.venv}/bin/python" -m bot serve "$@"
