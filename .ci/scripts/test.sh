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

export WEIR_VENV="$PWD/.build/venv"
# A test whose tool is missing fails instead of being skipped.
export WEIR_REQUIRE_TOOLS=1
selection=()
[[ -z ${FILTER:-} ]] || selection=(--filter "$FILTER")
exec .ci/scripts/with-postgres.sh swift test --skip-build "${selection[@]}"
