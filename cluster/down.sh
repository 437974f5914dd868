# ./skiff down [--purge] : stops the cluster, and leaves nothing of it on this machine but its data.
. "$SKIFF_HOME/cluster/network.sh"
. "$SKIFF_HOME/cluster/node.sh"

command_down() {
  local purge=
  while [ $# -gt 0 ]; do
    case $1 in
      --purge) purge=yes; shift ;;
      --data) set_data "${2:-}"; shift 2 ;;
      *) fail "unknown option '$1': see ./skiff help" ;;
    esac
  done
  need_root "stopping a cluster" down
  if [ "$(cat "$RUN/cluster" 2> /dev/null)" = "$DATA" ] || [ -d "$DATA/run" ]; then
    local i
    for i in $(node_numbers); do step "node$i stops" node_down "$i"; done
    [ -z "$(pid_of control-plane)" ] || step "control plane stops" stop_control_plane
    rm -f "$DATA"/run/control-plane.pid
    step "network goes" network_down
    rm -rf "$RUN"
  else
    echo "no cluster in $DATA"
  fi
  if [ -n "$purge" ]; then
    [ ! -e "$DATA" ] || [ -d "$DATA/run" ] || [ -d "$DATA/pki" ] || fail "$DATA does not look like a cluster's data: not deleted"
    step "data in $DATA goes" rm -rf "$DATA"
  fi
}

stop_control_plane() {
  local pid
  pid=$(pid_of control-plane)
  kill "$pid"
  await_exit "$pid" 20 || { kill -9 "$pid"; await_exit "$pid" 5; }
}
