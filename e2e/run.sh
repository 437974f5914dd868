#!/bin/bash
# run.sh [PATTERN] : end-to-end tests with real kubectl, containerd and kernel, on a cluster of three nodes that it
# starts and stops itself. PATTERN picks tests by name. KEEP=1 leaves the cluster running; MODE=native takes the control
# plane's native image.
set -uo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SKIFF=$HERE/../skiff
export SKIFF_DATA=${SKIFF_DATA:-/var/lib/skiff-e2e}
DATA=$SKIFF_DATA
. "$HERE/lib.sh"
for file in "$HERE"/*.test.sh; do . "$file"; done

trap '[ -n "${KEEP:-}" ] || "$SKIFF" down --purge' EXIT
"$SKIFF" down --purge > /dev/null 2>&1
"$SKIFF" up --nodes 3 "--${MODE:-jvm}" --port "${PORT:-6443}" || exit 1
k create namespace "$NS" || exit 1

for name in $(declare -F | awk '{print $3}' | grep '^test_' | grep -E "${1:-.}"); do run_test "$name"; done

echo "e2e, ${MODE:-jvm}: $PASSED passed, $FAILED failed"
[ $FAILED -eq 0 ]
