#!/usr/bin/env bash
# Injects faults for some minutes and counts lost rows and failed requests: soak.sh [ROUNDS] [NAME...]
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

set_up soak
# A release build, as deployed, by default.
choose_configuration "${CONFIGURATION:-release}"
build_products api-server weir-soak
supervise "$(program_path weir-soak)" "$@"
