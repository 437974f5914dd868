# Functions, to be sourced after cluster/lib.sh: upstream's API server with a store and a PKI of its own on 127.0.0.1.
# BIN: build.sh's folder. What is started is in UPSTREAM_PIDS, the last one started first.
UPSTREAM_PIDS=

# upstream_start DIR PORT etcd|kine : uses PORT, PORT+1 and PORT+2; leaves DIR/admin.kubeconfig and DIR/pids
upstream_start() {
  local dir=$1 port=$2 store=$3 first
  mkdir -p "$dir"
  upstream_pki "$dir" "$port"
  case $store in
    etcd)
      "$BIN/etcd" --data-dir "$dir/etcd" --log-level error --listen-client-urls "http://127.0.0.1:$((port + 1))" \
        --advertise-client-urls "http://127.0.0.1:$((port + 1))" --listen-peer-urls "http://127.0.0.1:$((port + 2))" > "$dir/store.log" 2>&1 &
      ;;
    kine) # keeps its SQLite file in the current folder
      mkdir "$dir/kine"
      env --chdir="$dir/kine" "$BIN/kine" --listen-address "127.0.0.1:$((port + 1))" --metrics-bind-address 0 > "$dir/store.log" 2>&1 &
      ;;
  esac
  first=$!
  UPSTREAM_PIDS="$first $UPSTREAM_PIDS"
  "$BIN/kube-apiserver" --etcd-servers="http://127.0.0.1:$((port + 1))" --secure-port="$port" --bind-address=127.0.0.1 \
    --advertise-address=127.0.0.1 --service-cluster-ip-range="$SERVICE_CIDR" --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --allow-privileged=true --cert-dir="$dir" \
    --tls-cert-file="$dir/apiserver.crt" --tls-private-key-file="$dir/apiserver.key" --client-ca-file="$dir/ca.crt" \
    --service-account-key-file="$dir/sa.pub" --service-account-signing-key-file="$dir/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local > "$dir/apiserver.log" 2>&1 &
  UPSTREAM_PIDS="$! $UPSTREAM_PIDS"
  echo "$first,$!" > "$dir/pids"
  local deadline=$((SECONDS + 240))
  until curl -fsk --max-time 2 --cert "$dir/admin.crt" --key "$dir/admin.key" "https://127.0.0.1:$port/readyz" > /dev/null 2>&1; do
    alive "${UPSTREAM_PIDS%% *}" || { tail -n 5 "$dir"/*.log >&2; fail "kube-apiserver stopped"; }
    [ $SECONDS -lt $deadline ] || fail "kube-apiserver with $store is not ready after four minutes"
    sleep 0.1
  done
}

upstream_pki() (
  cd "$1"
  certificate() { # NAME SUBJECT
    openssl req -newkey ec:<(openssl ecparam -name prime256v1) -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" 2> /dev/null
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out "$1.crt" \
      -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth') 2> /dev/null
  }
  openssl req -x509 -newkey ec:<(openssl ecparam -name prime256v1) -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=kubernetes-ca 2> /dev/null
  openssl ecparam -name prime256v1 -genkey -noout -out sa.key
  openssl ec -in sa.key -pubout -out sa.pub 2> /dev/null
  certificate apiserver /CN=kube-apiserver
  certificate admin /O=system:masters/CN=kubernetes-admin
  export KUBECONFIG=$1/admin.kubeconfig
  {
    kubectl config set-cluster c --server="https://127.0.0.1:$2" --certificate-authority=ca.crt --embed-certs
    kubectl config set-credentials u --client-certificate=admin.crt --client-key=admin.key --embed-certs
    kubectl config set-context c --cluster=c --user=u
    kubectl config use-context c
  } > /dev/null
)
