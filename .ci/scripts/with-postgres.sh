#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own and returns the command's exit code:
#
#     .ci/scripts/with-postgres.sh swift test --filter PostgresStore
#
# The server listens on a Unix socket in a temporary folder only, so it meets no other server and no port. The command
# finds it through WEIR_TEST_POSTGRES. However this script ends, server and folder go with it.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh
# shellcheck source=.ci/scripts/lib/supervise.sh
source .ci/scripts/lib/supervise.sh
# shellcheck source=.ci/scripts/lib/machine.sh
source .ci/scripts/lib/machine.sh

(($#)) || fail "usage: $0 COMMAND [ARGUMENT...]"

folder=""
server=""

stop_everything() {
    local status=$? attempt
    trap '' HUP INT TERM
    end_supervised
    if [[ -n $server ]]; then
        # SIGINT is PostgreSQL's fast shutdown: sessions are cut, nothing is waited for.
        kill -INT "$server" 2>/dev/null || true
        for attempt in {1..200}; do
            kill -0 "$server" 2>/dev/null || break
            # SIGQUIT is its immediate one; the data is thrown away anyhow.
            ((attempt != 150)) || kill -QUIT "$server" 2>/dev/null || true
            sleep 0.05
        done
        wait "$server" 2>/dev/null || true
    fi
    [[ -z $folder ]] || rm -rf -- "$folder"
    exit "$status"
}
trap stop_everything EXIT
exit_on_signals

programs=$(postgres_programs)
[[ -n $programs ]] || fail "no PostgreSQL server is installed; 'make setup' installs one (Debian's package 'postgresql')"

# Settings for another server must reach neither these programs nor the command.
for name in "${!PG@}"; do unset "$name"; done

# In /tmp whatever TMPDIR says: a socket's path has a limit of 107 bytes, and the server's account must be able to enter.
folder=$(mktemp -d /tmp/weir-postgres.XXXXXX)
as_owner=(setpriv)
if ((EUID == 0)); then
    # PostgreSQL refuses to run as root; the package brought this account.
    id -u postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root, and there is no account 'postgres' to run it as"
    chown postgres "$folder"
    as_owner+=(--reuid=postgres --regid=postgres --init-groups)
fi

# A collation unlike C's, as servers in production have one: an answer whose order depends on the server's must fail here.
(cd "$folder" && "${as_owner[@]}" "$programs/initdb" --pgdata=data --username=weir --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US) >"$folder/log" 2>&1 ||
    fail "initdb failed; it said:
$(cat "$folder/log")"

# In a session of its own, so that Ctrl-C reaches it only after the command has ended; and should this script be killed
# outright, the kernel sends the fast shutdown.
(
    cd "$folder"
    exec "${as_owner[@]}" --pdeathsig INT setsid "$programs/postgres" -D data \
        -c listen_addresses= -c unix_socket_directories="$folder" -c max_connections=200 \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum_naptime=10min
) >>"$folder/log" 2>&1 </dev/null &
server=$!

for _ in {1..600}; do
    if "$programs/pg_isready" --quiet --host="$folder" --username=weir --dbname=postgres; then break; fi
    kill -0 "$server" 2>/dev/null || fail "PostgreSQL did not start; it said:
$(cat "$folder/log")"
    sleep 0.05
done
"$programs/createdb" --host="$folder" --username=weir weir_test

export WEIR_TEST_POSTGRES="postgresql:///weir_test?host=$folder&user=weir"
supervise "$@"
