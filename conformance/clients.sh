#!/bin/bash
# clients.sh : clients that nobody here wrote, against a cluster of one node that is started for them: the Python client,
# client-go over protocol buffers, the machine's kubectl, and kubectl of the version that clients/kubectl/go.mod names.
# Runs them all, and ends with 1 if one of them fails. Needs root, Go, Python and, the first time, the network.
#   PORT  of the API server (default 6443)
#   KEEP  leave the cluster running afterwards
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SKIFF=$HERE/../skiff
export SKIFF_DATA=${SKIFF_DATA:-/var/lib/skiff-clients}
failed=()

clean_up() { [ -n "${KEEP:-}" ] || "$SKIFF" down --purge; }

# client NAME COMMAND... : ten minutes are far more than any takes
client() {
  local name=$1
  shift
  echo "-- $name"
  timeout 600 "$@" || failed+=("$name")
}

trap clean_up EXIT
"$SKIFF" up --port "${PORT:-6443}"
kubeconfig=$("$SKIFF" kubeconfig)
newest=$("$HERE/clients/kubectl.sh")
client "Python client" "$HERE/clients/python.sh" "$kubeconfig" --pods
client "client-go" "$HERE/clients/go.sh" "$kubeconfig"
client "kubectl of this machine" "$HERE/clients/kubectl-session.sh" kubectl "$kubeconfig"
client "kubectl $("$newest" version --client -o json | jq -r .clientVersion.gitVersion)" \
  "$HERE/clients/kubectl-session.sh" "$newest" "$kubeconfig"
[ ${#failed[@]} -eq 0 ] || { printf 'failed: %s\n' "${failed[@]}"; exit 1; }
