#!/usr/bin/env bash
# Fails unless another package can sign requests with `AWSSigV4` alone: builds one that imports nothing else, looks at what
# was compiled for it, and compares the signature that its program prints with the one AWS publishes.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh
# shellcheck source=.ci/scripts/lib/supervise.sh
source .ci/scripts/lib/supervise.sh
trap end_supervised EXIT
exit_on_signals

# It stays, so that only the first run compiles swift-crypto.
folder=.build/external-package
program=signs
mkdir -p "$folder/Sources/$program"

# Writes a file from standard input, unless it says so already: what is newer is compiled again.
write() {
    cat >"$folder/new"
    if cmp -s "$folder/new" "$folder/$1"; then rm "$folder/new"; else mv "$folder/new" "$folder/$1"; fi
}

write Package.swift <<SWIFT
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "external",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "weir", path: "../..")],
    targets: [.executableTarget(name: "$program", dependencies: [.product(name: "AWSSigV4", package: "weir")])]
)
SWIFT

# The case "get-vanilla" of AWS's signing test suite.
write "Sources/$program/main.swift" <<'SWIFT'
import AWSSigV4

let credentials = AWSCredentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
let signer = SigV4Signer(service: "service", region: "us-east-1")
guard let time = SigningTime("20150830T123600Z") else { throw SigningError.missingHost }
let signed = try signer.sign(
    .init(method: .get, scheme: "https", authority: "example.amazonaws.com", path: "/"), with: credentials, at: time)
print(signed.signature)
SWIFT
expected=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31

supervise swift build --package-path "$folder" --quiet

# Each module that has been compiled has its objects in a folder of its own.
mapfile -t compiled < <(
    find "$folder/.build/debug/" -name '*.o' | sed -nE 's|.*/([^/]+)\.build/.*|\1|p' | sort -u
)
unwanted=()
for module in "${compiled[@]}"; do
    case $module in
        AWSSigV4 | HTTPTypes | "$program") ;;
        # swift-crypto's own, whose names change from version to version.
        *Crypto* | CXKCP | CXKCPShims) ;;
        *) unwanted+=("$module") ;;
    esac
done
((${#unwanted[@]} == 0)) || fail "who imports AWSSigV4 alone compiles ${unwanted[*]} too; only swift-crypto and swift-http-types belong there"
[[ " ${compiled[*]} " == *" AWSSigV4 "* ]] ||
    fail "found no objects of AWSSigV4 in $folder/.build: this check does not see what is compiled"

got=$("$folder/.build/debug/$program")
[[ $got == "$expected" ]] || fail "the signature is $got instead of $expected"
say "Another package signs with AWSSigV4, and compiles ${#compiled[@]} modules for it: ${compiled[*]}"
