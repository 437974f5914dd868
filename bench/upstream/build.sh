#!/bin/bash
# build.sh [OUT [COMPONENT...]] : builds upstream's components v1.35.4 and etcd, which Skiff is measured against, from
# published Go modules into OUT (default build/upstream): all, or those that are named (etcd, kine, coredns, or a command of
# Kubernetes such as kube-apiserver). All take about 10 minutes on 2 cores. Needs Go 1.26.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
OUT=$(mkdir -p "${1:-$HERE/../../build/upstream}" && cd "${1:-$HERE/../../build/upstream}" && pwd)
WORK=$OUT/.work
COMPONENTS=("${@:2}")
[ ${#COMPONENTS[@]} -gt 0 ] || COMPONENTS=(kube-{apiserver,controller-manager,scheduler,proxy} kubelet etcd kine coredns)
KUBERNETES=v1.35.4
ETCD=v3.6.16
COREDNS=v1.13.1
KINE=v0.17.5 # needs a C compiler for its SQLite
export CGO_ENABLED=0
LD="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  LD="$LD -X $package.gitVersion=$KUBERNETES -X $package.gitMajor=1 -X $package.gitMinor=35 -X $package.gitTreeState=clean"
done
STAGING="api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator
  component-base component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice
  externaljwt kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils
  pod-security-admission sample-apiserver sample-cli-plugin sample-controller"

# module NAME MODULE VERSION PACKAGE... : a throw-away module that builds the packages; replacements come on stdin
module() {
  local name=$1 require=$2 version=$3 package
  shift 3
  mkdir -p "$WORK/$name/tools" && cd "$WORK/$name"
  { echo "module build"; echo "go 1.25.0"; echo "require $require $version"; cat; } > go.mod
  { printf '//go:build tools\npackage tools\n'; printf 'import _ "%s"\n' "$@"; } > tools/tools.go
  go mod tidy
  for package in "$@"; do
    go build -trimpath -ldflags "$LD" -o "$OUT/${package##*/}" "$package"
  done
}

# missing COMPONENT : it is wanted, and not there yet
missing() { [[ " ${COMPONENTS[*]} " == *" $1 "* ]] && [ ! -x "$OUT/$1" ]; }

commands=()
for component in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet; do
  ! missing $component || commands+=("k8s.io/kubernetes/cmd/$component")
done
if [ ${#commands[@]} -gt 0 ]; then
  for m in $STAGING; do echo "replace k8s.io/$m => k8s.io/$m ${KUBERNETES/v1/v0}"; done |
    module kubernetes k8s.io/kubernetes $KUBERNETES "${commands[@]}"
fi
if missing etcd; then
  for m in api client/pkg client pkg raft etcdutl; do echo "replace go.etcd.io/etcd/$m/v3 => go.etcd.io/etcd/$m/v3 $ETCD"; done |
    module etcd go.etcd.io/etcd/server/v3 $ETCD go.etcd.io/etcd/server/v3
  mv "$OUT/v3" "$OUT/etcd"
fi
if missing kine; then
  CGO_ENABLED=1 GOBIN=$OUT go install -trimpath -ldflags "-s -w" github.com/k3s-io/kine@$KINE
fi
if missing coredns; then
  mkdir -p "$WORK/coredns" && cd "$WORK/coredns"
  { echo "module build"; echo "go 1.25.0"; echo "require github.com/coredns/coredns $COREDNS"; } > go.mod
  {
    printf 'package main\nimport (\n"github.com/coredns/coredns/coremain"\n'
    for p in cache errors forward health kubernetes loadbalance ready reload; do echo "_ \"github.com/coredns/coredns/plugin/$p\""; done
    printf ')\nfunc main() { coremain.Run() }\n'
  } > main.go
  go mod tidy && go build -trimpath -ldflags "-s -w" -o "$OUT/coredns" .
fi
ls -l "$OUT"
