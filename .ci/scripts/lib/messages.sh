# shellcheck shell=bash
# Shared by the scripts beside this folder, which run in the repository's root.

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}
