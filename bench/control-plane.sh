# Functions, to be sourced after cluster/lib.sh and cluster/build.sh: Skiff's control plane alone, as ./skiff up starts it.
# MODE: jvm or native. CONTROL_PLANE: folder with what was built (default: what ./skiff build makes).
SKIFF_PID=

skiff_build() {
  [ -z "${CONTROL_PLANE:-}" ] || return 0
  if [ "${MODE:-jvm}" = native ]; then
    build_part control-plane-native "control plane, native" build_control_plane_native "$SKIFF_HOME"/{pom.xml,operator-sdk,resource-model,control-plane}
  else
    build_part control-plane "control plane" build_control_plane "$SKIFF_HOME"/{pom.xml,operator-sdk,resource-model,control-plane}
  fi
}

# skiff_start DIR PORT : until it is ready; its pid is SKIFF_PID
skiff_start() {
  local data=$1 port=$2 folder cache=
  mkdir -p "$data"
  if [ "${MODE:-jvm}" = native ]; then
    set -- "${CONTROL_PLANE:-$BUILD/bin}/skiff-control-plane"
  else
    folder=${CONTROL_PLANE:-$BUILD/control-plane}
    [ ! -e "$folder/control-plane.aot" ] || cache=-XX:AOTCache=$folder/control-plane.aot
    set -- "$(find_jdk)/bin/java" $CONTROL_PLANE_JVM_OPTIONS $cache ${JAVA_EXTRA:-} -jar "$folder/control-plane.jar"
  fi
  SKIFF_DATA_DIR=$data SKIFF_PORT=$port SKIFF_BIND_ADDRESS=127.0.0.1 "$@" > "$data/log" 2>&1 &
  SKIFF_PID=$!
  local deadline=$((SECONDS + 240))
  until curl -fs --max-time 2 --cacert "$data/pki/ca.crt" "https://127.0.0.1:$port/readyz" > /dev/null 2>&1; do
    alive "$SKIFF_PID" || { tail -n 8 "$data/log" >&2; fail "the control plane stopped"; }
    [ $SECONDS -lt $deadline ] || fail "the control plane is not ready after four minutes"
    sleep 0.1
  done
}
