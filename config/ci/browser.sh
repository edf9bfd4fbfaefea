#!/usr/bin/env bash
# browser.sh COMMAND...: runs the command with CHROMIUM naming the browser. Without a browser: fails.
set -euo pipefail
source "$(dirname "$0")/install.sh"
[ -n "${CHROMIUM:-}" ] || need chromium chromium
export CHROMIUM=${CHROMIUM:-$(command -v chromium)}
"$CHROMIUM" --version
"$@"
