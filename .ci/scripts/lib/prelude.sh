# shellcheck shell=bash
# Sourced first by every script: strict mode, the functions of this folder, and the repository's root as working directory.
# A script that ends or gets a signal stops its supervised command.
set -euo pipefail

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

source "$(dirname -- "${BASH_SOURCE[0]}")/supervise.sh"
source "$(dirname -- "${BASH_SOURCE[0]}")/machine.sh"
source "$(dirname -- "${BASH_SOURCE[0]}")/build.sh"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.."
trap end_supervised EXIT
exit_on_signals
