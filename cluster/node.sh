# One node: its namespaces, its cgroups, its agent. The agent starts its own containerd.

# node_up I [INIT] : INIT is the script that becomes the node's first process
node_up() {
  local i=$1 init=${2:-$SKIFF_HOME/cluster/node-init.sh} node=node$1 dir=$DATA/node$1
  mkdir -p "$dir/images"
  node_link "$i"
  node_cgroups "$node"
  ln -f "$BUILD"/images/*.tar "$dir/images/" 2> /dev/null || cp "$BUILD"/images/*.tar "$dir/images/"
  (
    local c
    for c in $(cgroup_folders "$node"); do echo $BASHPID > "$c/cgroup.procs"; done
    export SKIFF_HOME DATA BUILD UNDERLAY NODE_NUMBER=$i
    exec setsid nsenter --net="/run/netns/skiff-node$i" \
      unshare --mount --propagation private --uts --ipc --cgroup --pid --fork --kill-child --mount-proc \
      bash "$init" > "$DATA/logs/node$i.log" 2>&1 < /dev/null
  ) &
  echo $! > "$DATA/run/node$i.pid"
}

node_await() {
  local i=$1 cidr kubectl deadline=$((SECONDS + 60))
  kubectl="$(find_kubectl) --kubeconfig $(kubeconfig_path)"
  until $kubectl wait --for=condition=Ready "node/node$i" --timeout=30s > /dev/null 2>&1; do
    alive "$(cat "$DATA/run/node$i.pid")" || { echo "node$i stopped: see $DATA/logs/node$i.log"; return 1; }
    [ $SECONDS -lt $deadline ] || { echo "node$i is not ready after 60 s: see $DATA/logs/node$i.log"; return 1; }
    sleep 0.1
  done
  # A node whose network needs no range may be ready before a controller has given it one.
  until cidr=$($kubectl get node "node$i" -o 'jsonpath={.spec.podCIDR}') && [ -n "$cidr" ]; do
    [ $SECONDS -lt $deadline ] || { echo "node$i has no podCIDR after 60 s"; return 1; }
    sleep 0.1
  done
  node_routes "$i" "$cidr"
}

# node_down I : its processes and mounts end with its first process
node_down() {
  local i=$1 pid c
  pid=$(cat "$DATA/run/node$i.pid" 2> /dev/null || true)
  if alive "$pid"; then
    kill -9 "$pid"
    await_exit "$pid" 10 || true
  fi
  rm -f "$DATA/run/node$i.pid"
  [ ! -e "/run/netns/skiff-node$i" ] || ip netns del "skiff-node$i"
  for c in $(cgroup_folders "node$i"); do
    await_no_processes "$c"
    [ ! -d "$c" ] || find "$c" -depth -type d -exec rmdir {} \;
  done
}

# The kernel ends a node's processes on its own time once its first process is gone.
await_no_processes() {
  local tries=100
  while [ -d "$1" ] && [ -n "$(find "$1" -name cgroup.procs -exec cat {} + 2> /dev/null)" ] && [ $tries -gt 0 ]; do
    sleep 0.05
    tries=$((tries - 1))
  done
}

# cgroup_folders NAME : the node's cgroup in each hierarchy of this machine (v1), or the only one (v2)
cgroup_folders() {
  local c
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    echo "/sys/fs/cgroup/skiff-$1"
  else
    for c in $CGROUP_CONTROLLERS; do
      [ ! -d "/sys/fs/cgroup/$c" ] || echo "/sys/fs/cgroup/$c/skiff-$1"
    done
  fi
}

node_cgroups() {
  local c parent
  for c in $(cgroup_folders "$1"); do
    mkdir -p "$c"
    if [ -f "$c/cpuset.cpus" ] && [ ! -f "$c/cgroup.controllers" ]; then
      parent=${c%/*}
      cat "$parent/cpuset.cpus" > "$c/cpuset.cpus"
      cat "$parent/cpuset.mems" > "$c/cpuset.mems"
    fi
  done
}
