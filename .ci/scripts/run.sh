#!/usr/bin/env bash
# Builds api-server and becomes it, on this machine's own address. PORT, STORE and CONFIGURATION come from the environment.
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

# Not from the environment, where some tools keep a machine's name under HOST.
export HOST=127.0.0.1
export PORT=${PORT:-8080} STORE=${STORE:-sqlite:data/weir.sqlite}
choose_configuration "${CONFIGURATION:-debug}"

if [[ ! $PORT =~ ^[1-9][0-9]{0,4}$ ]] || ((PORT > 65535)); then
    fail "PORT is '$PORT'; a number from 1 to 65535 is expected"
fi
if (exec 3<>"/dev/tcp/$HOST/$PORT") 2>/dev/null; then
    fail "something listens on $HOST:$PORT already; stop it, or take another port: make run PORT=$((PORT % 65535 + 1))"
fi

set_up run
build_products api-server
program=$(program_path api-server)
[[ $STORE != sqlite:data/* ]] || mkdir -p data

# The store's password, if it has one, stays out of the terminal; and out of the process list, as the server takes its
# settings from the environment.
shown=$(sed -E 's#(://[^:/@]*):[^@]*@#\1:***@#' <<<"$STORE")
port=""
[[ $PORT == 8080 ]] || port=" PORT=$PORT"
cat >&2 <<TEXT

api-server on http://$HOST:$PORT, store $shown. Ctrl-C stops it. In another terminal:

    make sample$port                                load this repository's history and query it
    curl http://$HOST:$PORT/health/ready
    curl http://$HOST:$PORT/v1/datasets

TEXT
exec "$program" serve
