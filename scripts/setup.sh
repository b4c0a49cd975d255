#!/bin/sh
# Set up once: a virtual environment, the pinned packages, the index.
# Says what it does; does again only what is missing or has changed.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' 2>/dev/null; then
    echo "Cần Python 3.11 trở lên; hãy cài rồi chạy lại, hoặc đặt biến PYTHON=/đường/dẫn/python3.11." >&2
    exit 1
fi
if [ ! -x "$VENV/bin/python" ]; then
    echo "[1/3] Tạo môi trường Python trong $VENV …"
    "$PYTHON" -m venv "$VENV"
fi
want=$(cat requirements.txt constraints.txt | cksum)
if [ "$(cat "$VENV/installed" 2>/dev/null || true)" != "$want" ]; then
    echo "[2/3] Cài các gói đã ghim phiên bản (lần đầu mất vài phút) …"
    # PyTorch first and by itself: a range in another package must never choose its build.
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=24'
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
    echo "$want" > "$VENV/installed"
fi
echo "[3/3] Lập chỉ mục văn bản …"
status=0
"$VENV/bin/python" -m index || status=$?
# 3: some sources could not be read; each was named, the others serve.
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || exit "$status"
