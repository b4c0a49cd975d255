#!/bin/sh
# Everything that cannot be made again, in one archive: records, keys, users, the key of logins, the documents.
# May run beside the service. sh scripts/backup.sh FILE.tar.gz
set -eu
cd "$(dirname "$0")/.."
to=${1:?"Cách dùng: sh scripts/backup.sh TỆP.tar.gz"}
case $to in /*) ;; *) to=${OLDPWD:-$PWD}/$to ;; esac
if [ -e "$to" ]; then
    echo "Tệp $to đã có; hãy chọn tên khác." >&2
    exit 1
fi
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${VENV:-.venv}/bin/python" - "$work" <<'PYTHON'
import shutil, sqlite3, sys
from contextlib import closing
from pathlib import Path
sys.path.insert(0, ".")
from index.settings import setting
work, data, source = Path(sys.argv[1]), setting("BOT_DATA_DIR"), setting("BOT_SOURCE_DIR")
(work / "data").mkdir()
for path in data.iterdir() if data.is_dir() else ():
    if path.name == "records.sqlite3":
        # Page by page, as one moment: a copy of the file alone would lack what is still in its log.
        with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(work / "data" / path.name)) as copy:
            live.backup(copy)
    elif path.is_file() and not path.name.startswith("records.sqlite3-") and path.suffix not in (".lock", ".new"):
        shutil.copy2(path, work / "data")
shutil.copytree(source, work / "source_docs")
PYTHON
tar -czf "$to.new" -C "$work" data source_docs
mv "$to.new" "$to"
echo "Đã sao lưu vào $to."
