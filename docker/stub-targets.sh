#!/bin/sh
# Gives every target of Package.swift an empty source file, unless it has sources: with them the package's dependencies
# can be compiled before the real sources are there, so that an edit of those does not compile the dependencies again.
set -eu

# The line's end makes `read` take the last target too.
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
