#!/usr/bin/env bash
# Prints this repository's history as CSV (RFC 4180): one row a commit, newest first.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

# Every field has a line of its own: git joins a subject's lines, and neither a name nor a hash can hold a line break.
# Each line that follows, up to the next commit, is a file: lines added, removed ("-" for a binary file), path.
# A merge has no such lines, as its changes are those of the commits it merges.
git -c core.quotePath=true -c log.showSignature=false log --no-color --encoding=UTF-8 --numstat \
    --format='tformat:commit %h%n%aI%n%an%n%s' HEAD |
    LC_ALL=C awk '
        function text(value) {
            gsub(/"/, "\"\"", value)
            return "\"" value "\""
        }
        function finish() {
            if (hash != "") printf "%s,%s,%s,%s,%.0f,%.0f,%.0f\n", time, author, hash, subject, files, added, removed
        }
        BEGIN { print "time,author,hash,subject,files_changed,insertions,deletions" }
        ahead == 0 && /^commit / { finish(); hash = text($2); files = added = removed = 0; ahead = 3; next }
        ahead == 3 { time = $0; ahead--; next }
        ahead == 2 { author = text($0); ahead--; next }
        ahead == 1 { subject = text($0); ahead--; next }
        NF { files++; added += $1; removed += $2 }
        END { finish() }'
