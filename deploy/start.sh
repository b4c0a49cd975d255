#!/bin/sh
# In a container: the shipped documents where there are none yet, the index, then the service.
set -eu
if [ ! -d "$BOT_SOURCE_DIR" ]; then
    cp -R source_docs "$BOT_SOURCE_DIR"
fi
status=0
python -m index || status=$?
# 3: some documents could not be read; each was named, the others answer.
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || exit "$status"
exec python -m bot serve
