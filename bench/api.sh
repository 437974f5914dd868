#!/bin/bash
# api.sh [ARGS...] : runs bench/api against upstream's kube-apiserver with etcd and against Skiff's control plane, one
# scenario after the other on each, and prints a table of ratios. About ten minutes. ARGS go to bench/api (for example -run list).
# All serve TLS, with RBAC and their default admission, and sync every write; none has a scheduler or controllers.
# Needs Go. Nothing else should run on the machine.
#   BIN       folder with kube-apiserver, etcd and kine (default build/upstream; built there by bench/upstream/build.sh if missing)
#   KINE      if set, kube-apiserver with kine (SQLite) is measured, too
#   MODE      jvm (default) or native: which build of Skiff's control plane
#   CONTROL_PLANE  folder with control-plane.jar or skiff-control-plane, ready to run (default: what ./skiff build makes)
#   PORT      first of the seven ports that are used on 127.0.0.1 (default 22600)
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SKIFF_HOME=$(dirname "$HERE")
. "$SKIFF_HOME/cluster/lib.sh"
. "$SKIFF_HOME/cluster/build.sh"
. "$HERE/upstream/control-plane.sh"
. "$HERE/control-plane.sh"
BIN=${BIN:-$BUILD/upstream}
PORT=${PORT:-22600}
mkdir -p "$BUILD"
work=$(mktemp -d "$BUILD/bench-api.XXXXXX")

clean_up() {
  local pid
  for pid in $SKIFF_PID $UPSTREAM_PIDS; do
    kill "$pid" 2> /dev/null || true
    await_exit "$pid" 20 || kill -9 "$pid" 2> /dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT

[ -x "$BIN/kube-apiserver" ] && [ -x "$BIN/etcd" ] || "$HERE/upstream/build.sh" "$BIN"
skiff_build
(cd "$HERE/api" && go build -o "$work/api" .)

upstream_start "$work/etcd" "$PORT" etcd
servers=(-server "upstream=$work/etcd/admin.kubeconfig:$(cat "$work/etcd/pids")")
if [ -n "${KINE:-}" ]; then
  upstream_start "$work/kine" "$((PORT + 3))" kine
  servers+=(-server "upstream+kine=$work/kine/admin.kubeconfig:$(cat "$work/kine/pids")")
fi
SKIFF_CONTROLLERS=false SKIFF_SCHEDULER=false skiff_start "$work/skiff" "$((PORT + 6))"
"$work/api" "${servers[@]}" -server "skiff=$work/skiff/admin.kubeconfig:$SKIFF_PID" "$@"
