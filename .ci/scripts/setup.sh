#!/usr/bin/env bash
# Installs the packages that `make run`, `make test` and `make lint` need.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

set_up test
ensure_virtual_environment .build/venv
ensure_virtual_environment .build/venv-checkov .ci/requirements-checkov.txt
say "All packages are installed."
