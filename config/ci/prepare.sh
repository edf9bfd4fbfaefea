#!/bin/sh
# Makes DATA_DIR ready for `manage.py serve`: tables, the seeded community and static files.
# Safe to run again: migrations and seed keep what is there. BIN is the folder of the interpreter.
set -eu
"$BIN/python" manage.py collectstatic --noinput --verbosity 0 &
static=$!
"$BIN/python" manage.py migrate --verbosity 0 || { kill "$static" 2>/dev/null; exit 1; }
"$BIN/python" manage.py seed || { kill "$static" 2>/dev/null; exit 1; }
wait "$static"
