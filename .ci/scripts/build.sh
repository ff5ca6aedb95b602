#!/usr/bin/env bash
# Builds products: build.sh debug|release [PRODUCT...]; everything if none is named.
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

choose_configuration "${1:-debug}"
set_up run
build_products "${@:2}"
