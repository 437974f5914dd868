# What a node does beside running Pods: host ports, resizes, admission, what monitoring reads.

test_56_host_port_of_one_address() {
  kn apply -f - <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: host-port}
spec:
  nodeName: node1
  terminationGracePeriodSeconds: 0
  containers:
    - name: main
      image: registry.skiff.local/busybox:1
      command: [sh, -c, "mkdir /www; echo it is me > /www/index.html; httpd -f -p 8080 -h /www"]
      ports: [{containerPort: 8080, hostPort: 8124, hostIP: 172.30.0.11}]
Y
  kn wait --for=condition=Ready pod/host-port --timeout=60s
  eventually 10 expect "it is me" curl -s --max-time 2 http://172.30.0.11:8124/
  if in_node 1 curl -s --max-time 2 http://127.0.0.1:8124/; then die "a port of another address answers"; fi
}

# resize POD EDIT : what an editor would do (the distribution's kubectl knows no --subresource)
resize() { kn get pod "$1" -o json | sed "$2" | k replace --raw "/api/v1/namespaces/$NS/pods/$1/resize" -f - > /dev/null; }

test_57_pod_is_resized_in_place() {
  kn apply -f - <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: sized}
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: main
      image: registry.skiff.local/busybox:1
      command: [sleep, "1000000"]
      resources: {requests: {cpu: 20m, memory: 32Mi}, limits: {cpu: 50m, memory: 32Mi}}
Y
  kn wait --for=condition=Ready pod/sized --timeout=60s
  resize sized 's/"50m"/"80m"/; s/"32Mi"/"48Mi"/'
  eventually 20 expect "80m 48Mi" kn get pod sized -o 'jsonpath={.status.containerStatuses[0].resources.limits.cpu} {.status.containerStatuses[0].resources.limits.memory}'
  expect 50331648 kn exec sized -- sh -c 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2> /dev/null'
  eventually 10 expect ResizeCompleted kn get events --field-selector involvedObject.name=sized
  resize sized 's/"80m"/"2k"/; s/"20m"/"1k"/'
  eventually 20 expect Infeasible kn get pod sized -o 'jsonpath={.status.conditions[?(@.type=="PodResizePending")].reason}'
}

test_58_pod_that_cannot_run_on_its_node_is_rejected() {
  kn run too-large --image=registry.skiff.local/busybox:1 --overrides='{"spec":{"nodeName":"node1","containers":[{"name":"main","image":"registry.skiff.local/busybox:1","resources":{"requests":{"cpu":"1k"}}}]}}'
  eventually 20 expect OutOfcpu kn get pod too-large -o 'jsonpath={.status.reason}'
  expect "Pod was rejected: Node didn't have enough resource: cpu, requested: 1000000" kn get pod too-large -o 'jsonpath={.status.message}'
}

test_59_monitoring_reads_the_node() {
  expect node_cpu_usage_seconds_total k get --raw /api/v1/nodes/node1/proxy/metrics/resource
  expect kubelet_running_pods k get --raw /api/v1/nodes/node1/proxy/metrics
  expect '"nodeName":"node1"' k get --raw /api/v1/nodes/node1/proxy/stats/summary
  expect '"containerLogMaxFiles":5' k get --raw /api/v1/nodes/node1/proxy/configz
}

test_59_a_subresource_of_the_node_lets_its_readers_in() {
  local token
  k create clusterrole e2e-configz --verb=get --resource=nodes/configz
  k create clusterrolebinding e2e-configz --clusterrole=e2e-configz --serviceaccount="$NS:default"
  token=$(k create --raw "/api/v1/namespaces/$NS/serviceaccounts/default/token" -f - <<< '{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}' | jq -r .status.token)
  eventually 10 expect '"kind":"KubeletConfiguration"' curl -sk --max-time 5 -H "Authorization: Bearer $token" https://172.30.0.11:10250/configz
  expect "Forbidden (user=system:serviceaccount:$NS:default, verb=get, resource=nodes, subresource(s)=[pods proxy])" curl -sk --max-time 5 -H "Authorization: Bearer $token" https://172.30.0.11:10250/pods
  k delete clusterrole,clusterrolebinding e2e-configz
}
