#!/bin/bash
# Asks Kubernetes' own CEL environment, from its published Go modules, the expressions of answers.json again, and writes down
# its answers. Needs Go and, the first time, the network. To be run when the API level rises (change the versions in
# cel-answers/go.mod and main.go), and when expressions are added: one JSON object a line, of which only "expression" is read.
set -euo pipefail
cd "$(dirname "$0")/cel-answers"
answers=../../control-plane/src/test/resources/dev/skiff/controlplane/resource/cel/answers.json
trap 'rm -f answers.new' EXIT
go run . < "$answers" > answers.new
mv answers.new "$answers"
