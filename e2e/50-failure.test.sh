# What is killed comes back, and nothing that was acknowledged is lost.

restarts() { kn get pods -o 'jsonpath={range .items[*]}{.metadata.name}={.status.containerStatuses[0].restartCount}/{.status.containerStatuses[0].containerID}{"\n"}{end}'; }
node_ready() { [ "$(k get node "$1" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]; }

test_50_killed_control_plane_loses_no_acknowledged_write() {
  spread_up
  local written
  written=$(mktemp)
  (
    for i in $(seq 400); do
      kn create configmap "write-$i" --from-literal=i="$i" > /dev/null 2>&1 && echo "write-$i" >> "$written" || break
    done
  ) &
  local writer=$!
  eventually 60 lines_at_least "$written" 10
  local control_plane
  control_plane=$(cat "$DATA/run/control-plane.pid")
  kill -9 "$control_plane"
  timeout 10 tail --pid="$control_plane" -f /dev/null
  expect "served by" curl -s --max-time 5 http://172.30.0.11:30081/ # Services go on meanwhile
  wait $writer || true
  "$HERE/../skiff" up --nodes 3 > /dev/null
  local there name
  there=$(kn get configmaps -o name)
  for name in $(cat "$written"); do
    [[ $there == *"configmap/$name"$'\n'* || $there == *"configmap/$name" ]] || die "$name was acknowledged and is gone"
  done
  rm -f "$written"
  for i in 1 2 3; do eventually 60 node_ready "node$i"; done
}

test_51_killed_agent_restarts_no_container() {
  spread_up
  local before after
  before=$(restarts | sort)
  in_node 1 sh -c 'kill -9 $(cat /run/skiff-agent.pid)'
  sleep 3
  eventually 60 node_ready node1
  sleep 2
  after=$(restarts | sort)
  [ "$before" = "$after" ] || die "containers changed:"$'\n'"$(diff <(echo "$before") <(echo "$after"))"
  expect "served by" curl -s --max-time 5 http://172.30.0.11:30081/
}

test_52_killed_containerd_comes_back() {
  spread_up
  in_node 1 sh -c 'kill -9 $(pidof containerd)'
  eventually 30 in_node 1 pidof containerd
  eventually 60 node_ready node1
  kn run after-containerd --image=registry.skiff.local/busybox:1 --overrides='{"spec":{"nodeName":"node1"}}' -- sleep 1000
  kn wait --for=condition=Ready pod/after-containerd --timeout=60s
  kn delete pod after-containerd --now --wait --timeout=30s
}

test_59_pods_of_a_dead_node_come_back_elsewhere() {
  spread_up
  kill -9 "$(cat "$DATA/run/node3.pid")"
  eventually 90 refused "" node_ready node3
  eventually 120 web_on_other_nodes
  expect "served by" curl -s --max-time 5 http://172.30.0.11:30081/
}

# The front end's three Pods and the store's one.
web_on_other_nodes() {
  [ "$(kn get pods -l 'app in (web, store)' -o json | jq '[.items[] | select(.spec.nodeName != "node3" and .metadata.deletionTimestamp == null) | select(any(.status.conditions[]; .type == "Ready" and .status == "True"))] | length')" -eq 4 ]
}
