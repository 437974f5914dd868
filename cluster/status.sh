# ./skiff status : what runs, and what it costs.

command_status() {
  take_data_option "$@"
  if [ -z "$(pid_of control-plane)$(node_numbers)" ]; then
    echo "no cluster runs in $DATA: start one with ./skiff up"
    return 1
  fi
  printf '%-22s %8s %9s\n' PROCESS PID "RSS MB"
  status_row control-plane "$(pid_of control-plane)"
  local i init pid
  for i in $(node_numbers); do
    init=$(pgrep -P "$(cat "$DATA/run/node$i.pid")" | head -n 1)
    for pid in $(pgrep -P "${init:-0}"); do
      status_row "node$i $(cat "/proc/$pid/comm" 2> /dev/null)" "$pid"
    done
  done
  echo
  "$(find_kubectl)" --kubeconfig "$(kubeconfig_path)" get nodes -o wide
}

status_row() {
  if alive "$2"; then
    printf '%-22s %8s %9s\n' "$1" "$2" "$(awk '/^VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$2/status")"
  else
    printf '%-22s %8s\n' "$1" "not running"
  fi
}
