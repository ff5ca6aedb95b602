#!/usr/bin/env bash
# Builds the examples of the libraries' documentation pages in a package of their own, and runs the one that signs a request.
#
# Each library has a page Sources/NAME/NAME.docc/NAME.md, whose Swift blocks form one program. Each program is a target that depends
# on the product NAME alone (NAMETesting: also on NAME); a module outside of these products does not link. The package shares the
# compiled modules of this one, so that only the examples are compiled.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

folder=.build/examples
mkdir -p "$folder/Sources"

# Writes a file from standard input unless it is unchanged: a newer file is compiled again.
write() {
    mkdir -p "$(dirname -- "$folder/$1")"
    cat >"$folder/new"
    if cmp -s "$folder/new" "$folder/$1"; then rm "$folder/new"; else mv "$folder/new" "$folder/$1"; fi
}

# Prints the Swift blocks of a page.
example_of() {
    awk '/^```swift$/ { shown = 1; next } /^```$/ { shown = 0 } shown' "$1"
}

mapfile -t libraries < <(grep -oE '\.library\(name: "[^"]+"' Package.swift | cut -d '"' -f 2 | sort)
((${#libraries[@]})) || fail "found no library product in Package.swift: the search is broken"
targets="" names=()
for library in "${libraries[@]}"; do
    page=Sources/$library/$library.docc/$library.md
    [[ -f $page ]] || fail "the library $library has no page: expected $page with an example"
    example=$(example_of "$page")
    [[ -n $example ]] || fail "$page has no example: expected a block that begins with \`\`\`swift"
    grep -qE "^ *import $library$" <<<"$example" || fail "the example in $page does not import $library"
    name=${library}Example
    names+=("$name")
    # A program with `@main` must not be in main.swift.
    file=main.swift
    [[ $example != *@main* ]] || file=$name.swift
    for stale in "$folder/Sources/$name"/*; do [[ $stale == */$file ]] || rm -f "$stale"; done
    write "Sources/$name/$file" <<<"$example"
    dependencies=".product(name: \"$library\", package: \"weir\")"
    [[ $library != *Testing ]] || dependencies+=", .product(name: \"${library%Testing}\", package: \"weir\")"
    targets+="        .executableTarget(name: \"$name\", dependencies: [$dependencies]),"$'\n'
done
for stale in "$folder"/Sources/*; do
    [[ " ${names[*]} " == *" ${stale##*/} "* ]] || rm -rf "$stale"
done

write Package.swift <<SWIFT
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "weir", path: "../..")],
    targets: [
${targets%$'\n'}
    ],
    swiftLanguageModes: [.v6]
)
SWIFT

# The versions that this package is built with.
[[ ! -f Package.resolved ]] || cp Package.resolved "$folder/Package.resolved"

# SwiftPM keeps the plan of one root package in a scratch folder, so the plan of this package is put back afterwards.
plan=(debug.yaml plugin-tools.yaml workspace-state.json debug/description.json)
save_plan() {
    local file
    for file in "${plan[@]}"; do
        [[ ! -e .build/$file ]] || cp -p ".build/$file" "$folder/saved-${file//\//-}"
    done
}
restore_plan() {
    local file
    for file in "${plan[@]}"; do
        rm -f ".build/$file"
        [[ ! -e $folder/saved-${file//\//-} ]] || mv "$folder/saved-${file//\//-}" ".build/$file"
    done
}
rm -f "$folder"/saved-*
save_plan
trap 'end_supervised; restore_plan' EXIT
log=.build/examples-output.log
supervise swift build --disable-build-manifest-caching --package-path "$folder" --scratch-path .build >"$log" 2>&1 || {
    cat "$log" >&2
    fail "an example does not compile"
}

# The linked system libraries and modules show that an example brings nothing that its library does not need.
lacks() {
    local program=.build/debug/$1 name
    for name in "${@:2}"; do
        if readelf --dynamic --wide "$program" | grep -F "[lib$name." >/dev/null; then
            fail "the example of ${1%Example} is linked with lib$name"
        fi
        # A Swift symbol starts with "$s", the length of the module's name, and the name.
        if nm "$program" | grep -F "\$s${#name}$name" >/dev/null; then
            fail "the example of ${1%Example} contains the module $name"
        fi
    done
}
lacks AWSSigV4Example curl NIOCore HTTPCore
lacks InfraExample curl Yams Crypto HTTPCore AWSClient
lacks ModelsExample curl Crypto
lacks SecretsClientExample curl Crypto HTTPCore

# The case "get-vanilla" of AWS's signing test suite.
expected=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
got=$(.build/debug/AWSSigV4Example | tail -n 1)
[[ $got == "$expected" ]] || fail "the example of AWSSigV4 printed the signature $got, expected $expected"
say "The examples of ${#libraries[@]} libraries compile, each with its own product: ${libraries[*]}"
