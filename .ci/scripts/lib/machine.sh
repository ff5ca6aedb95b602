# shellcheck shell=bash
# Installs missing packages on a fresh machine.

minimum_swift="6.1"

# Fails unless a Swift toolchain of at least `minimum_swift` is on the PATH.
require_swift() {
    local install="Install one from https://www.swift.org/install/linux/, open a new shell and try again."
    command -v swift >/dev/null 2>&1 || fail "no 'swift' on the PATH; expected Swift $minimum_swift or later. $install"
    local banner pattern='Swift version ([0-9]+)\.([0-9]+)'
    banner=$(swift --version 2>&1) || fail "'swift --version' failed: $banner"
    [[ $banner =~ $pattern ]] || fail "no version in the output of 'swift --version': $banner"
    local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
    if ((major < ${minimum_swift%.*} || (major == ${minimum_swift%.*} && minor < ${minimum_swift#*.}))); then
        fail "Swift $major.$minor is on the PATH; expected Swift $minimum_swift or later. $install"
    fi
}

# If the toolchain does not start, prints the packages with the libraries that swift.org's archive is linked with.
missing_toolchain_packages() {
    if command -v swift >/dev/null 2>&1 && ! swift --version >/dev/null 2>&1; then
        printf '%s\n' libedit2 libncurses6 libxml2 tzdata
    fi
}

# The packages for compiling and running: "package" or "package:pkg-config module". The module suffices, so a library from another
# source, or another flavour of it, is not replaced.
build_packages=(
    libpq-dev:libpq
    libsqlite3-dev:sqlite3
    libcurl4-openssl-dev:libcurl
    zlib1g-dev:zlib
    binutils
    libc6-dev
    tzdata
)

# Prints the missing packages of `build_packages`, one per line.
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
    # swift-crypto compiles C++; the package with the headers is named after the compiler's version.
    compgen -G '/usr/include/c++/*/vector' >/dev/null || printf 'g++\n'
}

# Prints the packages of the commands that are not on the PATH; each argument is "command:package".
missing_commands() {
    local entry
    for entry in "$@"; do
        command -v "${entry%%:*}" >/dev/null 2>&1 || printf '%s\n' "${entry#*:}"
    done
}

# Installs the given Debian packages, or prints the command to run and fails.
install_packages() {
    (($#)) || return 0
    local install="apt-get install --yes --no-install-recommends $*"
    command -v apt-get >/dev/null 2>&1 ||
        fail "missing: $*. These are Debian package names, and this system has no apt-get: install the equivalent packages."
    local root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
            fail "system packages are missing, and installing them needs root. Run this command, then try again:

    sudo apt-get update && sudo $install
"
        fi
        root=(sudo -n)
    fi
    say "Installing: $*"
    apt_get update
    # Debian's server package creates and starts a cluster. Switch that off meanwhile, so that no unwanted server runs.
    local settings=/etc/postgresql-common/createcluster.conf status=0
    if [[ " $* " == *" postgresql "* ]]; then
        apt_get install --yes --no-install-recommends postgresql-common
        "${root[@]}" sed -i.weir -e '1i create_main_cluster = false' -e '/^create_main_cluster/d' "$settings"
    fi
    # In a subshell, so that the setting is restored even if this fails.
    (apt_get install --yes --no-install-recommends "$@") || status=$?
    if [[ -e $settings.weir ]]; then "${root[@]}" mv "$settings.weir" "$settings"; fi
    ((status == 0)) || exit "$status"
}

# Runs apt-get quietly, prefixed with `root` (from `install_packages`); prints its output only if it fails.
apt_get() {
    local said
    said=$("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" 2>&1 </dev/null) ||
        fail "'apt-get $*' failed:
$said"
}

# Prints the folder with the programs of the newest PostgreSQL server, or nothing.
postgres_programs() {
    local initdb
    initdb=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1) || true
    [[ -n $initdb ]] || initdb=$(command -v initdb) || return 0
    dirname -- "$initdb"
}

# Creates the virtual environment in $1 from the file $2 (`.ci/requirements.txt` by default), unless it exists and the file has not
# changed.
ensure_virtual_environment() {
    local folder=$1 requirements=${2:-.ci/requirements.txt}
    if cmp -s "$requirements" "$folder/requirements.txt" && "$folder/bin/python" -c '' 2>/dev/null; then return 0; fi
    say "Creating $folder from $requirements"
    rm -rf -- "$folder"
    supervise python3 -m venv "$folder"
    supervise "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    # Last, so that an interrupted installation is repeated.
    cp "$requirements" "$folder/requirements.txt"
}

# Adds `.ci/requirements-benchmark.txt` to the virtual environment in $1, unless the file has not changed. (A new
# environment has neither the packages nor the copy of the file.) A failure is only reported: the benchmarks without
# these packages still run.
ensure_benchmark_packages() {
    local folder=$1 requirements=.ci/requirements-benchmark.txt
    if cmp -s "$requirements" "$folder/requirements-benchmark.txt"; then return 0; fi
    say "Adding $requirements to $folder"
    rm -f -- "$folder/requirements-benchmark.txt"
    # With the other file, so that the packages of the tests keep their versions, or nothing is installed.
    if supervise "$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement .ci/requirements.txt --requirement "$requirements"; then
        cp "$requirements" "$folder/requirements-benchmark.txt"
    else
        say "The installation failed; benchmarks that need these packages will be skipped."
    fi
}

# Prints the missing packages of the deploy story: containers without an engine that runs all the time. Podman needs the others
# beside it.
missing_container_packages() {
    missing_commands podman:podman buildah:buildah crun:crun catatonit:catatonit iptables:iptables newuidmap:uidmap \
        ip:iproute2 strip:binutils openssl:openssl
    [[ -x /usr/lib/podman/netavark ]] || printf 'netavark\n'
    [[ -x /usr/lib/podman/aardvark-dns ]] || printf 'aardvark-dns\n'
}

# Prints the package of the browser for the tests of the explorer, unless there is one. Ubuntu's package would install a snap, so
# there the tests are skipped without Chrome.
missing_browser_packages() {
    local browser
    for browser in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$browser" >/dev/null 2>&1; then return 0; fi
    done
    if grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then printf 'chromium\n'; fi
}

# Installs the missing packages for "run", "test", "benchmark", "soak", "deploy-test" or "lint"; quick if all are installed. The virtual
# environment for "test" is created by test.sh, beside the build.
set_up() {
    local purpose=$1 missing=()
    command -v swift >/dev/null 2>&1 || require_swift
    if [[ $purpose != lint ]]; then
        mapfile -t missing < <(missing_toolchain_packages; missing_build_packages)
    fi
    if [[ $purpose == test || $purpose == benchmark || $purpose == soak || $purpose == deploy-test ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands curl:curl python3:python3)
        python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
        [[ -n $(postgres_programs) ]] || missing+=(postgresql)
    fi
    if [[ $purpose == benchmark ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands wrk:wrk)
    fi
    if [[ $purpose == deploy-test ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_container_packages)
    fi
    if [[ $purpose == test || $purpose == lint ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands shellcheck:shellcheck)
    fi
    if [[ $purpose == test ]]; then
        mapfile -t -O "${#missing[@]}" missing < <(missing_commands openssl:openssl; missing_browser_packages)
    fi
    install_packages "${missing[@]}"
    require_swift
    if [[ $purpose == benchmark ]]; then
        ensure_virtual_environment .build/venv
        ensure_benchmark_packages .build/venv
    fi
}
