# shellcheck shell=bash
# The build flags, in one place: other flags would rebuild everything.

# Sets `build_flags` for "debug" or "release".
choose_configuration() {
    case $1 in
        debug) build_flags=(-c debug) ;;
        # A static standard library, so that the program runs on a machine without Swift; no debug information, which
        # takes far longer to generate than the program itself, nor that of the standard library.
        release) build_flags=(-c release --static-swift-stdlib -Xswiftc -gnone -Xlinker --strip-debug) ;;
        *) fail "CONFIGURATION is '$1'; expected debug or release" ;;
    esac
}

# Builds the given products, or everything.
build_products() {
    (($#)) || supervise swift build "${build_flags[@]}"
    local product
    for product in "$@"; do
        supervise swift build "${build_flags[@]}" --product "$product"
    done
}

# Prints the path of a built program.
program_path() {
    printf '.build/%s/%s\n' "${build_flags[1]}" "$1"
}

# Builds everything, tests included. Without a terminal the output goes to the file $1, and only errors are printed.
build_tests() {
    local log=$1
    mkdir -p -- "$(dirname -- "$log")"
    if [[ -t 1 ]]; then
        supervise swift build --build-tests
        return
    fi
    if ! supervise swift build --build-tests >"$log" 2>&1; then
        grep -E -A 8 '(^|[ :])(fatal )?error:' "$log" | head -n 200 || tail -n 40 "$log"
        fail "the build failed; its output is in $log"
    fi
    tail -n 1 "$log"
}
