#!/usr/bin/env bash
# Prints this repository's history as CSV (RFC 4180): one row per commit, newest first.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

# Each field is on its own line: git joins a subject's lines, and neither a name nor a hash contains a line break.
# Each further line, up to the next commit, is a file: lines added, removed ("-" for a binary file), path.
# A merge has no such lines, because its changes belong to the merged commits.
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
