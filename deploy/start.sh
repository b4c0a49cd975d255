#!/bin/sh
# In a container: the shipped documents where there are none yet, the index, then the service.
set -eu
if [ ! -d "$BOT_SOURCE_DIR" ]; then
    cp -R source_docs "$BOT_SOURCE_DIR"
fi
# What could not be read or built has been named; the last good index serves all the same.
python -m index || echo "python -m index: $?" >&2
exec python -m bot serve
