#!/usr/bin/env bash
# Builds api-server and runs it on the loopback address. PORT, STORE and CONFIGURATION come from the environment.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

# Overrides the environment, in which some tools set HOST to the machine's name.
export HOST=127.0.0.1
export PORT=${PORT:-8080} STORE=${STORE:-sqlite:data/weir.sqlite}
choose_configuration "${CONFIGURATION:-debug}"

if [[ ! $PORT =~ ^[1-9][0-9]{0,4}$ ]] || ((PORT > 65535)); then
    fail "PORT is '$PORT'; expected a number from 1 to 65535"
fi
if (exec 3<>"/dev/tcp/$HOST/$PORT") 2>/dev/null; then
    fail "$HOST:$PORT is in use; stop the program that listens there, or use another port: make run PORT=$((PORT % 65535 + 1))"
fi

set_up run
build_products api-server
program=$(program_path api-server)
[[ $STORE != sqlite:data/* ]] || mkdir -p data

# Keep the store's password off the terminal. It is not in the process list either: the server reads its settings from the
# environment.
shown=$(sed -E 's#(://[^:/@]*):[^@]*@#\1:***@#' <<<"$STORE")
port=""
[[ $PORT == 8080 ]] || port=" PORT=$PORT"
cat >&2 <<TEXT

api-server on http://$HOST:$PORT, store $shown. Ctrl-C stops it. In another terminal:

    make sample$port                                load this repository's commit history and query it
    curl http://$HOST:$PORT/health/ready
    curl http://$HOST:$PORT/v1/datasets

TEXT
exec "$program" serve
