#!/usr/bin/env bash
# Loads this repository's commit history into the running server as the dataset "commits" and runs three queries.
# URL, or PORT on this machine, selects the server. Needs only git and curl.
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/prelude.sh"

base=${URL:-http://127.0.0.1:${PORT:-8080}}
base=${base%/}
mapfile -t missing < <(missing_commands curl:curl git:git)
install_packages "${missing[@]}"
git rev-parse --verify --quiet HEAD >/dev/null ||
    fail "this sample loads the git history, and there is none here; use a clone of the repository instead of an archive"

# Sends a request: method, path, then curl's arguments. Prints the body; fails with the server's response on an error status.
request() {
    local method=$1 path=$2 answer
    shift 2
    answer=$(curl --silent --show-error --noproxy '*' --max-time 60 --fail-with-body --request "$method" "$base$path" "$@") ||
        fail "$method $base$path was refused:
$answer"
    printf '%s\n' "$answer"
}

# Prints the status of a request: method, path.
status_of() {
    curl --silent --noproxy '*' --max-time 10 --output /dev/null --write-out '%{http_code}' --request "$1" "$base$2" || true
}

case $(status_of GET /health/ready) in
    200) ;;
    000) fail "no server responds on $base; start one in another terminal with 'make run'" ;;
    *) fail "the server on $base is not ready; for the reason, run: curl $base/health/ready" ;;
esac

# Replace an earlier sample, so that a second run shows new commits, but never a user's own dataset with that name.
columns='time author hash subject files_changed insertions deletions'
if [[ $(status_of GET /v1/datasets/commits) == 200 ]]; then
    description=$(request GET /v1/datasets/commits)
    for column in $columns; do
        [[ $description == *"\"$column\""* ]] ||
            fail "the server's dataset 'commits' is not from this sample (it has no column '$column') and is not replaced"
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
# iconv: an old commit may contain invalid UTF-8.
inserted=$(.ci/scripts/history.sh | iconv -c -f UTF-8 -t UTF-8 |
    request POST /v1/datasets/commits/rows --header 'Content-Type: text/csv' --data-binary @-)
printf 'Loaded the history of this repository as CSV into the dataset "commits": %s\n' "$inserted"

# Runs a query and prints it with its result as CSV: a title, the query.
ask() {
    printf '\n%s\n\nPOST /v1/datasets/commits/query\n%s\n\n' "$1" "$2"
    request POST /v1/datasets/commits/query --header 'Content-Type: application/json' --header 'Accept: text/csv' --data-binary "$2"
}

ask 'The last ten days with commits' '{
  "measures": ["count", "sum(insertions)", "sum(deletions)"],
  "timeDimensions": [{"dimension": "time", "granularity": "day"}],
  "order": [["time.day", "desc"]],
  "limit": 10
}'

ask 'Commits, added lines and the widest commit of each author' '{
  "measures": ["countDistinct(hash)", "sum(insertions)", {"measure": "max(files_changed)", "as": "widest"}],
  "dimensions": ["author"],
  "order": [["countDistinct(hash)", "desc"], ["author", "asc"]],
  "limit": 10
}'

ask 'Weeks, in the time zone of Berlin, in which commits of several files added more than 100 lines on average' '{
  "measures": ["count", {"measure": "avg(insertions)", "as": "average"}],
  "timeDimensions": [{"dimension": "time", "granularity": "week"}],
  "filters": [
    {"member": "files_changed", "operator": "gt", "values": [1]},
    {"member": "avg(insertions)", "operator": "gt", "values": [100]}
  ],
  "order": [["time.week", "desc"]],
  "timezone": "Europe/Berlin"
}'
