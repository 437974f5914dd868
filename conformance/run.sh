#!/bin/bash
# run.sh OUT [FOCUS_FILE|REGEX] : runs upstream's conformance program, built by build.sh into OUT, unmodified and with its
# default flags, against a cluster of two nodes that `./skiff up` brings up; then writes docs/conformance.md.
# FOCUS_FILE has one full test name per line. Without it: all 412 tests that are not [Serial], then the 29 that are.
#   PROCS    parallel processes for those that are not [Serial] (default 8)
#   TIMEOUT  of one ginkgo run (default 1h)
#   KEEP     leave the cluster running afterwards
#   MERGE    (default yes with a focus) keep the earlier results of tests that did not run
#   CHECK    write nothing; end with 1 if a test fails, alone once more, that results.txt has as passing
# Needs docker-registry, skopeo, umoci and jq (Debian packages).
set -uo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
SKIFF=$HERE/../skiff
OUT=$(realpath "${1:?usage: run.sh OUT [FOCUS_FILE|REGEX]}")
FOCUS=${2:-}
export SKIFF_DATA=${SKIFF_DATA:-/var/lib/skiff-conformance}
REPORT=$OUT/report
REGISTRY=172.30.0.1:5000
export KUBE_TEST_REPO_LIST=$HERE/repos.yaml

command -v docker-registry skopeo umoci jq > /dev/null || { echo "run.sh needs: apt-get install docker-registry skopeo umoci jq" >&2; exit 1; }

registry_up() {
  mkdir -p "$OUT/registry"
  cat > "$OUT/registry.yml" <<END
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $OUT/registry}}
http: {addr: "$REGISTRY"}
END
  setsid docker-registry serve "$OUT/registry.yml" > "$OUT/registry.log" 2>&1 < /dev/null &
  echo $! > "$OUT/registry.pid"
  timeout 20 bash -c "until curl -fs http://$REGISTRY/v2/ > /dev/null; do sleep 0.1; done"
}

# The nodes may pull from the registry without TLS.
trust_registry() {
  local i dir
  for i in 1 2; do
    dir=$SKIFF_DATA/node$i/kubelet/containerd/certs.d/$REGISTRY
    mkdir -p "$dir"
    printf 'server = "http://%s"\n[host."http://%s"]\n  capabilities = ["pull", "resolve"]\n' "$REGISTRY" "$REGISTRY" > "$dir/hosts.toml"
  done
}

# ginkgo_run NAME PROCS ARGS... : appends PASS|FAIL|SKIP, seconds, name to results.txt
ginkgo_run() {
  local name=$1 procs=$2
  shift 2
  "$OUT/ginkgo" run --procs="$procs" --no-color --timeout="${TIMEOUT:-1h}" --output-dir="$REPORT" --json-report="$name.json" "$@" \
    "$OUT/e2e.test" -- --provider=local --kubeconfig="$SKIFF_DATA/admin.kubeconfig" --kubectl-path="$OUT/kubectl" \
    --disable-log-dump --dump-logs-on-failure=false --num-nodes=-1 --system-pods-startup-timeout=2m > "$REPORT/$name.log" 2>&1
  jq -r '.[].SpecReports[]? | select(.LeafNodeType == "It" and (.State != "skipped" or (.Failure.Message // "") != ""))
    | [(if .State == "passed" then "PASS" elif .State == "skipped" then "SKIP" else "FAIL" end), (.RunTime / 1e8 | round / 10 | tostring),
       ((.ContainerHierarchyTexts // []) + [.LeafNodeText] | join(" "))] | join("\t")' "$REPORT/$name.json" >> "$REPORT/results.txt"
}

stop() {
  [ -n "${KEEP:-}" ] || "$SKIFF" down --purge
  kill "$(cat "$OUT/registry.pid")" 2> /dev/null
}

rm -rf "$REPORT" && mkdir -p "$REPORT"
: > "$REPORT/results.txt"
trap stop EXIT
"$SKIFF" up --nodes 2 || exit 1
registry_up || { echo "the registry at $REGISTRY does not start: see $OUT/registry.log" >&2; exit 1; }
trust_registry
curl -fs "http://$REGISTRY/v2/e2e-test-images/agnhost/tags/list" > /dev/null || "$HERE/images.sh" "$OUT" "$REGISTRY" || exit 1

# focus_run NAME FILE : runs the tests that a file names
focus_run() {
  local name focus=()
  while IFS= read -r name; do
    [ -z "$name" ] || focus+=("--focus= $(sed 's/[][().*+?^$|{}\\/]/\\&/g' <<< "$name")\$")
  done < "$2"
  ginkgo_run "$1" "${PROCS:-8}" "${focus[@]}"
}

# Names of tests that failed now and are recorded as passing.
regressions() {
  awk -F'\t' 'NR == FNR { if ($1 == "PASS") passed[$3]; next } $1 == "FAIL" && ($3 in passed) { print $3 }' "$HERE/results.txt" "$REPORT/results.txt"
}

start=$SECONDS
if [ -z "$FOCUS" ]; then
  ginkgo_run parallel "${PROCS:-8}" --focus='\[Conformance\]' --skip='\[Serial\]'
  ginkgo_run serial 1 --focus='\[Serial\].*\[Conformance\]'
elif [ -f "$FOCUS" ]; then
  focus_run focus "$FOCUS"
else
  ginkgo_run focus "${PROCS:-1}" --focus="$FOCUS"
fi
echo "ran for $((SECONDS - start)) s"
sort -t $'\t' -k3 -o "$REPORT/results.txt" "$REPORT/results.txt"
cut -f1 "$REPORT/results.txt" | sort | uniq -c
if [ -z "${CHECK:-}" ]; then
  "$HERE/write-docs.sh" "$REPORT/results.txt" "${MERGE:-${FOCUS:+yes}}"
  exit
fi
grep -q '^PASS' "$REPORT/results.txt" || { tail -n 50 "$REPORT/focus.log"; exit 1; }
regressions > "$REPORT/again.txt"
if [ -s "$REPORT/again.txt" ]; then
  echo "failed, although recorded as passing; once more, one at a time:"
  cat "$REPORT/again.txt"
  : > "$REPORT/results.txt"
  PROCS=1 focus_run again "$REPORT/again.txt"
  regressions > "$REPORT/regressions.txt"
  if [ -s "$REPORT/regressions.txt" ]; then
    echo "failed twice:"
    cat "$REPORT/regressions.txt"
    tail -n 200 "$REPORT/again.log"
    exit 1
  fi
fi
