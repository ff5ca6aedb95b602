#!/usr/bin/env bash
# Prints the public surface of a library: public-surface.sh LIBRARY [REVISION]
#
# The first line is the number of public declarations: lines of Sources/LIBRARY that declare something `public` or `open`, members
# included; generated resources are counted apart. The other lines are the public types and functions at the top level of a file.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

(($# == 1 || $# == 2)) || fail "usage: $0 LIBRARY [REVISION]"
library=$1 revision=${2:-}

# Prints every source file of the library, each line after the file's path and a tab.
sources() {
    local path
    if [[ -n $revision ]]; then
        git ls-tree -r --name-only "$revision" -- "Sources/$library" | grep '\.swift$' | while IFS= read -r path; do
            git show "$revision:$path" | sed "s|^|$path\t|"
        done
    else
        git ls-files -- "Sources/$library" | grep '\.swift$' | while IFS= read -r path; do sed "s|^|$path\t|" "$path"; done
    fi
}

sources | awk -F '\t' '
    BEGIN { modifier = "((@[A-Za-z_]+(\\([^)]*\\))?|nonisolated|final|static|class|indirect|mutating|override|required|convenience|lazy|weak) )*" }
    {
        line = $0
        sub(/^[^\t]*\t/, "", line)
        if (line !~ "^ *" modifier "(public|open) " || line ~ "public import ") next
        if ($1 ~ /\/Resources\//) { generated++; next }
        count++
        if (line ~ /^[^ ]/ && match(line, /(struct|class|enum|actor|protocol|typealias|func|macro|let|var) [A-Za-z_0-9]+/)) {
            declaration = substr(line, RSTART, RLENGTH)
            names[declaration] = 1
        }
    }
    END {
        printf "%d%s\n", count, generated ? sprintf(" and %d generated", generated) : ""
        for (name in names) print name | "sort -k 2"
    }'
