#!/bin/bash
# Compares how Skiff writes and reads protocol buffers with how Go does, over an object of every
# kind with every field set and one with none: byte for byte. Needs Go and, the first time, the
# network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT
(cd "$here/protobuf-table" && go run . samples) >"$samples"
cd "$here/.."
${MAVEN:-mvn} -q -pl control-plane -am test -Dtest=ProtobufSamplesCheck \
  -Dsurefire.failIfNoSpecifiedTests=false \
  -DargLine="-Xmx768m -Dskiff.protobuf.samples=$samples"
echo "$(wc -l <"$samples") objects: the same bytes, the same trees"
