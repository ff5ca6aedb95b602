#!/usr/bin/env bash
# Builds products: build.sh debug|release [PRODUCT...]; everything without a product.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

choose_configuration "${1:-debug}"
set_up run
build_products "${@:2}"
