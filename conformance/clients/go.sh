#!/bin/bash
# Runs a client in Go, over protocol buffers, against the cluster of a kubeconfig:
#   conformance/clients/go.sh [KUBECONFIG]      default: the cluster that ./skiff up started
# Needs Go and, the first time, the network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kubeconfig=${1:-$("$here/../../skiff" kubeconfig)}
kubeconfig=$(readlink -f "$kubeconfig")
cd "$here/go"
go run . -kubeconfig "$kubeconfig"
