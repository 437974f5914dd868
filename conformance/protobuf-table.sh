#!/bin/bash
# Writes the table of protobuf fields that resource-model ships, from the published Go types of
# Kubernetes. Needs Go and, the first time, the network. To be run when the API level rises: change
# the versions in protobuf-table/go.mod and main.go, run this, look at the difference, commit it.
set -euo pipefail
cd "$(dirname "$0")/protobuf-table"
go run . > table.new
mv table.new ../../resource-model/src/main/resources/dev/skiff/resourcemodel/protobuf.txt
