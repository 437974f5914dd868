# What all commands of the front door share: names, paths, messages.
DEFAULT_DATA=/var/lib/skiff
DATA=${SKIFF_DATA:-$DEFAULT_DATA}
BUILD=$SKIFF_HOME/build          # what ./skiff build makes
RUN=/run/skiff                   # names the one cluster that runs on this machine
BRIDGE=skiff0                    # joins the nodes and this machine
UNDERLAY=172.30.0                # nodes are UNDERLAY.11, .12 ...; this machine is UNDERLAY.1
SERVICE_CIDR=10.96.0.0/16
# One set for the training run and for the real one: a cache is good only for the options it was made with.
# The young generation has a fixed size and room for what requests in flight hold, so that little of it grows old.
CONTROL_PLANE_JVM_OPTIONS="-Xms64m -Xmx512m -Xmn32m -XX:SurvivorRatio=3 -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=10000 --enable-native-access=ALL-UNNAMED -Djdk.virtualThreadScheduler.parallelism=$(($(nproc) + 1))"
CGROUP_CONTROLLERS="cpu cpuacct cpuset memory devices freezer blkio pids systemd"

fail() {
  echo "skiff: $*" >&2
  exit 1
}

now_ms() {
  local t=${EPOCHREALTIME/[.,]/}
  echo $((t / 1000))
}

# step TEXT COMMAND... : runs a part of the work and shows it with a tick and its time
step() {
  local text=$1 start output rc=0
  shift
  start=$(now_ms)
  if [ -t 1 ]; then printf '  … %s' "$text"; fi
  output=$(mktemp)
  ("$@") > "$output" 2>&1 || rc=$?
  local took=$(($(now_ms) - start))
  [ -t 1 ] && printf '\r\033[K'
  if [ $rc -eq 0 ]; then
    printf '  ✔ %s (%d.%02d s)\n' "$text" $((took / 1000)) $((took % 1000 / 10))
    rm -f "$output"
    return 0
  fi
  printf '  ✘ %s (%d.%02d s)\n' "$text" $((took / 1000)) $((took % 1000 / 10))
  tail -n 25 "$output" >&2
  rm -f "$output"
  exit $rc
}

# take_data_option ARGS... : understands --data DIR only
take_data_option() {
  while [ $# -gt 0 ]; do
    case $1 in
      --data) set_data "${2:-}"; shift 2 ;;
      *) fail "unknown option '$1': see ./skiff help" ;;
    esac
  done
}

set_data() {
  [ -n "$1" ] || fail "--data wants a directory"
  DATA=$(realpath -m "$1")
}

kubeconfig_path() { echo "$DATA/admin.kubeconfig"; }

need_root() {
  [ "$(id -u)" -eq 0 ] || fail "$1 needs root: it makes network namespaces, mounts and cgroups. Try: sudo ./skiff $2"
}

# A process that has ended but that nobody has waited for yet is not alive.
alive() { [ -n "${1:-}" ] && grep -q '^State:[[:space:]]*[^ZX]' "/proc/$1/status" 2> /dev/null; }

# pid_of NAME : the saved pid of a process of the cluster, empty if it does not run
pid_of() {
  local pid
  pid=$(cat "$DATA/run/$1.pid" 2> /dev/null) || return 0
  if alive "$pid"; then echo "$pid"; fi
}

# await_exit PID SECONDS : false if it still runs then
await_exit() { timeout "$2" tail --pid="$1" -f /dev/null; }

node_numbers() {
  local f
  for f in "$DATA"/run/node*.pid; do
    [ -e "$f" ] || continue
    f=${f##*/node}
    echo "${f%.pid}"
  done | sort -n
}

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    if [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$home/release" 2> /dev/null; then
      echo "$home"
      return
    fi
  done
  return 1
}

find_kubectl() {
  command -v kubectl || fail "kubectl is not installed: apt-get install kubernetes-client"
}
