#!/bin/bash
# ci.sh : what CI asks upstream's own programs, which are built for it: the clients, the quick part of the differential test,
# and those conformance tests of the API server's own groups that results.txt has as passing.
#   WHAT  regular expression over the tests' names (default: the groups below, without those that wait for minutes)
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SKIFF_HOME=$(dirname "$HERE")
. "$SKIFF_HOME/cluster/lib.sh"
. "$SKIFF_HOME/cluster/install.sh"
WHAT=${WHAT:-'\[sig-(api-machinery|auth|instrumentation)\]'}
SLOW='compacted away|\[Serial\]'

command -v go > /dev/null || fail "upstream's programs are built with Go 1.26 or newer: install it, for example below /usr/local/go"
install_missing conformance

echo "== clients"
"$HERE/clients.sh"

echo "== differential, quick part"
"$HERE/differential.sh" quick

echo "== conformance"
"$HERE/build.sh" "$BUILD/conformance" > "$BUILD/conformance.log" 2>&1 || { tail -n 20 "$BUILD/conformance.log"; exit 1; }
names=$BUILD/conformance/ci.txt
awk -F'\t' '$1 == "PASS" { print $3 }' "$HERE/results.txt" | grep -E "$WHAT" | grep -vE "$SLOW" > "$names"
CHECK=yes PROCS=${PROCS:-6} "$HERE/run.sh" "$BUILD/conformance" "$names"
