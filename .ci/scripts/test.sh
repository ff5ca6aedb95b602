#!/usr/bin/env bash
# Runs every test, or those that FILTER names, with all they need. The exit code is the tests'.
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

set_up test
# The executables too: some tests run them.
supervise swift build --build-tests

# As a step of its own: beside the tests, the compiler would take the time that some of them measure.
[[ -n ${FILTER:-} ]] || .ci/scripts/external-package.sh

export WEIR_VENV="$PWD/.build/venv"
# A test whose tool is missing fails instead of being skipped.
export WEIR_REQUIRE_TOOLS=1
selection=()
[[ -z ${FILTER:-} ]] || selection=(--filter "$FILTER")
# Some tests wait for a server to lose patience. With hundreds of tests in turn on a few threads, a client that is not slow
# could seem so; a few at a time take no longer in all. (Swift 6.1's `swift test` does not know this option.)
width=--experimental-maximum-parallelization-width
if swift test --help-hidden 2>/dev/null | grep --quiet -e "$width"; then selection+=("$width" "$((2 * $(nproc) + 4))"); fi
# Thousands of lines pass by, and who reads them later often has only the last: what failed is said again at the end.
output=.build/test-output.log
status=0
# A whole run takes two minutes, and writes all the time.
.ci/scripts/with-postgres.sh .ci/scripts/watched.sh 300 "$output" swift test --skip-build "${selection[@]}" || status=$?
if ((status != 0)); then
    printf '\nWhat failed (all of it is in %s):\n' "$output"
    grep -E '^(✘|↳|error:|.*Fatal error|.* died of signal)' "$output" | tail -n 60 || true
fi
exit "$status"
