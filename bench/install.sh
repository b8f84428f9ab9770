#!/bin/sh
# Install the peers, each where it disturbs nothing.
set -eu
build=build/bench
if [ ! -e "$build/.ready" ]; then
    mkdir -p "$build"
    python3 -m venv "$build/venv"
    "$build/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
    cp bench/package.json "$build/package.json"
    (cd "$build" && npm install --silent --no-audit --no-fund --no-package-lock)
    touch "$build/.ready"
fi
