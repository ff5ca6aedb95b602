# shellcheck shell=bash
# The one place for the build's flags, since other flags would mean another build.

# Sets `build_flags` for "debug" or "release".
choose_configuration() {
    case $1 in
        debug) build_flags=(-c debug) ;;
        # The standard library inside, so that the program runs on a machine without Swift; no debug information, which
        # takes far longer to make than the program itself.
        release) build_flags=(-c release --static-swift-stdlib -Xswiftc -gnone) ;;
        *) fail "CONFIGURATION is '$1'; debug or release is expected" ;;
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
