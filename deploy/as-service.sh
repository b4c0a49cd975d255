#!/bin/sh
# A command of the service, as its user and with the folders and settings of its unit:
#   sh deploy/as-service.sh bot doctor
#   sh deploy/as-service.sh bot keys make "Cổng thông tin"
#   sh deploy/as-service.sh eval harvest --out /var/lib/hoi-dap/drafts.jsonl
set -eu
cd "$(dirname "$0")/.."
export BOT_INDEX_DIR=/var/lib/hoi-dap/index BOT_DATA_DIR=/var/lib/hoi-dap/data BOT_SOURCE_DIR=/var/lib/hoi-dap/source_docs
if [ -f /etc/hoi-dap/env ]; then
    set -a
    # shellcheck disable=SC1091
    . /etc/hoi-dap/env
    set +a
fi
exec runuser -u hoi-dap -- .venv/bin/python -m "$@"
