# ./skiff demo : the main job in one command.
. "$SKIFF_HOME/cluster/up.sh"

command_demo() {
  take_data_option "$@"
  need_root "the demo" demo
  refuse_second_cluster
  install_missing build
  build_all
  [ -n "$(pid_of control-plane)" ] && [ -n "$(pid_of node1)" ] || up 1 jvm 6443
  step "kubectl apply -f samples/guestbook" demo_kubectl apply -f "$SKIFF_HOME/samples/guestbook/guestbook.yaml"
  step "store rolled out" demo_kubectl rollout status deployment/guestbook-store --timeout=120s
  step "front end rolled out" demo_kubectl rollout status deployment/guestbook --timeout=120s
  local address
  address=$(demo_kubectl get service guestbook -o 'jsonpath={.spec.clusterIP}')
  step "an entry posted through the ClusterIP, http://$address" demo_post "http://$address/"
  step "the page through the NodePort, http://$UNDERLAY.11:30080" demo_page "http://$UNDERLAY.11:30080/"
  echo
  curl -fsS --max-time 10 "http://$UNDERLAY.11:30080/"
  echo
  echo "It runs on: ./skiff status, ./skiff kubectl get pods; ./skiff down --purge ends it."
}

demo_kubectl() { "$(find_kubectl)" --kubeconfig "$(kubeconfig_path)" -n default "$@"; }

DEMO_ENTRY="Hello from ./skiff demo"

# Posts only once: a second run changes nothing.
demo_post() {
  if curl -fsS --max-time 10 "$1" | grep -qF "$DEMO_ENTRY"; then
    echo "there already"
  else
    curl -fsS --max-time 10 -H 'Content-Type: text/plain' -d "$DEMO_ENTRY" "$1"
  fi
}

demo_page() { curl -fsS --max-time 10 "$1" | grep -F "$DEMO_ENTRY"; }
