#!/usr/bin/env bash
# Runs every test and the deploy story, or the tests that FILTER matches, with a PostgreSQL server and a virtual environment. The exit
# code is the tests', or else the story's.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

set_up test
# Beside the build, since pip mostly waits for the network.
(
    trap end_supervised EXIT
    exit_on_signals
    ensure_virtual_environment .build/venv
    ensure_virtual_environment .build/venv-checkov .ci/requirements-checkov.txt
) &
environment=$!
trap '[[ -z $environment ]] || kill "$environment" 2>/dev/null || true; end_supervised' EXIT
# All products: some tests run the programs.
build_tests .build/build-output.log
wait "$environment" || fail "a virtual environment in .build could not be created"
environment=""

# Before the tests: beside them, the compiler and the containers would take processor time that some of them measure.
story=0
if [[ -z ${FILTER:-} ]]; then
    .ci/scripts/examples.sh
    INFRA_CLI=$PWD/.build/debug/infra-cli API_SERVER=$PWD/.build/debug/api-server .ci/scripts/deploy-test.sh || story=$?
fi

export WEIR_VENV="$PWD/.build/venv" WEIR_CHECKOV_VENV="$PWD/.build/venv-checkov"
# A missing tool fails a test instead of skipping it.
export WEIR_REQUIRE_TOOLS=1
selection=()
[[ -z ${FILTER:-} ]] || selection=(--filter "$FILTER")
# Some tests wait for a server's time-outs. With hundreds of tests taking turns on a few threads, a quick client could seem slow;
# a limited number at a time takes no longer in all. The event stream has the durations of tests. (Swift 6.1's `swift test` does
# not know these options.)
output=.build/test-output.log events=.build/test-events.jsonl
rm -f "$events"
options=$(swift test --help-hidden 2>/dev/null) || true
if [[ $options == *--experimental-maximum-parallelization-width* ]]; then
    selection+=(--experimental-maximum-parallelization-width "$((2 * $(nproc) + 4))")
fi
if [[ $options == *--event-stream-output-path* ]]; then
    selection+=(--event-stream-output-path "$events" --event-stream-version 0)
fi
status=0
say "Running the tests; their output goes to $output"
# A whole run takes two minutes, and the log grows all the time.
.ci/scripts/with-postgres.sh .ci/scripts/watched.sh 300 "$output" swift test --skip-build "${selection[@]}" || status=$?
.ci/scripts/test-report.sh "$output" "$events" "$status"
((status != 0)) || status=$story
exit "$status"
