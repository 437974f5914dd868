# Bad input: a clear error that says what is wrong, and nothing is lost.

apply_text() { kn apply -f - <<< "$1"; }

test_10_broken_yaml() { refused "error" apply_text $'apiVersion: v1\nkind: [Pod'; }

test_11_unknown_field() {
  refused 'unknown field "spec.replica"' apply_text '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replica":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}'
}

test_12_wrong_type() {
  refused "replicas" apply_text '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":"three","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}'
}

test_13_missing_namespace() { refused 'namespaces "nowhere" not found' k -n nowhere create configmap x; }

test_14_invalid_object_names_each_field() {
  refused "spec.containers[0].image: Required value" apply_text '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[{"name":"c"}]}}'
  refused "selector" apply_text '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}'
}

test_15_duplicate_name() {
  kn create configmap twice
  refused 'configmaps "twice" already exists' kn create configmap twice
  kn delete configmap twice
}

test_16_strangers_are_turned_away() {
  local server
  server=https://127.0.0.1:$(cat "$DATA/run/port")
  expect 401 curl -s -o /dev/null -w '%{http_code}' --cacert "$DATA/pki/ca.crt" "$server/api/v1/namespaces" || expect 403 curl -s -o /dev/null -w '%{http_code}' --cacert "$DATA/pki/ca.crt" "$server/api/v1/namespaces"
  expect 200 curl -s -o /dev/null -w '%{http_code}' --cacert "$DATA/pki/ca.crt" "$server/version"
  refused "cannot list resource" k --as=nobody get pods
}

test_17_second_cluster_on_this_machine_is_refused() {
  refused "another cluster runs on this machine" "$HERE/../skiff" up --data /tmp/skiff-second
}
