#!/usr/bin/env bash
# Fails if a tracked file names a path of this machine or a registry that pip is set up with here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

patterns=$(mktemp)
trap 'rm -f "$patterns"' EXIT
printf '%s/\n' "$PWD" "$(dirname "$PWD")" "$HOME" | grep -v '^/*$' > "$patterns"
python3 -m pip config list 2>/dev/null | grep -oE 'https?://[^/"'\'' ]+' | sed 's|^[a-z]*://||; s|.*@||' |
    grep -F . >> "$patterns" || true
if git grep -nIF -f "$patterns"; then
    echo "A path or a registry of this machine stands in the files above." >&2
    exit 1
fi
if [ -n "$(git status --porcelain --untracked-files=normal)" ]; then
    git status --short
    echo "Running left these files behind: ignore or remove them." >&2
    exit 1
fi
