#!/usr/bin/env bash
# Fails if a source file is not formatted, a public declaration is not documented, or shellcheck finds anything.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh
# shellcheck source=.ci/scripts/lib/supervise.sh
source .ci/scripts/lib/supervise.sh
# shellcheck source=.ci/scripts/lib/machine.sh
source .ci/scripts/lib/machine.sh
trap end_supervised EXIT
exit_on_signals

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
((${#scripts[@]})) || fail "found no shell script to check, and this is one: the search is broken"
supervise shellcheck --external-sources "${scripts[@]}" || status=1
exit "$status"
