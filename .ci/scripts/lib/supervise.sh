# shellcheck shell=bash
# Commands that are stopped together with all their descendants.

# The session id (setsid(2)) of the supervised command, or empty.
supervised=""

# Runs a command in a session of its own, waits for it and returns its exit code. Remaining processes of the session are
# stopped. The caller has `end_supervised` in its EXIT trap and has called `exit_on_signals`, so that a signal stops the
# session at once.
supervise() {
    local status=0
    # Bash starts background commands with SIGINT ignored, and programs inherit that. If this script is killed, the kernel
    # interrupts the command.
    env --default-signal=INT,QUIT setpriv --pdeathsig INT setsid "$@" </dev/null &
    supervised=$!
    wait "$supervised" || status=$?
    end_supervised
    return "$status"
}

exit_on_signals() {
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Stops every process of the supervised session: SIGTERM first, SIGKILL after about three seconds. (A child of a Swift
# program may have SIGTERM blocked, inherited from a Dispatch thread.)
end_supervised() {
    [[ -n $supervised ]] || return 0
    local signal attempt members
    for signal in TERM KILL; do
        for attempt in {1..50}; do
            mapfile -t members < <(session_members "$supervised")
            ((${#members[@]})) || break 2
            ((attempt > 1)) || kill "-$signal" "${members[@]}" 2>/dev/null || true
            sleep 0.05
        done
    done
    supervised=""
}

# Prints the process ids of session $1, except zombies.
session_members() {
    local stat line fields
    for stat in /proc/[0-9]*/stat; do
        { read -r line <"$stat"; } 2>/dev/null || continue
        # proc(5): id, name in parentheses (any characters), state, parent, group, session.
        read -ra fields <<<"${line##*) }"
        if [[ ${fields[3]} == "$1" && ${fields[0]} != Z ]]; then
            stat=${stat#/proc/}
            printf '%s\n' "${stat%/stat}"
        fi
    done
}
