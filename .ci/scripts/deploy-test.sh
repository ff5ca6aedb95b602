#!/usr/bin/env bash
# The story of a deployment, for real (Tests/DeployStory): builds both programs, makes images of the server and deploys them with
# infra-cli to an emulated AWS whose tasks are containers and whose database is PostgreSQL.
#
# BY_HAND=1 does without the deploying commands of infra-cli, to tell a fault of this world from one of the tool. KEEP=1 keeps the
# folder with the logs and with what every command printed, which is kept after a failure in any case. CONFIGURATION=release builds
# the server as docker/Dockerfile does, and IMAGE=debian puts it on Debian's packages in place of this machine's libraries, which takes
# a minute and a half the first time. INFRA_CLI and API_SERVER name programs that are built already.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

skip() {
    say "The deploy story is skipped: $*"
    printf '0 passed, 0 failed, 1 skipped\n'
    exit 0
}

# What follows needs these, which no package gives.
((EUID == 0)) || skip "it starts containers in namespaces of its own and needs root"
command -v apt-get >/dev/null 2>&1 || skip "it installs podman with apt-get, which this system lacks"
unshare --mount --net --pid --fork --mount-proc true 2>/dev/null || skip "this system permits no new namespaces"

# Makes an archive of a root file system with the packages that the last stage of docker/Dockerfile installs.
make_debian() {
    local archive=$1 packages mirror root
    packages=$(awk '/^FROM .*RUNTIME_IMAGE/ { last = 1 } last && /ca-certificates/ { gsub(/[ \\]+/, " "); print; exit }' docker/Dockerfile)
    # The mirror that this machine's apt uses.
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
    root=$(mktemp -d /tmp/weir-debian.XXXXXX)
    say "Making $archive"
    if ! debootstrap --variant=minbase --include="$(tr -s ' ' ',' <<<"${packages## }" | sed 's/^,//; s/,$//')" \
        bookworm "$root" "$mirror" >"$root.log" 2>&1; then
        rm -rf -- "$root"
        fail "debootstrap failed; its output is in $root.log"
    fi
    tar -C "$root" --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --exclude=./usr/share/doc --exclude=./usr/share/man \
        -cf "$archive.new" .
    rm -rf -- "$root" "$root.log"
    mv -- "$archive.new" "$archive"
}

set_up deploy-test
ensure_virtual_environment .build/venv
choose_configuration "${CONFIGURATION:-debug}"
[[ -n ${INFRA_CLI:-} && -n ${API_SERVER:-} ]] || build_products api-server infra-cli
program=${INFRA_CLI:-$PWD/$(program_path infra-cli)}
server=${API_SERVER:-$PWD/$(program_path api-server)}

if [[ ${IMAGE:-} == debian ]]; then
    mapfile -t missing < <(missing_commands debootstrap:debootstrap)
    install_packages "${missing[@]}"
    mkdir -p .build/deploy-story
    export WEIR_RUNTIME_IMAGE=$PWD/.build/deploy-story/debian.tar
    [[ -e $WEIR_RUNTIME_IMAGE ]] || make_debian "$WEIR_RUNTIME_IMAGE"
fi

# In /tmp, regardless of TMPDIR: a socket's path is limited to 107 bytes. PostgreSQL's account needs access.
folder=$(mktemp -d /tmp/weir-deploy.XXXXXX)
chmod 755 "$folder"

remove_folder() {
    local status=$?
    end_supervised
    if ((status == 0)) && [[ -z ${KEEP:-} ]]; then
        rm -rf -- "$folder"
    else
        # The containers' files are of no use, and large.
        rm -rf -- "$folder"/storage "$folder"/storage-run "$folder"/postgres "$folder"/context "$folder"/*.tar
        say "The logs and what every command printed are in $folder"
    fi
    exit "$status"
}
trap remove_folder EXIT

arguments=()
[[ -z ${BY_HAND:-} ]] || arguments+=(by-hand)
# The first process of a namespace of processes ends all others when it ends, and takes their mounts and networks with it. Setpriv
# again, as unshare ignores the signal that `supervise` asks the kernel for.
supervise setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child --mount-proc \
    .build/venv/bin/python -B Tests/DeployStory/story.py "$folder" "$PWD" "$program" "$server" "$(postgres_programs)" "${arguments[@]}"
