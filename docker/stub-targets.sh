#!/bin/sh
# Creates an empty source file for every target in Package.swift without sources, so that the dependencies can be compiled in
# a layer of their own before the real sources are copied.
set -eu

# `echo` ends the last line, which `read` would skip otherwise.
{ tr '\n' ' ' <Package.swift; echo; } | sed -E 's/\.(target|executableTarget|testTarget|systemLibrary)\( *name:/\
&/g' |
    sed -nE 's/^\.([a-zA-Z]+)\( *name: *"([^"]+)"/\1 \2 /p' |
    while read -r kind name rest; do
        case $kind in
            testTarget) folder=Tests/$name ;;
            *) folder=Sources/$name ;;
        esac
        case $rest in
            *' path: "'*)
                folder=${rest#*' path: "'}
                folder=${folder%%\"*}
                ;;
        esac
        [ ! -e "$folder" ] || continue
        mkdir -p "$folder"
        case $kind in
            executableTarget) : >"$folder/main.swift" ;;
            systemLibrary) printf 'module %s [system] {}\n' "$name" >"$folder/module.modulemap" ;;
            *) : >"$folder/Stub.swift" ;;
        esac
    done
