# What a node does when something runs full: its disk, which is a small file system here, and a container's log.

# free_mib : what is left on the small disk
free_mib() { df --output=avail -B 1M "$DATA/node4/kubelet" | tail -n 1 | tr -d ' '; }
# write MIB FILE : the writer writes into its own file system, to a file of its image
write() { kn exec writer -- dd if=/dev/zero of="/$2" bs=1M count="$1"; }
disk_pressure() { k get node node4 -o 'jsonpath={.status.conditions[?(@.type=="DiskPressure")].status} {.status.conditions[?(@.type=="DiskPressure")].reason} {.spec.taints[*].key}'; }
no_disk_pressure() { [ "$(disk_pressure)" = "False KubeletHasNoDiskPressure " ]; }
rotated() { ls "$DATA"/node4/pod-logs/"$NS"_talker_*/talker/0.log.2*; }
contiguous() { awk -v from=1 '$1 != from {exit 1} {from++}' "$1"; }
lines_at_least() { [ "$(wc -l < "$1")" -ge "$2" ]; }

# A node of its own, which goes when the test ends, however that is.
small_node_down() {
  [ -z "${follower:-}" ] || kill "$follower" 2> /dev/null || true
  kn delete pod writer quiet talker --force --ignore-not-found > /dev/null 2>&1 || true
  local pid
  pid=$(cat "$DATA/run/node4.pid" 2> /dev/null) || pid=
  if [ -n "$pid" ]; then
    kill -9 "$pid" 2> /dev/null || true
    timeout 10 tail --pid="$pid" -f /dev/null || true
  fi
  k delete node node4 --ignore-not-found > /dev/null 2>&1 || true
  umount "$DATA/node4/kubelet"
}

test_54_full_disk_evicts_and_large_logs_are_rotated() {
  mkdir -p "$DATA/node4/kubelet"
  mount -t tmpfs -o size=256m skiff-e2e "$DATA/node4/kubelet"
  trap small_node_down EXIT
  SKIFF_AGENT_EVICTION_PRESSURE_TRANSITION_PERIOD=5s SKIFF_AGENT_CONTAINER_LOG_MAX_SIZE=64Ki "$SKIFF" up --nodes 4
  kn apply -f - <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: quiet}
spec:
  nodeName: node4
  terminationGracePeriodSeconds: 0
  containers: [{name: quiet, image: registry.skiff.local/busybox:1, command: [sleep, "1000000"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: writer}
spec:
  nodeName: node4
  terminationGracePeriodSeconds: 0
  containers: [{name: writer, image: registry.skiff.local/busybox:1, command: [sleep, "1000000"]}]
---
apiVersion: v1
kind: Pod
metadata: {name: talker}
spec:
  nodeName: node4
  terminationGracePeriodSeconds: 0
  containers:
    - name: talker
      image: registry.skiff.local/busybox:1
      command: [sh, -c, "i=0; while :; do i=$((i+1)); echo $i; [ $i -lt 5000 ] || sleep 0.2; done"]
Y
  kn wait --for=condition=Ready pod/quiet pod/writer pod/talker --timeout=60s
  local followed last
  followed=$(mktemp)
  kn logs -f talker > "$followed" &
  follower=$! # not local: the trap sees it when the function is left
  write $(($(free_mib) / 2)) half
  no_disk_pressure

  eventually 20 rotated
  last=$(wc -l < "$followed")
  eventually 10 lines_at_least "$followed" $((last + 5))
  contiguous "$followed" || die "lines were lost to the one who follows: $(head -n 3 "$followed") ... $(tail -n 3 "$followed")"
  [ "$(kn logs talker --tail=1)" -gt 5000 ] || die "the log does not go on after the rotation"
  rm -f "$followed"

  write $(($(free_mib) - 15)) rest
  eventually 30 expect "True KubeletHasDiskPressure" disk_pressure
  eventually 10 expect node.kubernetes.io/disk-pressure disk_pressure
  eventually 20 expect "Failed Evicted" kn get pod writer -o 'jsonpath={.status.phase} {.status.reason}'
  expect "The node was low on resource: ephemeral-storage. Threshold quantity: " kn get pod writer -o 'jsonpath={.status.message}'
  expect "Container writer was using " kn get pod writer -o 'jsonpath={.status.message}'
  expect "request is 0, has larger consumption of ephemeral-storage. " kn get pod writer -o 'jsonpath={.status.message}'
  eventually 10 expect Evicted kn get events --field-selector involvedObject.name=writer
  eventually 40 no_disk_pressure
  expect "Running Running" kn get pod quiet talker -o 'jsonpath={.items[*].status.phase}'
}
