#!/usr/bin/env bash
# Measures the built programs next to others that people know, in the same run: benchmark.sh [NAME...]
# Prints a table and writes it to .build/benchmark as results.json and results.md.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh
# shellcheck source=.ci/scripts/lib/supervise.sh
source .ci/scripts/lib/supervise.sh
# shellcheck source=.ci/scripts/lib/machine.sh
source .ci/scripts/lib/machine.sh
# shellcheck source=.ci/scripts/lib/build.sh
source .ci/scripts/lib/build.sh
trap end_supervised EXIT
exit_on_signals

set_up benchmark
choose_configuration release
build_products api-server infra-cli weir-benchmark
export WEIR_VENV=${WEIR_VENV:-$PWD/.build/venv}
supervise .ci/scripts/with-postgres.sh "$(program_path weir-benchmark)" .build/benchmark "$@"
