#!/usr/bin/env bash
# Times parkcarbon against DuckDB, polars and pandas on generated lakes of meter readings; prints a Markdown report.
# Options are those of compare.py (--quick, --large, --rounds N, --only PATTERN). Needs Python 3.11 or later.
# PARKCARBON=path takes a binary that is built already; PARKCARBON_FLOOR=command adds a contestant that is called like `rollup`.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=target/bench-venv
if ! cmp -s benches/requirements.txt "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv" >&2
    "$venv/bin/pip" install --quiet --requirement benches/requirements.txt >&2
    cp benches/requirements.txt "$venv/requirements.txt"
fi
if [ -z "${PARKCARBON:-}" ]; then
    cargo build --release --locked >&2
    PARKCARBON=${CARGO_TARGET_DIR:-target}/release/parkcarbon
fi
PARKCARBON=$PARKCARBON exec "$venv/bin/python" benches/compare.py "$@"
