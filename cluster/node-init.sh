#!/bin/bash
# The first process of a node: makes its mounts its own, then keeps the agent running, as an init system does.
set -uo pipefail
. "$SKIFF_HOME/cluster/node-mounts.sh"
install "$BUILD/bin/skiff-bridge" /opt/cni/bin/skiff-bridge

export SKIFF_AGENT_NODE_NAME=$NODE
export SKIFF_AGENT_NODE_IP=$UNDERLAY.$((10 + NODE_NUMBER))
export SKIFF_AGENT_BOOTSTRAP_KUBECONFIG=$DATA/bootstrap.kubeconfig
export SKIFF_AGENT_IMAGES_DIR=$DIR/images
while :; do
  setsid "$BUILD/bin/skiff-agent" &
  agent=$!
  echo "$agent" > /run/skiff-agent.pid
  # bash reaps every orphan of the node while it waits
  wait "$agent"
  echo "node-init: the agent ended with status $?; it starts again"
  sleep 1
done
