#!/usr/bin/env bash
# Fails if a source file is not formatted, a public declaration has no documentation, or shellcheck reports a problem.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

set_up lint
status=0
supervise swift format lint --strict --parallel --recursive Sources Tests Package.swift || status=1

# Every shell script, by its name or by its first line.
mapfile -t scripts < <(
    {
        find .ci docker deploy .github -name '*.sh' -type f
        grep -rlE -m 1 '^#!.*\b(ba)?sh$' .ci docker deploy .github
    } | sort -u
)
((${#scripts[@]})) || fail "found no shell script, although this is one: the search is broken"
supervise shellcheck "${scripts[@]}" || status=1
exit "$status"
