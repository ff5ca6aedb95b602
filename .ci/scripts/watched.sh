#!/usr/bin/env bash
# Runs tests with their output in a file, and detects hangs: watched.sh SECONDS FILE COMMAND [ARGUMENT...]
#
# The exit code is the command's. If the file does not grow for so many seconds, the script prints the unfinished tests and, if gdb
# is installed, the stacks of the test program's threads, and fails. A hanging test is then a failure within minutes, with a
# place to look. The caller stops the remaining processes.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

(($# >= 3)) || fail "usage: $0 SECONDS FILE COMMAND [ARGUMENT...]"
limit=$1 output=$2
shift 2

# Prints the unfinished tests. Swift Testing's lines have a sign, a kind, a name and an event. Every test "starts" with the run;
# only for tests with arguments does the log show the current case.
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

# Prints the id of the test program among the processes of this session.
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

# Filters a debugger's stacks: idle threads are dropped.
busy() {
    awk '
        function finish() { if (stack != "" && stack !~ /_dispatch_semaphore_wait_slow|_dispatch_event_loop/) printf "%s", stack; stack = "" }
        /^Thread / { finish() }
        /^(Thread |#)/ { stack = stack $0 "\n" }
        END { finish() }'
}

explain() {
    local tests
    printf '\nerror: the tests wrote nothing for %s seconds and are stopped.\n' "$limit"
    tests=$(program)
    if [[ -n $tests ]] && command -v gdb >/dev/null; then
        # Flush the latest, buffered output.
        timeout 60 gdb -batch -p "$tests" -ex 'call (int)fflush(0)' >/dev/null 2>&1 || true
        sleep 1
        printf '\nThreads of the test program:\n'
        timeout 120 gdb -batch -p "$tests" -ex 'set pagination off' -ex 'thread apply all backtrace 30' 2>/dev/null |
            busy | cut -c1-220 || true
    fi
    printf '\nUnfinished tests, as far as logged:\n'
    unfinished "$output" || true
}

: >"$output"
"$@" >>"$output" 2>&1 &
run=$!
while kill -0 "$run" 2>/dev/null; do
    sleep 0.5
    if (($(date +%s) - $(stat --format=%Y "$output") > limit)) && kill -0 "$run" 2>/dev/null; then
        explain >&2
        exit 1
    fi
done
wait "$run"
