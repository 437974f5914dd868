# Deployments under load.

# Requests to the Service one after another, until the file that is named goes; failures are counted.
hammer() { # FILE
  local failed=0 done=0
  while [ -e "$1" ]; do
    curl -fs --max-time 5 -o /dev/null http://172.30.0.11:30081/ || failed=$((failed + 1))
    done=$((done + 1))
  done
  echo "$failed of $done" > "$1.result"
}

test_40_rolling_update_and_undo_lose_no_request() {
  spread_up
  local flag
  flag=$(mktemp)
  hammer "$flag" &
  kn set image deployment/web web=registry.skiff.local/guestbook:2
  kn rollout status deployment/web --timeout=120s
  # A Pod that ends may still answer where its end has not been heard of yet.
  eventually 10 expect "version 2" curl -s --max-time 5 http://172.30.0.11:30081/
  kn rollout undo deployment/web
  kn rollout status deployment/web --timeout=120s
  rm "$flag"
  wait
  echo "    failed: $(cat "$flag.result")"
  [[ $(cat "$flag.result") == "0 of "* ]] || die "requests failed: $(cat "$flag.result")"
  eventually 10 expect "version 1" curl -s --max-time 5 http://172.30.0.11:30081/
  rm -f "$flag.result"
}

test_41_scale_to_twenty_and_to_none() {
  kn create deployment many --image=registry.skiff.local/busybox:1 --replicas=1 -- sh -c 'trap "exit 0" TERM; sleep 1000000 & wait'
  kn rollout status deployment/many --timeout=60s
  kn scale deployment/many --replicas=20
  kn rollout status deployment/many --timeout=120s
  kn scale deployment/many --replicas=0
  eventually 90 no_pods app=many
  kn delete deployment many
}

no_pods() { [ -z "$(kn get pods -l "$1" -o name)" ]; }

test_42_replication_controller_keeps_its_pods_and_adopts_orphans() {
  kn create -f - <<END
apiVersion: v1
kind: ReplicationController
metadata: {name: old}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: old}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: main, image: registry.skiff.local/busybox:1, command: [sleep, "1000000"]}]
END
  eventually 30 expect 2 kn get replicationcontroller old -o 'jsonpath={.status.readyReplicas}'
  local pods
  pods=$(kn get pods -l app=old -o name | sort)
  kn delete replicationcontroller old --cascade=orphan
  expect "$pods" kn get pods -l app=old -o name
  kn create -f - <<END
apiVersion: v1
kind: ReplicationController
metadata: {name: new}
spec:
  replicas: 1
  selector: {app: old}
  template:
    metadata: {labels: {app: old}}
    spec: {containers: [{name: main, image: registry.skiff.local/busybox:1}]}
END
  eventually 30 expect '["new"]' kn get pods -l app=old -o 'jsonpath=["{.items[*].metadata.ownerReferences[*].name}"]'
  kn delete replicationcontroller new
}
