# Installs the Debian packages that are missing, and says which and why.

MISSING=()
WHY=()

want() { # COMMAND-OR-TEST PACKAGE REASON
  if [[ $1 == */* ]]; then [ -e "$1" ] && return; else command -v "$1" > /dev/null && return; fi
  MISSING+=("$2")
  WHY+=("$3")
}

# install_missing run|build|test|conformance : for running a cluster, for building as well, for testing as well, for upstream's tests
install_missing() {
  MISSING=() WHY=()
  want containerd containerd "runs containers"
  want runc runc "starts containers for containerd"
  want ip iproute2 "makes the nodes' network namespaces"
  want nft nftables "lets nodes reach the world outside of this machine"
  want curl curl "asks the API server whether it is ready"
  want unshare util-linux "makes the nodes' namespaces"
  command -v kubectl > /dev/null || want kubectl kubernetes-client "the client"
  if [ "$1" != run ]; then
    find_jdk > /dev/null || want /nonexistent/jdk-25 openjdk-25-jdk-headless "JDK 25 builds and runs the control plane"
    want mvn maven "builds Skiff"
    want gcc gcc "links native images, and builds the demo's images"
    want /usr/include/x86_64-linux-gnu/bits/libc-header-start.h libc6-dev "links native images"
    want /usr/include/zlib.h zlib1g-dev "links native images"
    want xz xz-utils "unpacks the JDK's sources for the native tool chain"
    want /bin/busybox busybox-static "is the user land of the sample images"
  fi
  if [ "$1" = test ]; then
    want /usr/lib/cni/bridge containernetworking-plugins "gives Pods their network in the agent's own tests"
    want jq jq "reads what kubectl prints, in the end-to-end tests"
    want strace strace "shows that the agent starts no tools, in the end-to-end tests"
  fi
  if [ "$1" = conformance ]; then
    want docker-registry docker-registry "serves the conformance tests' images"
    want skopeo skopeo "puts the images there"
    want umoci umoci "assembles the images"
    want jq jq "reads the conformance program's report"
    want openssl openssl "makes the certificates of upstream's API server"
    want python3 python3 "runs the differential test, and the Python client"
    python3 -c 'import ensurepip' 2> /dev/null || want /nonexistent/python3-venv python3-venv "keeps the Python client apart"
  fi
  [ ${#MISSING[@]} -gt 0 ] || return 0

  echo "Skiff needs Debian packages that are not installed:"
  local i
  for i in "${!MISSING[@]}"; do printf '  %-26s %s\n' "${MISSING[$i]}" "${WHY[$i]}"; done
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    echo "Install them, then run this command again:"
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${MISSING[*]}"
    exit 1
  fi
  step "installing ${MISSING[*]}" apt_install "${MISSING[@]}"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q || true # an old index may do; the install says if not
  if ! apt-get install -y -q --no-install-recommends "$@"; then
    echo "apt-get could not install: $*"
    echo "On Debian 12 there is no openjdk-25: install a JDK 25 (for example Temurin 25) below /usr/lib/jvm or set JAVA_HOME."
    return 1
  fi
}
