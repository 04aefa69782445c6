#!/usr/bin/env bash
# usage: tools/install.sh GROUP...   (build, run, test, check; see packages.txt: "package group", no group means build)
# Installs the Debian packages of the groups that are missing, after saying which; starts no service; touches nothing
# when nothing is missing. Exit 7: a prerequisite cannot be had.
set -euo pipefail
readonly self=$(realpath "$0")
cd "$(dirname "$self")"

readonly policy=/usr/sbin/policy-rc.d

fail() {
    printf 'atlas: %s\n' "$*" >&2
    exit 7
}

installed() {
    dpkg-query -W -f='${Package} ${db:Status-Status}\n' 2>/dev/null | sed -n 's/ installed$//p' | sort -u
}

wanted() {
    awk -v groups=" $* " '!/^#/ && NF { group = NF > 1 ? $2 : "build"; if (index(groups, " " group " ")) print $1 }' \
        packages.txt | sort -u
}

# A package with a service starts it while it is installed, unless this file answers 101. One that is there is kept.
without_service_starts() {
    if [ -e "$policy" ]; then
        "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
    "$@"
}

# Units of what was just installed must not start at the next boot either.
disable_new_units() {
    local package unit
    for package in "$@"; do
        dpkg -L "$package" | sed -En 's,^.*/systemd/system/([^/@]*[.](service|socket|timer))$,\1,p'
    done | sort -u | while read -r unit; do
        if command -v systemctl >/dev/null; then
            systemctl disable --quiet "$unit" 2>/dev/null || true
        else
            rm -f /etc/systemd/system/*.wants/"$unit"
        fi
    done
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    local -a lock=(-o DPkg::Lock::Timeout=600)
    apt-get "${lock[@]}" -qq update || printf 'atlas: the package lists could not be refreshed\n' >&2
    apt-get "${lock[@]}" -y -qq install --no-install-recommends "$@" >/dev/null
}

[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$self"; exit 2; }
command -v dpkg-query >/dev/null || fail "this is not a Debian machine; the packages needed are in tools/packages.txt"
before=$(installed)
mapfile -t missing < <(comm -23 <(wanted "$@") <(printf '%s\n' "$before"))
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "run as root, or install sudo; missing packages: ${missing[*]}"
    exec sudo "$self" "$@"
fi
printf 'atlas: installing %s (and what these need)\n' "${missing[*]}" >&2
without_service_starts install "${missing[@]}" || fail "these packages could not be installed: ${missing[*]}"
mapfile -t added < <(comm -13 <(printf '%s\n' "$before") <(installed))
disable_new_units "${added[@]}"
