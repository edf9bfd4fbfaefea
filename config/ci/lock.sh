#!/bin/sh
# Works out requirements/*.txt from pyproject.toml, with hashes and without any address.
set -eu
[ -x "$VENV/bin/pip-compile" ] || {
    "$PYTHON" -m venv "$VENV"
    "$VENV/bin/python" -m pip install --quiet "pip-tools>=7.5,<8"
}
compile() {
    "$VENV/bin/pip-compile" --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
        pyproject.toml "$@"
}
compile --upgrade --output-file requirements/base.txt
compile --constraint requirements/base.txt --extra servers --output-file requirements/servers.txt
compile --constraint requirements/base.txt --extra servers --extra dev --extra browser \
    --output-file requirements/dev.txt
