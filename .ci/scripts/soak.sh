#!/usr/bin/env bash
# Lets everything go wrong for some minutes and counts what was lost: soak.sh [ROUNDS] [NAME...]
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

set_up soak
# As it is deployed, unless said otherwise.
choose_configuration "${CONFIGURATION:-release}"
build_products api-server weir-soak
supervise "$(program_path weir-soak)" "$@"
