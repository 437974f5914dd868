#!/bin/bash
# agent.sh [SECONDS] : what a node costs with 10 Pods on it, idle, and how fast the agent starts. Prints a table. Needs a
# cluster that `./skiff up` started and nothing else to do on the machine (root). SECONDS of idleness are measured (default 60).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
DATA=${SKIFF_DATA:-/var/lib/skiff}
k() { kubectl --kubeconfig "$DATA/admin.kubeconfig" "$@"; }
init=$(pgrep -P "$(cat "$DATA/run/node1.pid")" | head -n 1)
in_node() { nsenter -t "$init" -m -u -i -n -p -C "$@"; }

k create deployment bench-idle --image=registry.skiff.local/busybox:1 --replicas=10 -- sleep 1000000 > /dev/null
trap 'k delete deployment bench-idle --wait=false > /dev/null' EXIT
k patch deployment bench-idle -p '{"spec":{"template":{"spec":{"nodeName":"node1","terminationGracePeriodSeconds":0}}}}' > /dev/null
k rollout status deployment/bench-idle --timeout=120s > /dev/null
sleep 20

echo "idle, 10 Pods on node1, $(k get nodes -o name | wc -l) node(s), over ${1:-60} s"
"$HERE/cluster.py" "$DATA/admin.kubeconfig" processes "${1:-60}" bin/skiff-agent skiff-control-plane control-plane.jar bin/containerd

# The agent is killed and started again by the node's init; its containers go on. Time from its start to its first line.
echo
for _ in 1 2 3 4 5; do
  lines=$(wc -l < "$DATA/logs/node1.log")
  in_node sh -c 'kill -9 $(cat /run/skiff-agent.pid)'
  until tail -n "+$((lines + 1))" "$DATA/logs/node1.log" | grep -q INFO; do sleep 0.1; done
  pid=$(in_node sh -c 'cat /run/skiff-agent.pid')
  outer=$(pgrep -f bin/skiff-agent | while read -r p; do grep -q "NSpid:.*[[:space:]]$pid\$" "/proc/$p/status" && echo "$p"; done | head -n 1)
  first=$(tail -n "+$((lines + 1))" "$DATA/logs/node1.log" | grep -m1 INFO | cut -d' ' -f1)
  python3 - "$outer" "$first" <<'P'
import datetime, os, sys
start_ticks = int(open(f"/proc/{sys.argv[1]}/stat").read().rsplit(")", 1)[1].split()[19])
boot = next(int(l.split()[1]) for l in open("/proc/stat") if l.startswith("btime"))
uptime, now = float(open("/proc/uptime").read().split()[0]), __import__("time").time()
started = now - uptime + start_ticks / os.sysconf("SC_CLK_TCK")
line = datetime.datetime.fromisoformat(sys.argv[2].replace("Z", "+00:00")).timestamp()
print(f"exec to first log line: {1000 * (line - started):.0f} ms (± 10)")
P
  sleep 2
done
