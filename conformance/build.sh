#!/bin/bash
# build.sh OUT : builds the upstream conformance program for Kubernetes v1.35 and what its images hold, from published Go
# modules: e2e.test, kubectl, agnhost, sample-apiserver, ginkgo, coredns, etcd. A binary that is there already is kept.
set -e
OUT=$(mkdir -p "${1:?usage: build.sh OUT}" && cd "$1" && pwd); W=$OUT/.build; export CGO_ENABLED=0
K=v1.35.4; SAMPLE=v0.29.2; GINKGO=v2.27.2; COREDNS=v1.13.1; ETCD=v3.6.6
STAGING="api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator component-base component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission sample-apiserver sample-cli-plugin sample-controller"
have() { [ -x "$OUT/$1" ]; }
# module DIR GO IMPORT... : a throw-away module that imports the packages (go.mod lines come on stdin)
module() { mkdir -p "$W/$1/tools"; cd "$W/$1"; { echo "module build"; echo "go $2"; cat; } > go.mod; shift 2
  { printf '//go:build tools\npackage tools\n'; printf 'import _ "%s"\n' "$@"; } > tools/tools.go; go mod tidy; }

have ginkgo || GOBIN=$OUT go install -trimpath -ldflags '-s -w' github.com/onsi/ginkgo/v2/ginkgo@$GINKGO

# CoreDNS with the plugins that a cluster's Corefile uses
if ! have coredns; then
  mkdir -p "$W/coredns" && cd "$W/coredns"
  { echo "module build"; echo "go 1.25.0"; echo "require github.com/coredns/coredns $COREDNS"; } > go.mod
  { printf 'package main\nimport (\n"github.com/coredns/coredns/coremain"\n'
    for p in bind cache debug errors file forward health hosts kubernetes loadbalance log loop metrics ready reload rewrite template whoami; do echo "_ \"github.com/coredns/coredns/plugin/$p\""; done
    printf ')\nfunc main() { coremain.Run() }\n'; } > main.go
  go mod tidy && go build -trimpath -ldflags '-s -w' -o "$OUT/coredns" .
fi

if ! have sample-apiserver; then
  module sample 1.24.0 k8s.io/sample-apiserver < <(echo "require k8s.io/sample-apiserver $SAMPLE"; for m in api apimachinery apiserver client-go code-generator component-base kms; do echo "replace k8s.io/$m => k8s.io/$m $SAMPLE"; done)
  go build -trimpath -ldflags '-s -w' -o "$OUT/sample-apiserver" k8s.io/sample-apiserver
fi

if ! have etcd; then
  module etcd 1.25.0 go.etcd.io/etcd/server/v3 < <(echo "require go.etcd.io/etcd/server/v3 $ETCD"; for m in api client/pkg client pkg etcdutl; do echo "replace go.etcd.io/etcd/$m/v3 => go.etcd.io/etcd/$m/v3 $ETCD"; done)
  go build -trimpath -ldflags '-s -w' -o "$OUT/etcd" go.etcd.io/etcd/server/v3
fi

if ! have e2e.test || ! have kubectl || ! have agnhost; then
  L="-s -w"; for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do L="$L -X $p.gitVersion=$K -X $p.gitMajor=1 -X $p.gitMinor=35 -X $p.gitTreeState=clean -X $p.gitCommit=unknown -X $p.buildDate=2026-01-01T00:00:00Z"; done
  module k8s 1.25.0 k8s.io/kubernetes/{cmd/kubectl,test/e2e,test/images/agnhost} < <(echo "require k8s.io/kubernetes $K"; for m in $STAGING; do echo "replace k8s.io/$m => k8s.io/$m ${K/v1/v0}"; done)
  have e2e.test || go test -c -vet=off -trimpath -ldflags "$L" -o "$OUT/e2e.test" k8s.io/kubernetes/test/e2e
  for c in cmd/kubectl test/images/agnhost; do have ${c##*/} || go build -trimpath -ldflags "$L" -o "$OUT/${c##*/}" k8s.io/kubernetes/$c; done
fi
ls -l "$OUT"
