#!/usr/bin/env bash
# elasticsearch.sh COMMAND...: runs the command with an Elasticsearch of its own, in a temporary folder
# on a free port of the loopback, stopped afterwards; its address goes to the command in
# SEARCH_TEST_URL. What starts it is beside the checkout, or in EMBASSY_SHARED_TOOLS. Where it is
# missing: in CI a failure; elsewhere the command runs, and what needs the node says that there is none.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/install.sh"

[ -z "${SEARCH_TEST_URL:-}" ] || exec "$@"
run="${EMBASSY_SHARED_TOOLS:-$here/../../../shared/tools}/elasticsearch/run"
if [ ! -x "$run" ]; then
    echo "No Elasticsearch: $run is missing, and SEARCH_TEST_URL names none." >&2
    [ -z "${CI:-}" ] || exit 1
    exec "$@"
fi
need javac openjdk-17-jdk-headless
need mvn maven

node=$(mktemp -d)
stop() {
    "$run" stop --data "$node" >/dev/null 2>&1 || true
    rm -rf "$node"
}
trap stop EXIT
SEARCH_TEST_URL=$("$run" start --port 0 --data "$node")
export SEARCH_TEST_URL
echo "Elasticsearch is up at $SEARCH_TEST_URL"
"$@"
