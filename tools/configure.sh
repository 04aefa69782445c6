#!/usr/bin/env bash
# usage: tools/configure.sh PRESET
# Configures build/PRESET of this checkout. CMake and virtual environments keep absolute paths: what was made before the
# checkout was moved or copied would be built and used in the old place, so it is removed first, and made anew.
set -euo pipefail
cd "$(dirname "$(realpath "$0")")/.."
[ $# -eq 1 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }

# The checkout that a folder of build/ was made in, or nothing.
made_in() {
    if [ -f "$1/CMakeCache.txt" ]; then
        sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt"
    elif [ -f "$1/pyvenv.cfg" ]; then
        sed -n 's,^command = .* -m venv \(.*\)/build/[^/]*$,\1,p' "$1/pyvenv.cfg"
    fi
}

for folder in build/*/; do
    place=$(made_in "$folder")
    if [ -n "$place" ] && ! [ "$place" -ef . ]; then
        echo "atlas: ${folder%/} was made in $place; it is made anew here" >&2
        rm -rf "$folder"
    fi
done
exec cmake --preset "$1" --log-level=WARNING >/dev/null
