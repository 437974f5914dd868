# ./skiff build [--native] : builds what is not built, or has changed since.
. "$SKIFF_HOME/cluster/install.sh"

command_build() {
  local native=
  while [ $# -gt 0 ]; do
    case $1 in
      --native) native=yes; shift ;;
      *) fail "unknown option '$1': see ./skiff help" ;;
    esac
  done
  install_missing build
  build_all "$native"
  echo "Built. Next: ./skiff up"
}

# build_all [native] : the control plane for the JVM, the agent and the CNI plugin as native images
build_all() {
  build_part control-plane "control plane" build_control_plane "$SKIFF_HOME"/{pom.xml,operator-sdk,resource-model,control-plane}
  build_part toolchain "native tool chain" build_toolchain "$SKIFF_HOME/native-toolchain"
  build_part skiff-bridge "CNI plugin, native" build_cni_bridge "$SKIFF_HOME"/{pom.xml,iptables-ffi,cni-bridge}
  build_part skiff-agent "node agent, native" build_agent "$SKIFF_HOME"/{pom.xml,iptables-ffi,node-agent-native}
  if [ -n "${1:-}" ]; then
    build_part control-plane-native "control plane, native" build_control_plane_native "$SKIFF_HOME"/{pom.xml,operator-sdk,resource-model,control-plane}
  fi
  build_part images "sandbox and sample images" build_images "$SKIFF_HOME"/cluster/images "$SKIFF_HOME"/samples/guestbook
}

# build_part NAME TEXT FUNCTION SOURCES... : runs FUNCTION unless it ran already on the same sources
build_part() {
  local name=$1 text=$2 function=$3 digest
  shift 3
  mkdir -p "$BUILD/stamps"
  digest=$(digest_of "$@")
  [ "$(cat "$BUILD/stamps/$name" 2> /dev/null)" = "$digest" ] && return 0
  step "building: $text" "$function"
  echo "$digest" > "$BUILD/stamps/$name"
}

# Tests are no part of what is built.
digest_of() {
  find "$@" -type f -not -path '*/target/*' -not -path '*/src/test/*' -not -path '*/native-toolchain/work/*' -not -path '*/native-toolchain/graalvm/*' -print0 |
    sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

maven() {
  local jdk
  jdk=$(find_jdk) || fail "no JDK 25 found (looked at JAVA_HOME and below /usr/lib/jvm): install openjdk-25-jdk-headless or Temurin 25"
  (cd "$SKIFF_HOME" && JAVA_HOME=${MAVEN_JDK:-$jdk} MAVEN_OPTS="${MAVEN_OPTS:--Xmx1g} --sun-misc-unsafe-memory-access=allow" mvn -B -q "$@")
}

# native_maven ARGS... : Maven on the native tool chain, or on the GraalVM that GRAALVM_HOME names
native_maven() {
  local graalvm=${GRAALVM_HOME:-$BUILD/graalvm}
  GRAALVM_HOME=$graalvm MAVEN_JDK=$graalvm maven -Dnative -DskipTests -Dspotless.check.skip "$@"
}

build_toolchain() {
  if [ -x "${GRAALVM_HOME:-}/bin/native-image" ]; then
    echo "using $GRAALVM_HOME"
    return
  fi
  JDK_HOME=$(find_jdk) "$SKIFF_HOME/native-toolchain/build-toolchain.sh" "$BUILD/graalvm" "$BUILD/toolchain-work" || return
  rm -rf "$BUILD/toolchain-work"
}

build_control_plane() {
  maven -pl control-plane -am -DskipTests -Dspotless.check.skip package || return
  rm -rf "$BUILD/control-plane"
  mkdir -p "$BUILD/control-plane"
  cp -r "$SKIFF_HOME"/control-plane/target/{lib,*-runner.jar} "$BUILD/control-plane/"
  mv "$BUILD"/control-plane/*-runner.jar "$BUILD/control-plane/control-plane.jar"
  train_control_plane
}

# A start on an empty data folder teaches the JVM which classes it needs (JEP 483, 514): the next one takes half the time.
train_control_plane() {
  local data pid port=16443
  data=$(mktemp -d)
  while (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((port + 1)); done
  SKIFF_DATA_DIR=$data SKIFF_PORT=$port SKIFF_BIND_ADDRESS=127.0.0.1 \
    "$(find_jdk)/bin/java" $CONTROL_PLANE_JVM_OPTIONS -XX:AOTCacheOutput="$BUILD/control-plane/control-plane.aot" \
    -jar "$BUILD/control-plane/control-plane.jar" > "$data/log" 2>&1 &
  pid=$!
  timeout 120 bash -c "until curl -fs --cacert '$data/pki/ca.crt' https://127.0.0.1:$port/readyz > /dev/null; do kill -0 $pid || exit 1; sleep 0.1; done" ||
    { tail -n 20 "$data/log"; return 1; }
  kill "$pid"
  wait "$pid" || true
  rm -rf "$data"
}

build_control_plane_native() {
  native_maven -pl control-plane -am package || return
  install -D "$SKIFF_HOME"/control-plane/target/*-runner "$BUILD/bin/skiff-control-plane"
}

build_agent() {
  native_maven -pl node-agent-native -am package || return
  install -D "$SKIFF_HOME"/node-agent-native/target/*-runner "$BUILD/bin/skiff-agent"
}

build_cni_bridge() {
  native_maven -pl cni-bridge -am package || return
  install -D "$SKIFF_HOME/cni-bridge/target/skiff-bridge" "$BUILD/bin/skiff-bridge"
}

build_images() { "$SKIFF_HOME/cluster/images/build.sh" "$BUILD/images"; }
