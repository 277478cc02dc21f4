#!/usr/bin/env bash
# test-installed.sh PYTHON WHEEL: runs the tests against the installed wheel, in a folder that holds no source of ours.
set -euo pipefail
python=$(realpath -s "$1")
wheel=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
mkdir "$room/shuwen"
cp -r tests corpus docs scripts README.md README.zh-CN.md CHANGELOG.md pyproject.toml constraints.txt "$room/shuwen"
find "$room/shuwen" -name __pycache__ -type d -prune -exec rm -rf {} +
if [ -d ../shared ]; then ln -s "$(realpath ../shared)" "$room/shared"; fi

"$python" -m venv "$room/venv" 2>/dev/null || {
    "$python" -m venv --clear --without-pip "$room/venv"
    "$python" -m pip --python "$room/venv/bin/python" install --quiet pip
}
"$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt "$wheel[dev]"

cd "$room/shuwen"
"$room/venv/bin/shuwen" --version
"$room/venv/bin/python" -m pytest
