# Pods: what runs in them, what kubectl can do with them.

box() { # NAME COMMAND : a Pod of busybox that runs a shell command
  kn run "$1" --image=registry.skiff.local/busybox:1 --restart="${3:-Never}" --command -- sh -c "$2"
}

phase_is() { [ "$(kn get pod "$1" -o 'jsonpath={.status.phase}')" = "$2" ]; }

test_20_pod_runs_to_its_end_and_keeps_its_log() {
  box once 'echo hello from a pod; exit 0'
  eventually 30 phase_is once Succeeded
  expect "hello from a pod" kn logs once
  kn delete pod once --wait --timeout=30s
}

test_21_exec_shows_the_pods_own_world() {
  box shell 'trap "exit 0" TERM; sleep 3600 & wait' Always
  kn wait --for=condition=Ready pod/shell --timeout=30s
  expect "$(kn get pod shell -o 'jsonpath={.status.podIP}')" kn exec shell -- ip -4 addr show eth0
  expect "shell" kn exec shell -- hostname
  refused "exit code 7" kn exec shell -- sh -c 'exit 7'
}

test_22_restarted_container_counts_and_backs_off() {
  box crash 'exit 3' Always
  eventually 60 expect CrashLoopBackOff kn get pod crash
  local restarts
  restarts=$(kn get pod crash -o 'jsonpath={.status.containerStatuses[0].restartCount}')
  [ "$restarts" -ge 1 ] || die "restart count $restarts"
  kn delete pod crash --wait --timeout=60s
}

test_23_configuration_reaches_a_pod_and_changes_in_it() {
  kn create configmap settings --from-literal=colour=red
  kn create secret generic keys --from-literal=key=s3cret
  kn apply -f - <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: configured, labels: {tier: test}}
spec:
  containers:
    - name: main
      image: registry.skiff.local/busybox:1
      command: [sh, -c, 'echo "$(GREETING) $COLOUR $KEY $POD"; sleep 3600']
      env:
        - {name: GREETING, value: hi}
        - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
        - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: key}}}
        - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
      volumeMounts:
        - {name: settings, mountPath: /settings}
        - {name: labels, mountPath: /labels}
        - {name: scratch, mountPath: /scratch}
  terminationGracePeriodSeconds: 1
  volumes:
    - {name: settings, configMap: {name: settings}}
    - {name: labels, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
    - {name: scratch, emptyDir: {medium: Memory}}
Y
  kn wait --for=condition=Ready pod/configured --timeout=30s
  expect "hi red s3cret configured" kn logs configured
  expect red kn exec configured -- cat /settings/colour
  expect 'tier="test"' kn exec configured -- cat /labels/labels
  expect tmpfs kn exec configured -- grep scratch /proc/mounts
  kn create configmap settings --from-literal=colour=blue --dry-run=client -o yaml | kn apply -f -
  eventually 90 expect blue kn exec configured -- cat /settings/colour
  expect ey kn exec configured -- cat /var/run/secrets/kubernetes.io/serviceaccount/token
  refused "Read-only file system" kn exec configured -- rm /settings/..data
  refused "Read-only file system" kn exec configured -- touch /var/run/secrets/kubernetes.io/serviceaccount/x
  kn exec configured -- touch /scratch/x
}

test_24_probes_decide_over_ready_and_restart() {
  kn apply -f - <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: registry.skiff.local/busybox:1
      command: [sh, -c, 'touch /tmp/alive; sleep 3600']
      readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1}
      livenessProbe: {exec: {command: [cat, /tmp/alive]}, periodSeconds: 1, failureThreshold: 2}
Y
  eventually 30 phase_is probed Running
  refused "timed out" kn wait --for=condition=Ready pod/probed --timeout=3s
  kn exec probed -- touch /tmp/ready
  kn wait --for=condition=Ready pod/probed --timeout=10s
  kn exec probed -- rm /tmp/alive
  eventually 90 expect 1 kn get pod probed -o 'jsonpath={.status.containerStatuses[0].restartCount}'
}

test_25_image_that_does_not_exist_is_said() {
  kn run nowhere --image=registry.skiff.local/nowhere:1
  eventually 60 expect ImagePull kn get pod nowhere
  eventually 10 expect "nowhere:1" kn get events --field-selector involvedObject.name=nowhere
  kn delete pod nowhere --wait --timeout=30s
}

test_26_pod_too_big_says_why_it_waits() {
  kn apply -f - <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: giant}
spec:
  containers:
    - {name: main, image: 'registry.skiff.local/busybox:1', resources: {requests: {cpu: "1000"}}}
Y
  eventually 20 expect "Insufficient cpu" kn get events --field-selector involvedObject.name=giant
  eventually 20 expect Unschedulable kn get pod giant -o 'jsonpath={.status.conditions[?(@.type=="PodScheduled")].reason}'
  kn delete pod giant --wait --timeout=30s
}
