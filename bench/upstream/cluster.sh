#!/bin/bash
# cluster.sh up | down : upstream's Kubernetes v1.35 (kube-apiserver, etcd, kube-controller-manager, kube-scheduler; kubelet,
# kube-proxy in nftables mode and CoreDNS on one node) on the same network and in the same kind of node as ./skiff up, so that
# both are measured alike. BIN: build.sh's folder (default build/upstream). State in /var/lib/skiff-upstream.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SKIFF_HOME=$(cd "$HERE/../.." && pwd)
. "$SKIFF_HOME/cluster/lib.sh"
. "$SKIFF_HOME/cluster/network.sh"
. "$SKIFF_HOME/cluster/node.sh"
export DATA=/var/lib/skiff-upstream
export BIN=${BIN:-$BUILD/upstream}
PKI=$DATA/pki

certificate() { # NAME SUBJECT [SANS]
  openssl req -newkey rsa:2048 -nodes -keyout "$PKI/$1.key" -out "$PKI/$1.csr" -subj "$2" 2> /dev/null
  openssl x509 -req -in "$PKI/$1.csr" -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -CAcreateserial -days 30 -out "$PKI/$1.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth' "${3:-DNS:none}") 2> /dev/null
}

kubeconfig() { # NAME
  local file=$DATA/$1.kubeconfig
  kubectl config --kubeconfig "$file" set-cluster c --server="https://$UNDERLAY.1:6443" --certificate-authority="$PKI/ca.crt" --embed-certs > /dev/null
  kubectl config --kubeconfig "$file" set-credentials u --client-certificate="$PKI/$1.crt" --client-key="$PKI/$1.key" --embed-certs > /dev/null
  kubectl config --kubeconfig "$file" set-context c --cluster=c --user=u > /dev/null
  kubectl config --kubeconfig "$file" use-context c > /dev/null
}

pki() {
  mkdir -p "$PKI"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$PKI/ca.key" -out "$PKI/ca.crt" -days 30 -subj /CN=upstream 2> /dev/null
  openssl genrsa -out "$PKI/sa.key" 2048 2> /dev/null
  openssl rsa -in "$PKI/sa.key" -pubout -out "$PKI/sa.pub" 2> /dev/null
  certificate apiserver /CN=kube-apiserver "DNS:kubernetes.default.svc,DNS:localhost,IP:127.0.0.1,IP:$UNDERLAY.1,IP:10.96.0.1"
  certificate admin /O=system:masters/CN=admin
  certificate kcm /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate proxy /CN=system:kube-proxy
  certificate node1 /O=system:nodes/CN=system:node:node1 "DNS:node1,IP:$UNDERLAY.11"
  local name
  for name in admin kcm scheduler proxy node1; do kubeconfig $name; done
}

run() { # NAME COMMAND...
  local name=$1
  shift
  setsid "$@" > "$DATA/logs/$name.log" 2>&1 < /dev/null &
  echo $! > "$DATA/run/$name.pid"
}

coredns_image() {
  local OUT=$DATA/node1/images WORK
  . "$SKIFF_HOME/cluster/images/archive.sh"
  mkdir -p "$OUT"
  WORK=$(mktemp -d)
  install -D "$BIN/coredns" "$WORK/root/coredns"
  archive registry.skiff.local/coredns:1 "$WORK/root" '"Entrypoint":["/coredns"]' > /dev/null
  rm -rf "$WORK"
}

up() {
  mkdir -p "$DATA"/{run,logs} "$RUN"
  network_up
  pki
  run etcd "$BIN/etcd" --data-dir "$DATA/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --log-level error
  run kube-apiserver "$BIN/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --advertise-address="$UNDERLAY.1" \
    --service-cluster-ip-range="$SERVICE_CIDR" --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
    --client-ca-file="$PKI/ca.crt" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --service-account-key-file="$PKI/sa.pub" --service-account-signing-key-file="$PKI/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --cert-dir="$PKI" \
    --kubelet-client-certificate="$PKI/admin.crt" --kubelet-client-key="$PKI/admin.key"
  timeout 60 bash -c "until curl -fsk --cert '$PKI/admin.crt' --key '$PKI/admin.key' https://127.0.0.1:6443/readyz > /dev/null; do sleep 0.05; done"
  run kube-controller-manager "$BIN/kube-controller-manager" --kubeconfig="$DATA/kcm.kubeconfig" --leader-elect=false \
    --root-ca-file="$PKI/ca.crt" --service-account-private-key-file="$PKI/sa.key" --use-service-account-credentials=true \
    --allocate-node-cidrs=true --cluster-cidr=10.244.0.0/16
  run kube-scheduler "$BIN/kube-scheduler" --kubeconfig="$DATA/scheduler.kubeconfig" --leader-elect=false
  coredns_image
  node_up 1 "$HERE/node-init.sh"
  node_await 1
  kubectl --kubeconfig "$DATA/admin.kubeconfig" apply -f "$HERE/coredns.yaml" > /dev/null
  kubectl --kubeconfig "$DATA/admin.kubeconfig" -n kube-system rollout status deployment/coredns --timeout=90s
}

down() {
  local name pid
  node_down 1
  for name in kube-scheduler kube-controller-manager kube-apiserver etcd; do
    pid=$(pid_of $name)
    [ -z "$pid" ] || { kill "$pid"; await_exit "$pid" 20 || kill -9 "$pid"; }
  done
  network_down
  rm -rf "$DATA" "$RUN"
}

case ${1:-} in
  up | down) need_root "upstream's cluster" up; "$1" ;;
  *) fail "usage: cluster.sh up | down" ;;
esac
