# ./skiff up : starts the control plane on this machine and N nodes, each in namespaces of its own.
. "$SKIFF_HOME/cluster/build.sh"
. "$SKIFF_HOME/cluster/network.sh"
. "$SKIFF_HOME/cluster/node.sh"

command_up() {
  local nodes=1 mode=jvm port=6443 control_plane_only=
  while [ $# -gt 0 ]; do
    case $1 in
      --nodes) nodes=${2:-}; shift 2 || fail "--nodes wants a number" ;;
      --native) mode=native; shift ;;
      --jvm) mode=jvm; shift ;;
      --control-plane-only) control_plane_only=yes; shift ;;
      --port) port=${2:-}; shift 2 || fail "--port wants a number" ;;
      --data) set_data "${2:-}"; shift 2 ;;
      *) fail "unknown option '$1': see ./skiff help" ;;
    esac
  done
  [[ $nodes =~ ^[1-9][0-9]?$ ]] || fail "--nodes wants a number from 1 to 99, not '$nodes'"
  [[ $port =~ ^[1-9][0-9]{1,4}$ && $port -le 65535 ]] || fail "--port wants a port from 10 to 65535, not '$port'"
  [ -z "$control_plane_only" ] || nodes=0
  need_root "starting a cluster" up
  refuse_second_cluster
  install_missing build
  build_all "$([ $mode = native ] && echo native)"
  up "$nodes" "$mode" "$port"
  echo
  echo "kubeconfig: $(kubeconfig_path)"
  echo "Next: ./skiff kubectl get nodes$([ "$DATA" = "$DEFAULT_DATA" ] || echo "   (with SKIFF_DATA=$DATA)")"
}

# up NODES jvm|native PORT : everything that `up` starts; nothing that runs already
up() {
  local nodes=$1 mode=$2 port=$3 i
  mkdir -p "$DATA/run" "$DATA/logs" "$RUN"
  echo "$DATA" > "$RUN/cluster"
  trap 'echo "skiff: stopped half way; ./skiff down cleans up" >&2' ERR INT
  [ "$nodes" -eq 0 ] || step "network $UNDERLAY.0/24" network_up
  if [ -z "$(pid_of control-plane)" ]; then
    step "control plane ($mode)" start_control_plane "$mode" "$port" "$nodes"
  fi
  for i in $(seq "$nodes"); do
    [ -n "$(pid_of "node$i")" ] || step "node$i" node_up "$i"
  done
  for i in $(seq "$nodes"); do
    step "node$i is ready" node_await "$i"
  done
  trap - ERR INT
}

refuse_second_cluster() {
  local other
  other=$(cat "$RUN/cluster" 2> /dev/null) || return 0
  [ "$other" != "$DATA" ] || return 0
  SKIFF_OTHER=$other
  if DATA=$other; [ -n "$(pid_of control-plane)$(node_numbers)" ]; then
    fail "another cluster runs on this machine, with its data in $SKIFF_OTHER: stop it first with ./skiff down --data $SKIFF_OTHER"
  fi
}

start_control_plane() {
  local mode=$1 port=$2 nodes=$3 pid advertise=127.0.0.1
  if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
    echo "port $port is taken by another program: choose one with ./skiff up --port P"
    return 1
  fi
  [ "$nodes" -eq 0 ] || advertise=$UNDERLAY.1
  # Memory that the C library keeps for each of many threads is never used again.
  export MALLOC_ARENA_MAX=2
  export SKIFF_DATA_DIR=$DATA SKIFF_PORT=$port SKIFF_ADVERTISE_ADDRESS=$advertise SKIFF_SERVICE_CIDR=$SERVICE_CIDR
  if [ "$mode" = native ]; then
    setsid "$BUILD/bin/skiff-control-plane" > "$DATA/logs/control-plane.log" 2>&1 < /dev/null &
  else
    setsid "$(find_jdk)/bin/java" $CONTROL_PLANE_JVM_OPTIONS -XX:AOTCache="$BUILD/control-plane/control-plane.aot" \
      -jar "$BUILD/control-plane/control-plane.jar" > "$DATA/logs/control-plane.log" 2>&1 < /dev/null &
  fi
  pid=$!
  echo "$pid" > "$DATA/run/control-plane.pid"
  echo "$port" > "$DATA/run/port"
  local deadline=$((SECONDS + 60))
  until curl -fs --max-time 2 --cacert "$DATA/pki/ca.crt" "https://127.0.0.1:$port/readyz" > /dev/null 2>&1; do
    if ! alive "$pid"; then
      echo "the control plane stopped:"
      grep -v '^\s*at ' "$DATA/logs/control-plane.log" | tail -n 8
      return 1
    fi
    [ $SECONDS -lt $deadline ] || { echo "the control plane is not ready after 60 s: see $DATA/logs/control-plane.log"; return 1; }
    sleep 0.05
  done
}
