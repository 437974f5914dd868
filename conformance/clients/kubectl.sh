#!/bin/bash
# Builds kubectl of the version that kubectl/go.mod names into build/clients/kubectl, if it is not there yet, and prints
# its path. Needs Go and, the first time, the network and some minutes.
#   conformance/clients/kubectl-session.sh "$(conformance/clients/kubectl.sh)"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../build/clients/kubectl
if [ ! -x "$out" ] || [ "$here/kubectl/go.mod" -nt "$out" ]; then
  mkdir -p "$(dirname "$out")"
  cd "$here/kubectl"
  version=$(sed -n 's,.*k8s.io/kubectl v0,v1,p' go.mod)
  CGO_ENABLED=0 go build -trimpath -o "$out" \
    -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version -X k8s.io/client-go/pkg/version.gitVersion=$version" .
fi
readlink -f "$out"
