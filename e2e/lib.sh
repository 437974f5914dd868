# What all end-to-end tests share. A test is a function test_NAME of a file *.test.sh; it fails by `die`
# or by a command that fails. They run one after another on one cluster.
NS=e2e
TEST_LIMIT=${TEST_LIMIT:-300} # seconds; no test takes a quarter of it
PASSED=0
FAILED=0

k() { kubectl --kubeconfig "$DATA/admin.kubeconfig" "$@"; }
kn() { k -n "$NS" "$@"; }

die() {
  echo "    $*" >&2
  return 1
}

# eventually SECONDS COMMAND... : until it succeeds
eventually() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    if [ $SECONDS -ge $deadline ]; then
      echo "    still false: $*" >&2
      "$@" >&2 || true
      return 1
    fi
    sleep 0.2
  done
}

expect() { # TEXT COMMAND... : the command's output contains the text
  local text=$1 output
  shift
  output=$("$@" 2>&1) || true
  [[ $output == *"$text"* ]] || die "expected '$text' from: $*"$'\n'"got: $output"
}

refused() { # TEXT COMMAND... : the command fails, and says the text
  local text=$1 output
  shift
  if output=$("$@" 2>&1); then die "was not refused: $*"; fi
  [[ $output == *"$text"* ]] || die "expected the refusal '$text' from: $*"$'\n'"got: $output"
}

# in_node I COMMAND... : inside the node's namespaces
in_node() {
  local init
  init=$(pgrep -P "$(cat "$DATA/run/node$1.pid")" | head -n 1)
  shift
  nsenter -t "$init" -m -u -i -n -p -C "$@"
}

run_test() {
  local name=$1 start=$SECONDS output rc=0 pid
  output=$(mktemp)
  # Not as a condition: there, `set -e` would not count. With job control it has a process group of its own, to be ended whole.
  set -m
  (set -eEuo pipefail; trap 'echo "    line $LINENO: $BASH_COMMAND" >&2' ERR; "$name") >> "$output" 2>&1 < /dev/null &
  pid=$!
  set +m
  timeout "$TEST_LIMIT" tail --pid="$pid" -s 0.1 -f /dev/null || end_test "$pid" >> "$output" 2>&1
  wait "$pid" || rc=$?
  if [ $rc -eq 0 ]; then
    PASSED=$((PASSED + 1))
    echo "  ✔ ${name#test_} ($((SECONDS - start)) s)"
  else
    FAILED=$((FAILED + 1))
    echo "  ✘ ${name#test_} ($((SECONDS - start)) s)"
    tail -n 40 "$output"
  fi
  rm -f "$output"
}

# end_test PID : says what a test that does not end is at, and ends it
end_test() {
  echo "    not over after $TEST_LIMIT s; its processes:"
  ps -o pid,stat,wchan:24,etime,args --pid "$(pgrep -d , -g "$1")"
  kill -- "-$1"
  timeout 20 tail --pid="$1" -s 0.1 -f /dev/null || kill -9 -- "-$1"
}
