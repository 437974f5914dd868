#!/bin/bash
# write-docs.sh RESULTS [yes] : writes conformance/results.txt (the last honest result of each test) and docs/conformance.md
# from RESULTS (PASS|FAIL|SKIP, seconds, name; tabs between). With "yes", tests that did not run keep their earlier result.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
ALL=$HERE/results.txt
NEW=$1
touch "$ALL"
if [ "${2:-}" = yes ]; then
  awk -F'\t' -v OFS='\t' 'NR == FNR { new[$3] = $0; next } !($3 in new) { print } END { for (n in new) print new[n] }' "$NEW" "$ALL" | sort -t $'\t' -k3 > "$ALL.new"
else
  sort -t $'\t' -k3 "$NEW" > "$ALL.new"
fi
mv "$ALL.new" "$ALL"
{
  cat <<'END'
# Conformance

Upstream's own conformance program, v1.35.4, unmodified and with its default flags, run by
[`conformance/run.sh`](../conformance/run.sh) against a cluster of two nodes that `./skiff up` brings up on one machine.
This page is written by the runner. Upstream's own components pass all 441 tests there.

| SIG | pass | fail | of |
|---|---|---|---|
END
  awk -F'\t' '{ match($3, /\[sig-[a-z-]+\]/); sig = substr($3, RSTART + 5, RLENGTH - 6); n[sig]++; t["all"]++; if ($1 == "PASS") { p[sig]++; t["pass"]++ } else { f[sig]++; t["fail"]++ } }
    END { for (s in n) printf "| %s | %d | %d | %d |\n", s, p[s], f[s], n[s] | "sort"; close("sort"); printf "| **all** | **%d** | **%d** | **%d** |\n", t["pass"], t["fail"], t["all"] }' "$ALL"
  printf '\n## Not passing\n\n'
  awk -F'\t' '$1 != "PASS" { print "- " $3 }' "$ALL"
  printf '\n## Passing\n\n'
  awk -F'\t' '$1 == "PASS" { print "- " $3 }' "$ALL"
} > "$HERE/../docs/conformance.md"
