#!/usr/bin/env bash
# Summarizes a test run: test-report.sh LOG EVENTS STATUS
# Prints the failures in full, the ten slowest tests, and Swift Testing's own summary as the last line. EVENTS is the run's event
# stream; without it there are no durations.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

(($# == 3)) || fail "usage: $0 LOG EVENTS STATUS"
log=$1 events=$2 status=$3

# A failure is a line with ✘, a crash or an error of SwiftPM, with the lines that follow it up to the next event.
failures() {
    awk '
        / started\.$/ || /^(◇|✔|➜) / || /^✘ Test run with / { shown = 0; next }
        /^✘ / || /^error: / || /Fatal error/ || / died of signal/ { shown = 60 }
        shown > 0 { print; shown-- }' "$log"
}

# The log has the time from the start of the run to the end of a test, most of which a test waits for its turn. The event stream
# has the start of each test case. A test's duration is the sum of its cases'.
slowest() {
    python3 -c '
import collections, json, sys
durations, names = collections.Counter(), {}
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    payload = record["payload"]
    if record["kind"] == "test":
        names[payload["id"]] = payload.get("displayName", payload["name"])
    elif payload["kind"] in ("testCaseStarted", "testCaseEnded"):
        sign = 1 if payload["kind"] == "testCaseEnded" else -1
        durations[payload["testID"]] += sign * payload["instant"]["absolute"]
finished = [(duration, names.get(test, test), test.split("/")[0]) for test, duration in durations.items() if duration >= 0]
for duration, name, suite in sorted(finished, reverse=True)[:10]:
    print(f"  {duration:8.3f} s  {suite}: {name}")' "$events"
}

if ((status != 0)); then
    printf 'Failures (the whole output is in %s):\n\n' "$log"
    failures
    printf '\n'
fi
if [[ -s $events ]]; then
    printf 'Slowest tests:\n'
    slowest || true
fi
summary=$(grep -E '^[^ ]+ Test run with ' "$log" | tail -n 1) || true
if [[ -n $summary ]]; then
    printf '%s\n' "$summary"
else
    printf 'The test run did not finish. Last lines of %s:\n\n' "$log"
    tail -n 20 "$log"
fi
