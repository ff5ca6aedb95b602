#!/usr/bin/env bash
# Builds another package that imports only `AWSSigV4`, checks the modules that were compiled for it, and compares the signature that
# its program prints with the one AWS publishes.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

# Kept, so that only the first run compiles swift-crypto.
folder=.build/external-package
program=signs
mkdir -p "$folder/Sources/$program"

# Writes a file from standard input unless it is unchanged: a newer file is compiled again.
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

# Each compiled module has its objects in a folder of its own.
mapfile -t compiled < <(
    find "$folder/.build/debug/" -name '*.o' | sed -nE 's|.*/([^/]+)\.build/.*|\1|p' | sort -u
)
unwanted=()
for module in "${compiled[@]}"; do
    case $module in
        AWSSigV4 | HTTPTypes | "$program") ;;
        # swift-crypto's own modules, whose names change between versions.
        *Crypto* | CXKCP | CXKCPShims) ;;
        *) unwanted+=("$module") ;;
    esac
done
((${#unwanted[@]} == 0)) || fail "a package that imports only AWSSigV4 also compiles ${unwanted[*]}; expected only swift-crypto and swift-http-types"
[[ " ${compiled[*]} " == *" AWSSigV4 "* ]] ||
    fail "found no objects of AWSSigV4 in $folder/.build: the check does not see the compiled modules"

got=$("$folder/.build/debug/$program")
[[ $got == "$expected" ]] || fail "got the signature $got, expected $expected"
say "Another package signs with AWSSigV4 and compiles ${#compiled[@]} modules for it: ${compiled[*]}"
