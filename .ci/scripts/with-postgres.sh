#!/usr/bin/env bash
# Runs a command with a temporary PostgreSQL server and returns the command's exit code:
#
#     .ci/scripts/with-postgres.sh swift test --filter PostgresStore
#
# The server listens on a Unix socket in a temporary folder only, so it cannot clash with another server or port. The command
# gets its URI in WEIR_TEST_POSTGRES. The server and the folder are removed in any case.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

(($#)) || fail "usage: $0 COMMAND [ARGUMENT...]"

folder=""
server=""

stop_everything() {
    local status=$? attempt
    trap '' HUP INT TERM
    end_supervised
    if [[ -n $server ]]; then
        # SIGINT is PostgreSQL's fast shutdown, which disconnects all sessions.
        kill -INT "$server" 2>/dev/null || true
        for attempt in {1..200}; do
            kill -0 "$server" 2>/dev/null || break
            # SIGQUIT is the immediate shutdown; the data is discarded anyway.
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

# Neither these programs nor the command may see settings for another server.
for name in "${!PG@}"; do unset "$name"; done

# In /tmp, regardless of TMPDIR: a socket's path is limited to 107 bytes, and the server's account needs access.
folder=$(mktemp -d /tmp/weir-postgres.XXXXXX)
as_owner=(setpriv)
if ((EUID == 0)); then
    # PostgreSQL refuses to run as root; its package creates this account.
    id -u postgres >/dev/null 2>&1 || fail "PostgreSQL does not run as root, and the account 'postgres' does not exist"
    chown postgres "$folder"
    as_owner+=(--reuid=postgres --regid=postgres --init-groups)
fi

# A collation other than C, as in production: a query whose order depends on the server's collation must fail in a test.
(cd "$folder" && "${as_owner[@]}" "$programs/initdb" --pgdata=data --username=weir --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US) >"$folder/log" 2>&1 ||
    fail "initdb failed:
$(cat "$folder/log")"

# In a session of its own, so that Ctrl-C stops it only after the command; if this script is killed, the kernel sends the
# fast shutdown.
(
    cd "$folder" || exit
    exec "${as_owner[@]}" --pdeathsig INT setsid "$programs/postgres" -D data \
        -c listen_addresses= -c unix_socket_directories="$folder" -c max_connections=200 \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum_naptime=10min
) >>"$folder/log" 2>&1 </dev/null &
server=$!

for _ in {1..600}; do
    if "$programs/pg_isready" --quiet --host="$folder" --username=weir --dbname=postgres; then break; fi
    kill -0 "$server" 2>/dev/null || fail "PostgreSQL did not start:
$(cat "$folder/log")"
    sleep 0.05
done
"$programs/createdb" --host="$folder" --username=weir weir_test

export WEIR_TEST_POSTGRES="postgresql:///weir_test?host=$folder&user=weir"
supervise "$@"
