#!/bin/bash
# beside-upstream.sh [SERVICES] : one node of Skiff, then one of upstream's v1.35, on the same network with the same script: what
# the processes cost idle, how long a Pod takes to Ready with its image present, how long one Service more takes to answer
# beside SERVICES others (default 1000). Needs root, and nothing else to do on the machine; about eight minutes.
#   BIN  folder with upstream's programs (default build/upstream, made by bench/upstream/build.sh)
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SERVICES=${1:-1000}
IMAGE=registry.skiff.local/busybox:1
export SKIFF_DATA=/var/lib/skiff-bench

# rows KUBECONFIG PROCESS... : the rows of one cluster
rows() {
  local kubeconfig=$1 backends
  shift
  kubectl --kubeconfig "$kubeconfig" create deployment backend --image="$IMAGE" --replicas=2 -- httpd -f -p 8080 > /dev/null
  kubectl --kubeconfig "$kubeconfig" rollout status deployment/backend --timeout=120s > /dev/null
  backends=$(kubectl --kubeconfig "$kubeconfig" get pods -l app=backend -o 'jsonpath={.items[*].status.podIP}' | tr ' ' ,)
  "$HERE/cluster.py" "$kubeconfig" pods 10 "$IMAGE"
  "$HERE/cluster.py" "$kubeconfig" services "$SERVICES" "$backends" 8080
  sleep 60
  "$HERE/cluster.py" "$kubeconfig" processes 60 "$@"
}

trap '"$HERE/../skiff" down --purge > /dev/null; "$HERE/upstream/cluster.sh" down > /dev/null 2>&1' EXIT
echo "== Skiff"
"$HERE/../skiff" up
rows "$SKIFF_DATA/admin.kubeconfig" bin/skiff-agent control-plane.jar bin/containerd
"$HERE/../skiff" down --purge > /dev/null
echo "== upstream"
"$HERE/upstream/cluster.sh" up
rows /var/lib/skiff-upstream/admin.kubeconfig kube-apiserver etcd kube-controller-manager kube-scheduler kubelet kube-proxy coredns bin/containerd
