#!/bin/bash
# managedfields.sh PEER_KUBECONFIG SKIFF_KUBECONFIG: who owns what, asked of upstream's server and of Skiff.
# 1. The list and map types in both servers' OpenAPI (facts/merging.yaml has no other source than this).
# 2. The same creates, patches and applies to both; managedFields and refusals are compared.
# Prints what differs; exit status 1 if anything does. Start the peer with ../shared/peers/control-plane.sh.
exec python3 "$(dirname "$0")/managedfields.py" "$@"
