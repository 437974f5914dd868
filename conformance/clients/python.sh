#!/bin/bash
# Runs the Python client against the cluster of a kubeconfig:
#   conformance/clients/python.sh [KUBECONFIG [--pods]]     default: the cluster that ./skiff up started
# --pods also runs a Pod, follows its log and executes commands in it; it needs a node.
# Needs Python and, the first time, the network: the client is installed below build/.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kubeconfig=${1:-$("$here/../../skiff" kubeconfig)}
environment=$here/../../build/clients/python
if ! cmp -s "$here/python/requirements.txt" "$environment/installed.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/python/requirements.txt"
  cp "$here/python/requirements.txt" "$environment/installed.txt"
fi
exec "$environment/bin/python" "$here/python/main.py" "$kubeconfig" "${@:2}"
