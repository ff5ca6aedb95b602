#!/usr/bin/env bash
# Loads this repository's own history into the running server as the dataset "commits" and asks three questions of it.
# URL, or PORT on this machine, says where the server is. Needs git and curl alone.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
# shellcheck source=.ci/scripts/lib/messages.sh
source .ci/scripts/lib/messages.sh
# shellcheck source=.ci/scripts/lib/supervise.sh
source .ci/scripts/lib/supervise.sh
# shellcheck source=.ci/scripts/lib/machine.sh
source .ci/scripts/lib/machine.sh

base=${URL:-http://127.0.0.1:${PORT:-8080}}
base=${base%/}
mapfile -t missing < <(missing_commands curl:curl git:git)
install_packages "${missing[@]}"
git rev-parse --verify --quiet HEAD >/dev/null ||
    fail "no git history here, and it is the data of this sample; take a clone of the repository instead of an archive"

# Sends a request: method, path, then curl's arguments. Prints the body; stops with the server's own words if it refuses.
request() {
    local method=$1 path=$2 answer
    shift 2
    answer=$(curl --silent --show-error --noproxy '*' --max-time 60 --fail-with-body --request "$method" "$base$path" "$@") ||
        fail "$method $base$path was refused:
$answer"
    printf '%s\n' "$answer"
}

# Prints only the status: method, path.
status_of() {
    curl --silent --noproxy '*' --max-time 10 --output /dev/null --write-out '%{http_code}' --request "$1" "$base$2" || true
}

case $(status_of GET /health/ready) in
    200) ;;
    000) fail "no server answers on $base; start one in another terminal with 'make run'" ;;
    *) fail "the server on $base is not ready; ask it why: curl $base/health/ready" ;;
esac

# A former sample is replaced, so that a second run shows new commits; somebody's own dataset of that name is not.
columns='time author hash subject files_changed insertions deletions'
if [[ $(status_of GET /v1/datasets/commits) == 200 ]]; then
    description=$(request GET /v1/datasets/commits)
    for column in $columns; do
        [[ $description == *"\"$column\""* ]] ||
            fail "the server has a dataset 'commits' of another shape (no column '$column'), which this sample will not replace"
    done
    request DELETE '/v1/datasets/commits?confirm=commits' >/dev/null
fi
request POST /v1/datasets --header 'Content-Type: application/json' --data-binary @- >/dev/null <<'JSON'
{"name": "commits", "timeColumn": "time", "columns": [
  {"name": "time", "type": "timestamp", "nullable": false},
  {"name": "author", "type": "string", "nullable": false},
  {"name": "hash", "type": "string", "nullable": false},
  {"name": "subject", "type": "string", "nullable": false},
  {"name": "files_changed", "type": "integer", "nullable": false},
  {"name": "insertions", "type": "integer", "nullable": false},
  {"name": "deletions", "type": "integer", "nullable": false}
]}
JSON
# iconv: an old commit may hold bytes that are no UTF-8.
inserted=$(.ci/scripts/history.sh | iconv -c -f UTF-8 -t UTF-8 |
    request POST /v1/datasets/commits/rows --header 'Content-Type: text/csv' --data-binary @-)
printf 'Loaded the history of this repository as CSV into the dataset "commits": %s\n' "$inserted"

# Lays JSON out with one row a line. It goes through single characters, so that what stands in a string stays as it is.
lay_out() {
    LC_ALL=C awk '
        function line(margin) { return sprintf("\n%*s", 2 * margin, "") }
        # The outermost object and the arrays in it are spread over lines.
        function spread() { return depth == 1 || depth == 2 && kind[2] == "[" }
        { text = text $0 }
        END {
            for (i = 1; i <= length(text); i++) {
                c = substr(text, i, 1)
                if (quoted) {
                    if (escaped) escaped = 0
                    else if (c == "\\") escaped = 1
                    else if (c == "\"") quoted = 0
                    out = out c
                } else if (c == "{" || c == "[") {
                    kind[++depth] = c
                    out = out c (spread() ? line(depth) : "")
                } else if (c == "}" || c == "]") {
                    out = out (spread() ? line(depth - 1) : "") c
                    depth--
                } else if (c == ",") {
                    out = out c (spread() ? line(depth) : " ")
                } else if (c == ":") {
                    out = out ": "
                } else if (c !~ /[ \t]/) {
                    if (c == "\"") quoted = 1
                    out = out c
                }
            }
            gsub(/\[\n *\n *\]/, "[]", out)
            print out
        }'
}

# Asks a question: what it is, in words, and the query.
ask() {
    printf '\n%s\n\nPOST /v1/datasets/commits/query\n%s\n\n' "$1" "$2"
    request POST /v1/datasets/commits/query --header 'Content-Type: application/json' --data-binary "$2" | lay_out
}

ask 'What happened on each of the last ten days with commits?' '{
  "measures": ["count", "sum(insertions)", "sum(deletions)"],
  "timeDimensions": [{"dimension": "time", "granularity": "day"}],
  "order": [["time.day", "desc"]],
  "limit": 10
}'

ask 'Who committed, how much, and what was the widest commit of each?' '{
  "measures": ["countDistinct(hash)", "sum(insertions)", {"measure": "max(files_changed)", "as": "widest"}],
  "dimensions": ["author"],
  "order": [["countDistinct(hash)", "desc"], ["author", "asc"]],
  "limit": 10
}'

ask 'In which weeks did commits of several files add more than 100 lines on average, by the clocks of Berlin?' '{
  "measures": ["count", {"measure": "avg(insertions)", "as": "average"}],
  "timeDimensions": [{"dimension": "time", "granularity": "week"}],
  "filters": [
    {"member": "files_changed", "operator": "gt", "values": [1]},
    {"member": "avg(insertions)", "operator": "gt", "values": [100]}
  ],
  "order": [["time.week", "desc"]],
  "timezone": "Europe/Berlin",
  "total": true
}'
