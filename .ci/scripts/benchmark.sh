#!/usr/bin/env bash
# Compares the built programs with reference programs in the same run: benchmark.sh [NAME...]
# Prints a table and writes it to .build/benchmark as results.json and results.md.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

set_up benchmark
choose_configuration release
build_products api-server infra-cli weir-benchmark
export WEIR_VENV=${WEIR_VENV:-$PWD/.build/venv}
supervise .ci/scripts/with-postgres.sh "$(program_path weir-benchmark)" .build/benchmark "$@"
