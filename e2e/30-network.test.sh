# Pods on three nodes, Services, DNS.

spread_up() {
  kn get deployment web > /dev/null 2>&1 && return
  kn apply -f "$HERE/web.yaml"
  kn rollout status deployment/web --timeout=90s
  kn rollout status deployment/client --timeout=90s
  # Each node hears of the endpoints by itself.
  local i
  for i in 1 2 3; do eventually 20 expect "served by" curl -s --max-time 5 "http://172.30.0.1$i:30081/"; done
}

clients() { kn get pods -l app=client -o 'jsonpath={.items[*].metadata.name}'; }

test_30_pods_spread_over_the_nodes() {
  spread_up
  local nodes
  nodes=$(kn get pods -l app=web -o 'jsonpath={range .items[*]}{.spec.nodeName}{"\n"}{end}' | sort -u | wc -l)
  [ "$nodes" -eq 3 ] || die "web runs on $nodes nodes"
}

test_31_pods_reach_pods_on_every_node_with_their_own_address() {
  spread_up
  local client ip
  for client in $(clients); do
    for ip in $(kn get pods -l app=web -o 'jsonpath={.items[*].status.podIP}'); do
      expect "served by" kn exec "$client" -- curl -s --max-time 5 "http://$ip:8080/"
    done
  done
}

test_32_service_and_dns_answer_on_every_node() {
  spread_up
  local client
  for client in $(clients); do
    expect "served by" kn exec "$client" -- curl -s --max-time 5 http://web/
    expect "served by" kn exec "$client" -- curl -s --max-time 5 "http://web.$NS.svc.cluster.local/"
    expect "web.$NS.svc.cluster.local" kn exec "$client" -- getent hosts "$(kn get service web -o 'jsonpath={.spec.clusterIP}')"
    expect "kubernetes.default.svc" kn exec "$client" -- getent hosts kubernetes.default.svc.cluster.local
  done
}

test_33_service_spreads_requests_over_its_endpoints() {
  spread_up
  local seen
  seen=$(for _ in $(seq 40); do curl -s --max-time 5 "http://172.30.0.11:30081/" | grep -o 'served by.*'; done | sort -u | wc -l)
  [ "$seen" -eq 3 ] || die "40 requests met $seen of 3 endpoints"
}

test_34_node_port_answers_on_every_node() {
  spread_up
  local i
  for i in 1 2 3; do expect "served by" curl -s --max-time 5 "http://172.30.0.1$i:30081/"; done
}

test_35_pod_reaches_itself_through_its_service() {
  spread_up
  local pod
  pod=$(kn get pods -l app=client -o 'jsonpath={.items[0].metadata.name}')
  kn label pod "$pod" hairpin=yes --overwrite
  kn apply -f - <<'Y'
apiVersion: v1
kind: Service
metadata: {name: hairpin}
spec:
  selector: {hairpin: "yes"}
  ports: [{port: 8000}]
Y
  kn exec "$pod" -- sh -c 'mkdir -p /tmp/www && echo myself > /tmp/www/index.html && httpd -p 8000 -h /tmp/www'
  eventually 10 expect myself kn exec "$pod" -- curl -s --max-time 2 http://hairpin:8000/
}

test_36_client_affinity_stays_with_one_endpoint() {
  spread_up
  kn patch service web -p '{"spec":{"sessionAffinity":"ClientIP"}}'
  local client seen tries
  client=$(kn get pods -l app=client -o 'jsonpath={.items[0].metadata.name}')
  for tries in 1 2 3; do
    sleep 1
    seen=$(kn exec "$client" -- sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do curl -s --max-time 5 http://web/ | grep -o "served by.*"; done' | sort -u | wc -l)
    [ "$seen" -ne 1 ] || break
  done
  kn patch service web -p '{"spec":{"sessionAffinity":"None"}}'
  [ "$seen" -eq 1 ] || die "10 requests of one client met $seen endpoints"
}

test_37_service_without_endpoints_refuses_at_once() {
  spread_up
  kn create service clusterip nobody --tcp=80 > /dev/null
  local client
  client=$(kn get pods -l app=client -o 'jsonpath={.items[0].metadata.name}')
  eventually 10 expect "exit code 7" kn exec "$client" -- curl -s --max-time 3 http://nobody/
}
