# The agent and the CNI plugin call the kernel; they start no tool that would do it for them.

test_55_no_network_or_mount_tool_is_started() {
  local trace agent containerd
  trace=$(mktemp)
  agent=$(node_process 2 skiff-agent)
  containerd=$(node_process 2 containerd)
  strace -f -qq -e trace=execve -e signal=none -o "$trace" -p "$agent" -p "$containerd" &
  tracer=$! # not local: the trap sees it when the function is left
  trap 'kill -9 "$tracer" 2> /dev/null || true' EXIT
  sleep 1
  kn apply -f - <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: traced}
spec:
  replicas: 1
  selector: {matchLabels: {app: traced}}
  template:
    metadata: {labels: {app: traced}}
    spec:
      nodeName: node2
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: registry.skiff.local/busybox:1
          command: [sleep, "1000000"]
          ports: [{containerPort: 80, hostPort: 8123}]
          volumeMounts: [{name: memory, mountPath: /memory}]
      volumes: [{name: memory, emptyDir: {medium: Memory}}]
  strategy: {type: Recreate}
Y
  kn expose deployment traced --port=80
  kn rollout status deployment/traced --timeout=90s
  kn delete deployment,service traced --wait
  eventually 60 no_pods app=traced
  sleep 1
  # The kernel lets go of what was traced. Asked to end, strace lets go itself, and may wait for ever: for a process in vfork,
  # whose child has stopped for strace.
  kill -9 "$tracer"
  wait "$tracer" 2> /dev/null || true
  grep -q skiff-bridge "$trace" || die "the trace does not show the CNI plugin: $(head -n 5 "$trace")"
  if grep -E 'execve\("[^"]*/(iptables|ip6tables|nft|ip|mount|umount|nsenter|conntrack|sysctl|ipset|modprobe)[^/"]*"' "$trace"; then
    die "a tool was started"
  fi
  rm -f "$trace"
}

# node_process I NAME : the pid, as this machine sees it, of a process in a node
node_process() {
  local init
  init=$(pgrep -P "$(cat "$DATA/run/node$1.pid")" | head -n 1)
  pgrep --ns "$init" --nslist pid -x "$2" | head -n 1
}
