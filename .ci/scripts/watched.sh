#!/usr/bin/env bash
# Runs tests, with their output also in a file: watched.sh SECONDS FILE COMMAND [ARGUMENT...]
#
# The exit code is the command's. If it writes nothing for so many seconds, this says which tests have begun and not ended, and
# what the threads of their program do, if gdb is installed; then it fails. A test that stops for good is then a failure within
# minutes that tells where to look, and not a run that somebody else has to end. Whoever runs this ends what is left.
set -euo pipefail

(($# >= 3)) || {
    printf 'usage: %s SECONDS FILE COMMAND [ARGUMENT...]\n' "$0" >&2
    exit 64
}
limit=$1 output=$2
shift 2

# Swift Testing's lines: a sign, a blank, what it is, its name in quotes or as it is, what happened. Every test "starts" when the
# run does; of one with arguments it can be told which cases it has come to.
unfinished() {
    awk '
        function name(line) {
            sub(/^[^ ]+ +/, "", line)
            sub(/( with [0-9]+ test cases?)? (started|passed|failed|skipped).*$/, "", line)
            return line
        }
        / Test case .* started\.$/ { case_of[$0] = "Test " substr($0, match($0, / to "[^"]*" started/) + 4)
                                     sub(/ started\.$/, "", case_of[$0]); next }
        / started\.$/ { begun[name($0)] = 1; next }
        / (passed|failed) after / || / skipped/ { delete begun[name($0)] }
        END {
            for (line in case_of) if (case_of[line] in begun) { begun[case_of[line]] = 2; sub(/^[^ ]+ +/, "", line); print "    " line }
            for (test in begun) if (begun[test] == 1 && test ~ /^Test \(?["a-zA-Z]/ && test != "Test run") print "    " test
        }' "$1" | cut -c1-220 | sort
}

# The program with the tests, among the processes of this session.
program() {
    local id name
    for id in $(ps -o pid= --sid "$(ps -o sid= --pid $$ | tr -d ' ')"); do
        { IFS= read -r -d '' name <"/proc/$id/cmdline"; } 2>/dev/null || continue
        if [[ $name == *.xctest || $name == */swiftpm-testing-helper ]]; then
            printf '%s\n' "$id"
            return
        fi
    done
}

# Of a debugger's stacks, those of threads that have something to do.
busy() {
    awk '
        function finish() { if (stack != "" && stack !~ /_dispatch_semaphore_wait_slow|_dispatch_event_loop/) printf "%s", stack; stack = "" }
        /^Thread / { finish() }
        /^(Thread |#)/ { stack = stack $0 "\n" }
        END { finish() }'
}

explain() {
    local tests
    printf '\nerror: nothing was written for %s seconds, so the tests are ended.\n' "$limit"
    tests=$(program)
    if [[ -n $tests ]] && command -v gdb >/dev/null; then
        # What it has not handed over yet is the latest.
        timeout 60 gdb -batch -p "$tests" -ex 'call (int)fflush(0)' >/dev/null 2>&1 || true
        sleep 1
        printf '\nIts threads:\n'
        timeout 120 gdb -batch -p "$tests" -ex 'set pagination off' -ex 'thread apply all backtrace 30' 2>/dev/null |
            busy | cut -c1-220 || true
    fi
    printf '\nBegun and not ended, as far as was written:\n'
    unfinished "$output" || true
}

: >"$output"
(
    set -o pipefail
    "$@" 2>&1 | tee --ignore-interrupts "$output"
) &
run=$!
while kill -0 "$run" 2>/dev/null; do
    sleep 0.5
    if (($(date +%s) - $(stat --format=%Y "$output") > limit)) && kill -0 "$run" 2>/dev/null; then
        explain >&2
        exit 1
    fi
done
wait "$run"
