#!/bin/bash
# The first process of upstream's node: containerd, kubelet, kube-proxy; the standard CNI plugins.
set -uo pipefail
. "$SKIFF_HOME/cluster/node-mounts.sh"
IP=$UNDERLAY.$((10 + NODE_NUMBER))
echo 1 > /proc/sys/net/ipv4/ip_forward
cat > /etc/cni/net.d/10-bridge.conflist <<END
{"cniVersion":"0.4.0","name":"bridge","plugins":[
 {"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,"hairpinMode":true,
  "ipam":{"type":"host-local","ranges":[[{"subnet":"10.244.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},
 {"type":"portmap","capabilities":{"portMappings":true}}]}
END
mkdir -p "$DIR"/containerd
cat > "$DIR/containerd.toml" <<END
version = 2
root = "$DIR/containerd/root"
state = "/run/containerd-state"
oom_score = 0
[grpc]
  address = "/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.skiff.local/pause:3.10"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
END
containerd -c "$DIR/containerd.toml" &
until ctr -a /run/containerd.sock version > /dev/null 2>&1; do sleep 0.05; done
for archive in "$DIR"/images/*.tar; do ctr -a /run/containerd.sock -n k8s.io images import "$archive"; done
echo "nameserver $UNDERLAY.1" > /run/resolv.conf
cat > /run/kubelet.yaml <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $DATA/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $DATA/pki/node1.crt
tlsPrivateKeyFile: $DATA/pki/node1.key
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
resolvConf: /run/resolv.conf
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
END
cat > /run/proxy.yaml <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: 10.244.0.0/16
clientConnection: {kubeconfig: $DATA/proxy.kubeconfig}
conntrack: {maxPerCore: 0, min: 0}
oomScoreAdj: 0
hostnameOverride: $NODE
END
"$BIN/kubelet" --config=/run/kubelet.yaml --kubeconfig="$DATA/node1.kubeconfig" --hostname-override="$NODE" --node-ip="$IP" --cert-dir=/var/lib/kubelet/pki &
"$BIN/kube-proxy" --config=/run/proxy.yaml &
while :; do wait -n || true; sleep 1; done
