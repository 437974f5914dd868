#!/bin/bash
# differential.sh [quick] [ARGS...] : sends the corpus of conformance/differential to upstream's kube-apiserver + etcd and
# to Skiff's control plane, both started for it, prints what differs and fails if a difference is not explained.
# ARGS go to differential.py (for example --only 'pods/v1', or --at-most 20 to fail only above a number that is known).
# About four minutes with `quick`. Ends with 0 if all is explained, 1 if not, 124 if it took too long; leaves only the report.
#   UPSTREAM  folder with kube-apiserver and etcd (default build/upstream; built there by bench/upstream/build.sh if missing)
#   MODE      jvm (default) or native: which build of Skiff's control plane
#   CONTROL_PLANE  folder with control-plane.jar or skiff-control-plane, ready to run (default: what ./skiff build makes)
#   PORT      first of the five ports that are used on 127.0.0.1 (default 22500)
#   LIMIT     seconds that the comparison may take (default 600 with quick, else 1800)
#   REPORT    where the report goes (default build/differential.txt)
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SKIFF_HOME=$(dirname "$HERE")
. "$SKIFF_HOME/cluster/lib.sh"
. "$SKIFF_HOME/cluster/build.sh"
. "$SKIFF_HOME/bench/control-plane.sh"
UPSTREAM=${UPSTREAM:-$BUILD/upstream}
PORT=${PORT:-22500}
REPORT=${REPORT:-$BUILD/differential.txt}
STORE_PORT=$((PORT + 10))
work=$(mktemp -d)
pids=()

clean_up() {
  local i
  [ -z "$SKIFF_PID" ] || pids+=("$SKIFF_PID")
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill "${pids[i]}" 2> /dev/null || true
    await_exit "${pids[i]}" 20 || kill -9 "${pids[i]}" 2> /dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# certificate NAME SUBJECT : signed by the authority of the upstream server
certificate() {
  openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" 2> /dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$1.crt" \
    -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth') 2> /dev/null
}

# await NAME PID URL : until the server answers that it is ready
await() {
  local deadline=$((SECONDS + 90))
  until curl -fsk --max-time 2 --cert "$work/$1.crt" --key "$work/$1.key" "$3" > /dev/null 2>&1; do
    alive "$2" || { tail -n 5 "$work/$1.log" >&2; fail "the $1 server stopped"; }
    [ $SECONDS -lt $deadline ] || fail "the $1 server is not ready after 90 s"
    sleep 0.2
  done
}

# Whom PodSecurity does not look at, for both servers.
write_admission_configuration() {
  cat > "$work/admission.yaml" <<'END'
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    exemptions: {usernames: [exempt], runtimeClasses: [exempt], namespaces: [exempt]}
END
}

start_upstream() {
  (
    cd "$work"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=kubernetes-ca 2> /dev/null
    openssl genrsa -out sa.key 2048 2> /dev/null
    openssl rsa -in sa.key -pubout -out sa.pub 2> /dev/null
    certificate apiserver /CN=kube-apiserver
    certificate front /CN=front-proxy
    certificate upstream /O=system:masters/CN=kubernetes-admin
  )
  "$UPSTREAM/etcd" --data-dir "$work/etcd" --unsafe-no-fsync --log-level error \
    --listen-client-urls "http://127.0.0.1:$STORE_PORT" --advertise-client-urls "http://127.0.0.1:$STORE_PORT" \
    --listen-peer-urls "http://127.0.0.1:$((STORE_PORT + 1))" > "$work/etcd.log" 2>&1 &
  pids+=($!)
  "$UPSTREAM/kube-apiserver" --etcd-servers="http://127.0.0.1:$STORE_PORT" --secure-port="$PORT" --bind-address=127.0.0.1 \
    --advertise-address=127.0.0.1 --service-cluster-ip-range="$SERVICE_CIDR" --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --allow-privileged=true --cert-dir="$work" \
    --admission-control-config-file="$work/admission.yaml" \
    --tls-cert-file="$work/apiserver.crt" --tls-private-key-file="$work/apiserver.key" --client-ca-file="$work/ca.crt" \
    --service-account-key-file="$work/sa.pub" --service-account-signing-key-file="$work/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local --enable-aggregator-routing=true \
    --requestheader-client-ca-file="$work/ca.crt" --requestheader-allowed-names=front-proxy \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$work/front.crt" --proxy-client-key-file="$work/front.key" > "$work/upstream.log" 2>&1 &
  pids+=($!)
  await upstream $! "https://127.0.0.1:$PORT/readyz"
}

# Without controllers and scheduler, as the upstream server is: what they do would come at any time; and without the versions
# that upstream does not serve.
start_skiff() {
  local data=$work/skiff
  export SKIFF_CONTROLLERS=false SKIFF_SCHEDULER=false SKIFF_REMOVED_API_VERSIONS=false
  export SKIFF_ADMISSION_CONTROL_CONFIG_FILE=$work/admission.yaml
  skiff_start "$data" $((PORT + 1))
  sed -n 's/.*client-certificate-data: *//p' "$data/admin.kubeconfig" | tr -d '"' | base64 -d > "$work/skiff.crt"
  sed -n 's/.*client-key-data: *//p' "$data/admin.kubeconfig" | tr -d '"' | base64 -d > "$work/skiff.key"
}

arguments=()
limit=1800
if [ "${1:-}" = quick ]; then arguments+=(--quick); limit=600; shift; fi
[ -x "$UPSTREAM/kube-apiserver" ] && [ -x "$UPSTREAM/etcd" ] || "$SKIFF_HOME/bench/upstream/build.sh" "$UPSTREAM" kube-apiserver etcd
skiff_build
mkdir -p "$(dirname "$REPORT")"
write_admission_configuration
start_upstream
start_skiff
result=0
timeout "${LIMIT:-$limit}" python3 "$HERE/differential/differential.py" --report "$REPORT" \
  --upstream "https://127.0.0.1:$PORT" --upstream-certificate "$work/upstream.crt,$work/upstream.key" \
  --skiff "https://127.0.0.1:$((PORT + 1))" --skiff-certificate "$work/skiff.crt,$work/skiff.key" \
  "${arguments[@]}" "$@" || result=$?
echo "report: $REPORT"
exit $result
