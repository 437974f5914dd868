#!/bin/bash
# ci.sh : what CI asks upstream's own programs, which are built for it: the clients, the quick part of the differential test,
# and conformance tests that results.txt has as passing: those of the API server's own groups first, then as many of the
# others as fit into the time.
#   SECONDS_LEFT  how long this may take (default 3600)
#   PROCS         conformance tests at once (default 6)
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SKIFF_HOME=$(dirname "$HERE")
. "$SKIFF_HOME/cluster/lib.sh"
. "$SKIFF_HOME/cluster/install.sh"
SECONDS_LEFT=${SECONDS_LEFT:-3600}
PROCS=${PROCS:-6}
FIRST='\[sig-(api-machinery|auth|instrumentation)\]'
# Alone on the machine, or minutes of waiting for a compaction.
NOT='\[Serial\]|compacted away'

# that_fit SECONDS : names of the tests that take so long together; what results.txt says was seen with 8 at a time
that_fit() {
  grep '^PASS' "$HERE/results.txt" | grep -vE "$NOT" |
    awk -F'\t' -v first="$FIRST" '{ print ($3 ~ first ? 0 : 1) "\t" $2 "\t" $3 }' | sort -t $'\t' -k1,1n -k2,2n |
    awk -F'\t' -v room="$(($1 * PROCS))" '$1 == 0 || (room -= $2) > 0 { print $3 }'
}

command -v go > /dev/null || fail "upstream's programs are built with Go 1.26 or newer: install it, for example below /usr/local/go"
install_missing conformance

echo "== clients"
"$HERE/clients.sh"

echo "== differential, quick part"
"$HERE/differential.sh" quick > "$BUILD/differential.log" || { tail -n 200 "$BUILD/differential.log"; exit 1; }

echo "== conformance"
"$HERE/build.sh" "$BUILD/conformance" > "$BUILD/conformance.log" 2>&1 || { tail -n 20 "$BUILD/conformance.log"; exit 1; }
names=$BUILD/conformance/ci.txt
# A third for what runs a second time, for the groups that are run in any case, and for starting and stopping the cluster.
that_fit $(((SECONDS_LEFT - SECONDS) * 2 / 3 - 300)) > "$names"
echo "$(wc -l < "$names") tests, after $SECONDS of $SECONDS_LEFT s"
CHECK=yes PROCS=$PROCS TIMEOUT=$((SECONDS_LEFT - SECONDS))s "$HERE/run.sh" "$BUILD/conformance" "$names"
