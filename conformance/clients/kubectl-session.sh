#!/bin/bash
# What people do with kubectl, against the API server of a kubeconfig; nodes are not needed:
#   conformance/clients/kubectl-session.sh [KUBECTL [KUBECONFIG]]
#     KUBECTL     default: the kubectl on the path; conformance/clients/kubectl.sh builds v1.35.4
#     KUBECONFIG  default: the cluster that ./skiff up started
# Prints a line for each step; the first that fails ends it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kubectl=${1:-kubectl}
kubeconfig=${2:-$("$here/../../skiff" kubeconfig)}
namespace=kubectl-session-$$
work=$(mktemp -d)
trap '"$kubectl" --kubeconfig "$kubeconfig" delete namespace "$namespace" --wait=false > /dev/null; rm -rf "$work"' EXIT

k() { "$kubectl" --kubeconfig "$kubeconfig" -n "$namespace" "$@"; }

expect() { # TEXT ARGS... : kubectl's output contains the text
  local text=$1 output
  shift
  output=$(k "$@" 2>&1) || { echo "kubectl $*: $output" >&2; exit 1; }
  [[ $output == *"$text"* ]] || { echo "expected '$text' from kubectl $*, got: $output" >&2; exit 1; }
  echo "ok  kubectl ${*:1:5}"
}

eventually() { # TEXT ARGS... : the same, within ten seconds: a controller or another cache has to hear of something first
  for _ in $(seq 50); do
    [[ $(k "${@:2}" 2>&1) != *"$1"* ]] || break
    sleep 0.2
  done
  expect "$@"
}

refused() { # TEXT ARGS... : kubectl fails and says the text
  local text=$1 output
  shift
  if output=$(k "$@" 2>&1); then echo "was not refused: kubectl $*" >&2; exit 1; fi
  [[ $output == *"$text"* ]] || { echo "expected the refusal '$text' from kubectl $*, got: $output" >&2; exit 1; }
  echo "ok  kubectl ${*:1:5} is refused"
}

cat > "$work/web.yaml" << 'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: registry.skiff.local/web:1}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
Y

expect created create namespace "$namespace"
expect v1.35 version
expect "deployments                         deploy" api-resources
expect "networking.k8s.io/v1" api-versions
expect "replicas	<integer>" explain deployment.spec
expect "FIELD: maxSurge" explain deployment.spec.strategy.rollingUpdate.maxSurge

expect "deployment.apps/web created" apply -f "$work/web.yaml"
expect "deployment.apps/web unchanged" apply -f "$work/web.yaml"
sed -i 's/web:1/web:2/' "$work/web.yaml"
if k diff -f "$work/web.yaml" > "$work/diff"; then echo "kubectl diff sees nothing" >&2; exit 1; fi
grep -q '^+ .*image: registry.skiff.local/web:2' "$work/diff"
echo "ok  kubectl diff"
expect "deployment.apps/web configured" apply -f "$work/web.yaml"
expect "deployment.apps/web serverside-applied" apply --server-side --force-conflicts -f "$work/web.yaml"
sed 's/web:2/web:3/' "$work/web.yaml" > "$work/other.yaml"
refused 'conflict with "kubectl' apply --server-side --field-manager=other -f "$work/other.yaml"
expect "(server dry run)" apply --dry-run=server -f "$work/other.yaml"

expect "web    0/0     0            0" get deployment web
expect "CONTAINERS" get deployment web -o wide
expect "registry.skiff.local/web:2" get deployment web -o 'jsonpath={.spec.template.spec.containers[0].image}'
expect "IMAGE" get deployment -o custom-columns=IMAGE:.spec.template.spec.containers[0].image
expect "deployment.apps/web" get all -o name
expect "labeled" label deployment web tier=front
expect "deployment.apps/web" get deployment -l tier=front -o name
expect "annotated" annotate deployment web kubernetes.io/change-cause=second
eventually "second" rollout history deployment web
expect "scaled" scale deployment web --replicas=1
expect "1" get deployment web -o 'jsonpath={.spec.replicas}'
expect "scaled" scale deployment web --replicas=0 --current-replicas=1
expect "condition met" wait deployment web --for=condition=Available --timeout=20s
expect "successfully rolled out" rollout status deployment web --timeout=20s
expect "image updated" set image deployment/web web=registry.skiff.local/web:4
expect "env updated" set env deployment/web A=1
expect "restarted" rollout restart deployment web
expect "rolled back" rollout undo deployment web
expect "paused" rollout pause deployment web
expect "resumed" rollout resume deployment web
expect "autoscaled" autoscale deployment web --min=1 --max=3 --cpu-percent=80
expect "patched" patch deployment web --type=json -p '[{"op":"add","path":"/metadata/labels/json","value":"yes"}]'
expect "patched" patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":0}}'
EDITOR="sed -i s/front/back/" expect "edited" edit deployment web
expect "back" get deployment web -o 'jsonpath={.metadata.labels.tier}'
expect "StrategyType:" describe deployment web

expect "created" create configmap settings --from-literal=colour=red
expect "created" create secret generic keys --from-literal=key=s3cret
expect "czNjcmV0" get secret keys -o 'jsonpath={.data.key}'
expect "replaced" replace -f <(k get configmap settings -o yaml | sed 's/red/blue/')
expect "created" create job once --image=registry.skiff.local/web:1
expect "created" create cronjob often --image=registry.skiff.local/web:1 --schedule='*/5 * * * *'
expect "created" create job now --from=cronjob/often
expect "created" create quota few --hard=pods=1
refused "no matches for kind" apply -f <(printf 'apiVersion: v1\nkind: Nothing\nmetadata: {name: x}\n')
refused 'unknown field "spec.replica"' create -f <(sed 's/replicas:/replica:/; s/name: web}/name: typo}/' "$work/web.yaml")
refused "NotFound" get deployment nobody

expect "created" create serviceaccount robot
expect "yes" auth can-i create pods
expect "created" create role reader --verb=get,list --resource=configmaps
expect "created" create rolebinding reader --role=reader --serviceaccount="$namespace:robot"
eventually "yes" auth can-i list configmaps --as="system:serviceaccount:$namespace:robot"
refused "no" auth can-i list secrets --as="system:serviceaccount:$namespace:robot"
expect "system:masters" auth whoami
token=$(k create token robot --duration=10m)
[ "$(tr -cd . <<< "$token")" = .. ] || { echo "no token: $token" >&2; exit 1; }
echo "ok  kubectl create token"

k get configmaps --watch --output-watch-events > "$work/watched" &
watcher=$!
for _ in $(seq 100); do grep -q 'ADDED.*settings' "$work/watched" && break; sleep 0.1; done
k create configmap seen > /dev/null
k delete configmap seen > /dev/null
for _ in $(seq 50); do grep -q 'DELETED.*seen' "$work/watched" && break; sleep 0.1; done
kill $watcher
grep -q 'DELETED.*seen' "$work/watched" || { echo "kubectl get --watch saw: $(cat "$work/watched")" >&2; exit 1; }
echo "ok  kubectl get --watch"

expect "deleted" delete deployment web --cascade=orphan
expect "replicaset.apps/web-" get replicaset -l app=web -o name
expect "deleted" delete replicaset,service,job,cronjob,hpa --all --cascade=foreground --timeout=20s
expect "No resources found" get replicaset
