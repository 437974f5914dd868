#!/bin/bash
# database-size.sh [UPDATES] : updates 100 objects again and again (1,000,000 times by default, about 10 minutes) and prints how
# large the store's file gets beside what the objects take. MODE, CONTROL_PLANE as for api.sh; PORT (default 22610); needs Go.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SKIFF_HOME=$(dirname "$HERE")
. "$SKIFF_HOME/cluster/lib.sh"
. "$SKIFF_HOME/cluster/build.sh"
. "$HERE/control-plane.sh"
mkdir -p "$BUILD"
work=$(mktemp -d "$BUILD/bench-size.XXXXXX")
trap '[ -z "$SKIFF_PID" ] || { kill "$SKIFF_PID"; await_exit "$SKIFF_PID" 20; }; rm -rf "$work"' EXIT
skiff_build
(cd "$HERE/api" && go build -o "$work/api" .)
SKIFF_CONTROLLERS=false SKIFF_SCHEDULER=false skiff_start "$work/skiff" "${PORT:-22610}"
"$work/api" -server "skiff=$work/skiff/admin.kubeconfig:$SKIFF_PID" -database "$work/skiff/store/skiff.db" -updates "${1:-1000000}"
