# Manifests of versions that upstream has removed, with the kubectl of today: taken with a warning, read in any version. A
# control plane of its own, as for the front door.
old_generations() {
  kf get ingress/old-front poddisruptionbudget/old-budget cronjob/old-nightly -o 'jsonpath={.items[*].metadata.generation}'
}

test_70_old_manifests_are_taken() {
  trap 'front_down --purge' EXIT
  front_up
  local said
  said=$(kf apply -f "$HERE/old-manifests.yaml" 2>&1)
  [[ $said == *"extensions/v1beta1 Deployment is deprecated in v1.8+, unavailable in v1.16+; use apps/v1 Deployment"* ]]
  expect "old-web" kf get deployment old-web -o 'jsonpath={.spec.selector.matchLabels.app}'
  expect "OnDelete" kf get daemonset old-agent -o 'jsonpath={.spec.updateStrategy.type}'
  expect "80" kf get ingress old-front -o 'jsonpath={.spec.rules[0].http.paths[0].backend.service.port.number}'
  expect "60" kf get hpa old-web -o 'jsonpath={.spec.metrics[0].resource.target.averageUtilization}'
  expect "extensions/v1beta1" kf get deployments.v1beta1.extensions old-web -o 'jsonpath={.apiVersion}'
  # A second time nothing changes, though kubectl sends some fields again; each object is listed once.
  local before
  before=$(old_generations)
  kf apply -f "$HERE/old-manifests.yaml"
  expect "$before" old_generations
  [ "$(kf get all -o name | grep -c 'deployment.*/old-web')" = 1 ]
  kf delete -f "$HERE/old-manifests.yaml"
}
