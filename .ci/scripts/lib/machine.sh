# shellcheck shell=bash
# What a fresh machine lacks, and how it gets it.

minimum_swift="6.1"

# Stops unless a Swift toolchain of at least `minimum_swift` is on the PATH.
require_swift() {
    local install="Install one from https://www.swift.org/install/linux/, open a new shell and try again."
    command -v swift >/dev/null 2>&1 || fail "no 'swift' on the PATH; Swift $minimum_swift or later is needed. $install"
    local banner pattern='Swift version ([0-9]+)\.([0-9]+)'
    banner=$(swift --version 2>&1) || fail "'swift --version' failed; it said: $banner"
    [[ $banner =~ $pattern ]] || fail "cannot read a version from what 'swift --version' said: $banner"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    if ((major < ${minimum_swift%.*} || (major == ${minimum_swift%.*} && minor < ${minimum_swift#*.}))); then
        fail "Swift $major.$minor is on the PATH; Swift $minimum_swift or later is needed. $install"
    fi
}

# Prints the packages with the libraries a toolchain unpacked from swift.org's archive is linked with, if it cannot start.
missing_toolchain_packages() {
    if command -v swift >/dev/null 2>&1 && ! swift --version >/dev/null 2>&1; then
        printf '%s\n' libedit2 libncurses6 libxml2 tzdata
    fi
}

# What compiling needs: "package" or "package:pkg-config module" (the module counts too, so a library that came from
# elsewhere, or another flavour of it, is left alone).
build_packages=(
    libpq-dev:libpq
    libsqlite3-dev:sqlite3
    libcurl4-openssl-dev:libcurl
    zlib1g-dev:zlib
    binutils
    libc6-dev
)

# Prints, one a line, the packages of `build_packages` that are not there.
missing_build_packages() {
    local entry name module installed
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${build_packages[@]%%:*}" 2>/dev/null || true)
    for entry in "${build_packages[@]}"; do
        name=${entry%%:*}
        module=${entry#"$name"}
        module=${module#:}
        if [[ $'\n'$installed$'\n' == *$'\n'"installed $name"$'\n'* ]]; then continue; fi
        if [[ -n $module ]] && pkg-config --exists "$module" 2>/dev/null; then continue; fi
        printf '%s\n' "$name"
    done
    command -v pkg-config >/dev/null 2>&1 || printf 'pkg-config\n'
    # swift-crypto compiles C++, whose headers come in a package named after the compiler's version.
    compgen -G '/usr/include/c++/*/vector' >/dev/null || printf 'g++\n'
}

# Prints the packages behind the given commands that are not on the PATH; each argument is "command:package".
missing_commands() {
    local entry
    for entry in "$@"; do
        command -v "${entry%%:*}" >/dev/null 2>&1 || printf '%s\n' "${entry#*:}"
    done
}

# Installs the given Debian packages, or prints the line that does and stops.
install_packages() {
    (($#)) || return 0
    local install="apt-get install --yes --no-install-recommends $*"
    command -v apt-get >/dev/null 2>&1 ||
        fail "missing: $*. These are the names of Debian's packages, and this system has no apt-get: install what matches them."
    local root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
            fail "system packages are missing, and installing them takes root. Run this line, then try again:

    sudo apt-get update && sudo $install
"
        fi
        root=(sudo -n)
    fi
    say "Installing: $*"
    apt_get update
    # Debian's package of the server makes and starts a cluster by itself. That is switched off meanwhile, so that no
    # server runs which nobody asked for.
    local settings=/etc/postgresql-common/createcluster.conf status=0
    if [[ " $* " == *" postgresql "* ]]; then
        apt_get install --yes --no-install-recommends postgresql-common
        "${root[@]}" sed -i.weir -e '1i create_main_cluster = false' -e '/^create_main_cluster/d' "$settings"
    fi
    # In a subshell, so that the setting is put back even if this fails.
    (apt_get install --yes --no-install-recommends "$@") || status=$?
    if [[ -e $settings.weir ]]; then "${root[@]}" mv "$settings.weir" "$settings"; fi
    ((status == 0)) || exit "$status"
}

# Runs apt-get quietly, with `root` (from `install_packages`) in front; shows what it said only if it fails.
apt_get() {
    local said
    said=$("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" 2>&1 </dev/null) ||
        fail "'apt-get $*' failed; it said:
$said"
}

# Prints the folder of the newest PostgreSQL server's programs, or nothing.
postgres_programs() {
    local initdb
    initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || true
    [[ -n $initdb ]] || initdb=$(command -v initdb) || return 0
    dirname -- "$initdb"
}

# Makes the virtual environment in $1 from `.ci/requirements.txt`, unless it was made from the same file already.
ensure_virtual_environment() {
    local folder=$1 requirements=.ci/requirements.txt
    if cmp -s "$requirements" "$folder/requirements.txt" && "$folder/bin/python" -c '' 2>/dev/null; then return 0; fi
    say "Making $folder from $requirements"
    rm -rf -- "$folder"
    supervise python3 -m venv "$folder"
    supervise "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    # Last, so that an interrupted installation is made anew.
    cp "$requirements" "$folder/requirements.txt"
}

# Adds `.ci/requirements-benchmark.txt` to the virtual environment in $1, unless the same file was added already. (An
# environment that is made anew has neither the packages nor the copy of the file.) Says so if that fails: without them
# a comparison is missing, and the others are worth having.
ensure_benchmark_packages() {
    local folder=$1 requirements=.ci/requirements-benchmark.txt
    if cmp -s "$requirements" "$folder/requirements-benchmark.txt"; then return 0; fi
    say "Adding $requirements to $folder"
    rm -f -- "$folder/requirements-benchmark.txt"
    # With the other file, so that what the tests compare with keeps its version, or nothing is installed.
    if supervise "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement .ci/requirements.txt --requirement "$requirements"; then
        cp "$requirements" "$folder/requirements-benchmark.txt"
    else
        say "That failed; what needs these packages will not be measured."
    fi
}

# Installs what the machine lacks in order to "run", "test", "benchmark", "soak" or "lint"; does nothing, quickly,
# if it has everything.
set_up() {
    local purpose=$1 missing=()
    command -v swift >/dev/null 2>&1 || require_swift
    if [[ $purpose != lint ]]; then
        mapfile -t missing < <(missing_toolchain_packages; missing_build_packages)
    fi
    if [[ $purpose == test || $purpose == benchmark || $purpose == soak ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands curl:curl python3:python3)
        python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
        [[ -n $(postgres_programs) ]] || missing+=(postgresql)
    fi
    if [[ $purpose == benchmark ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands wrk:wrk)
    fi
    if [[ $purpose == test || $purpose == lint ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands shellcheck:shellcheck)
    fi
    if [[ $purpose == test ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands openssl:openssl)
    fi
    install_packages "${missing[@]}"
    require_swift
    if [[ $purpose == test || $purpose == benchmark ]]; then ensure_virtual_environment .build/venv; fi
    if [[ $purpose == benchmark ]]; then ensure_benchmark_packages .build/venv; fi
}
