#!/usr/bin/env bash
# Summarizes a log of `swift test`: test-report.sh FILE STATUS
# Prints the failures in full, the ten slowest tests, and Swift Testing's own summary as the last line.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

(($# == 2)) || fail "usage: $0 FILE STATUS"
log=$1 status=$2

# A failure is a line with ✘, a crash or an error of SwiftPM, with the lines that follow it up to the next event.
failures() {
    awk '
        / started\.$/ || /^[◇✔➜] / { shown = 0; next }
        /^✘ Test run with / { shown = 0; next }
        /^✘ / || /^error: / || /Fatal error/ || / died of signal/ { shown = 60 }
        shown > 0 { print; shown-- }' "$log"
}

# Swift Testing reports a test as: sign, "Test", name, "passed after" or "failed after", duration.
slowest() {
    sed -nE 's/^[✔✘] Test (.*) (passed|failed) after ([0-9.]+) seconds.*$/\3 \1/p' "$log" |
        sort --general-numeric-sort --reverse | head -n 10 |
        awk '{ seconds = $1; sub(/^[^ ]+ /, ""); printf "  %8.3f s  %s\n", seconds, $0 }'
}

if ((status != 0)); then
    printf 'Failures (the whole output is in %s):\n\n' "$log"
    failures
    printf '\n'
fi
printf 'Slowest tests:\n'
slowest
summary=$(grep -E '^. Test run with ' "$log" | tail -n 1) || true
if [[ -n $summary ]]; then
    printf '%s\n' "$summary"
else
    printf 'No test run was completed. Last lines of %s:\n\n' "$log"
    tail -n 20 "$log"
fi
