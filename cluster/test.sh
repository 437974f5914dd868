# ./skiff test : formatting, unit tests, tests on the real server, native images, end-to-end tests.
. "$SKIFF_HOME/cluster/build.sh"

command_test() {
  [ $# -eq 0 ] || fail "unknown option '$1': see ./skiff help"
  need_root "the end-to-end tests" test
  local before after rc=0
  before=$(machine_state)
  install_missing test
  echo "== unit tests, and tests on the real server"
  maven_verify
  refuse_skipped_tests
  echo "== images"
  build_all native
  echo "== end to end"
  "$SKIFF_HOME/e2e/run.sh" || rc=$?
  echo "== end to end, native control plane: bad input, Pods, network"
  MODE=native "$SKIFF_HOME/e2e/run.sh" '^test_[123]' || rc=$?
  after=$(machine_state)
  if [ "$before" != "$after" ]; then
    echo "the tests left something behind on this machine:"
    diff <(echo "$before") <(echo "$after") || true
    rc=1
  fi
  exit $rc
}

# Not quiet: what ran, and how many passed, belongs into the log. It takes a quarter of an hour; one that hangs must not take
# all the time that there is.
maven_verify() {
  (cd "$SKIFF_HOME" && JAVA_HOME=$(find_jdk) MAVEN_OPTS="-Xmx1g --sun-misc-unsafe-memory-access=allow" \
    timeout 45m mvn -B -ntp verify 2>&1 | grep -E --line-buffered '^\[(INFO|WARNING|ERROR)\] (Tests run|Building|BUILD|Running)|ERROR|FAIL' ; exit "${PIPESTATUS[0]}")
}

# A test that the machine cannot run is no pass.
refuse_skipped_tests() {
  local skipped
  skipped=$(grep -lr --include='TEST-*.xml' '<skipped' "$SKIFF_HOME"/*/target/surefire-reports "$SKIFF_HOME"/samples/*/target/surefire-reports 2> /dev/null) || return 0
  echo "tests were skipped, see:" "$skipped" >&2
  exit 1
}

# What a test must not change: mounts, namespaces, links, nf_tables, cgroups, processes of ours.
machine_state() {
  ip netns list 2> /dev/null | sort
  ip -br link 2> /dev/null | awk '{print $1}'
  nft list tables 2> /dev/null
  # /run/netns itself becomes a mount with the first namespace that ip makes, and stays one
  awk '$5 != "/run/netns" {print $5}' /proc/self/mountinfo | sort
  find /sys/fs/cgroup -type d \( -name 'skiff*' -o -name 'kubepods*' \) 2> /dev/null
  pgrep -af 'skiff-agent|skiff-control-plane|control-plane.jar|containerd' 2> /dev/null | cut -d' ' -f2- || true
}
