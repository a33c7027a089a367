#!/usr/bin/env bash
# Resolves pyproject.toml into requirements.lock: one lock for running and testing, every file with its hash.
#
# No index, mirror or folder of wheels may appear in it, whatever this machine's pip is configured with; a test holds
# that. ARGS go to pip-compile: `make lock ARGS="--upgrade-package pydantic"`, `make lock ARGS=--upgrade`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The resolver lives apart, so that it is neither locked nor able to change the environment it resolves for.
readonly RESOLVER=build/lock-venv
if [ ! -x "$RESOLVER/bin/pip-compile" ]; then
    .venv/bin/python -m venv "$RESOLVER"
    "$RESOLVER/bin/python" -m pip install --quiet --disable-pip-version-check 'pip-tools>=7.5' </dev/null
fi
# A folder of local wheels would lend its hashes to packages that others fetch elsewhere.
unset PIP_FIND_LINKS
"$RESOLVER/bin/pip-compile" --quiet --extra dev --allow-unsafe --strip-extras --generate-hashes \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-annotate --no-header \
    "$@" --output-file requirements.lock pyproject.toml </dev/null
sed -i '1i # Made by `make lock` from pyproject.toml for Python 3.11 and newer. Do not edit.\n' requirements.lock
