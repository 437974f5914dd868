# The front door on bad ground: a control plane of its own, after the cluster has gone down. Each refusal is one line that
# says what to do, and what was stored stays.
FRONT_DOOR_DATA=/var/lib/skiff-e2e-front-door
FRONT_DOOR_PORT=16443

front_up() { "$SKIFF" up --control-plane-only --data "$FRONT_DOOR_DATA" --port "$FRONT_DOOR_PORT" "$@"; }
front_down() { "$SKIFF" down --data "$FRONT_DOOR_DATA" "$@"; }
kf() { kubectl --kubeconfig "$FRONT_DOOR_DATA/admin.kubeconfig" "$@"; }
store_file() { echo "$FRONT_DOOR_DATA/store/skiff.db"; }

test_60_cluster_goes_down_and_keeps_its_data() {
  "$SKIFF" down
  refused "" pgrep -f "bin/skiff-agent"
  [ -s "$DATA/store/skiff.db" ]
}

test_62_wrong_options_are_named() {
  refused "--nodes wants a number from 1 to 99, not 'many'" "$SKIFF" up --nodes many
  refused "--port wants a port" front_up --port 99999
  refused "unknown option '--fast'" "$SKIFF" up --fast
}

test_63_taken_port_is_named() {
  python3 -m http.server --bind 127.0.0.1 "$FRONT_DOOR_PORT" > /dev/null 2>&1 &
  trap "kill $!; front_down --purge" EXIT
  eventually 10 curl -s "http://127.0.0.1:$FRONT_DOOR_PORT/"
  refused "port $FRONT_DOOR_PORT is taken by another program" front_up
}

test_64_objects_outlive_down_and_up() {
  trap 'front_down --purge' EXIT
  front_up
  kf create configmap kept --from-literal=a=b
  front_down
  front_up
  expect b kf get configmap kept -o 'jsonpath={.data.a}'
}

test_65_store_that_is_not_ours_is_left_alone() {
  trap 'front_down; rm -rf "$FRONT_DOOR_DATA"' EXIT
  mkdir -p "$FRONT_DOOR_DATA/store"
  echo "somebody's letters" > "$(store_file)"
  refused "$(store_file)" front_up
  expect "somebody's letters" cat "$(store_file)"
}

test_66_store_that_is_cut_short_is_refused_and_kept() {
  trap 'front_down --purge' EXIT
  front_up
  front_down
  truncate -s $(($(stat -c %s "$(store_file)") / 2)) "$(store_file)"
  local size
  size=$(stat -c %s "$(store_file)")
  refused "is cut short" front_up
  [ "$(stat -c %s "$(store_file)")" = "$size" ]
}

test_67_full_disk_is_said_and_nothing_acknowledged_is_lost() {
  mkdir -p "$FRONT_DOOR_DATA"
  mount -t tmpfs -o size=16m skiff-e2e "$FRONT_DOOR_DATA"
  trap 'front_down; umount "$FRONT_DOOR_DATA"; rmdir "$FRONT_DOOR_DATA"' EXIT
  front_up
  head -c 500000 /dev/urandom | base64 -w 0 > "$FRONT_DOOR_DATA/value"
  local i=0 output
  while output=$(kf create configmap "big-$i" --from-file="$FRONT_DOOR_DATA/value" 2>&1); do
    i=$((i + 1))
    [ "$i" -lt 60 ] || die "60 objects fit"
  done
  [[ $output == *"is full"* ]] || die "said instead: $output"
  [ "$(kf get configmaps -o name | grep -c big-)" -eq "$i" ]
  rm "$FRONT_DOOR_DATA/value"
  eventually 20 kf create configmap small
  [ "$(kf get configmaps -o name | grep -c big-)" -eq "$i" ]
}
