# shellcheck shell=bash
# Commands that are ended with everything they started.

# The session (see setsid(2)) of the command that `supervise` runs, or empty.
supervised=""

# Runs a command in a session of its own and waits for it; returns its exit code. Whatever it started and left behind is
# ended with it. A script that uses this has `end_supervised` in its EXIT trap and calls `exit_on_signals` first:
# a signal then ends the whole session at once instead of waiting for the command.
supervise() {
    local status=0
    # Bash starts background commands with SIGINT ignored, which programs inherit; and should this script be killed
    # outright, the kernel interrupts the command.
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

# Ends every process of the supervised session: politely, and after some three seconds not. (A program that a Swift
# program started may have SIGTERM blocked, as that is how it inherits it from a thread of Dispatch.)
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

# Prints the process ids of session $1, the dead that nobody waited for left out.
session_members() {
    local stat line fields
    for stat in /proc/[0-9]*/stat; do
        { read -r line <"$stat"; } 2>/dev/null || continue
        # proc(5): id, name in parentheses (which may hold anything), state, parent, group, session.
        read -ra fields <<<"${line##*) }"
        if [[ ${fields[3]} == "$1" && ${fields[0]} != Z ]]; then
            stat=${stat#/proc/}
            printf '%s\n' "${stat%/stat}"
        fi
    done
}
