# The network that joins the nodes of this machine: a bridge, this machine at its first address.

network_up() {
  [ -e "/sys/class/net/$BRIDGE" ] || ip link add "$BRIDGE" type bridge
  ip addr replace "$UNDERLAY.1/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  [ -f "$RUN/ip_forward" ] || cat /proc/sys/net/ipv4/ip_forward > "$RUN/ip_forward"
  sysctl_write net/ipv4/ip_forward 1
  # Nodes reach the world through this machine's address; frames between nodes are not filtered here.
  nft -f - <<END
add table ip skiff-host
delete table ip skiff-host
table ip skiff-host {
  chain postrouting {
    type nat hook postrouting priority srcnat
    ip saddr $UNDERLAY.0/24 oifname != "$BRIDGE" masquerade
  }
}
END
}

network_down() {
  nft delete table ip skiff-host 2> /dev/null || true
  [ ! -e "/sys/class/net/$BRIDGE" ] || ip link del "$BRIDGE"
  [ ! -f "$RUN/ip_forward" ] || sysctl_write net/ipv4/ip_forward "$(cat "$RUN/ip_forward")"
}

sysctl_write() { echo "$2" > "/proc/sys/$1"; }

# node_link I : the node's network namespace, its cable to the bridge, its default route
node_link() {
  local node=node$1 netns=skiff-node$1
  ip netns add "$netns"
  ip -n "$netns" link set lo up
  ip link add "skiff-n$1" type veth peer name eth0 netns "$netns"
  ip link set "skiff-n$1" master "$BRIDGE" up
  ip -n "$netns" addr add "$UNDERLAY.$((10 + $1))/24" dev eth0
  ip -n "$netns" link set eth0 up
  ip -n "$netns" route add default via "$UNDERLAY.1"
}

# node_routes I POD_CIDR : this machine reaches the node's Pods, and Services through the first node
node_routes() {
  ip route replace "$2" via "$UNDERLAY.$((10 + $1))"
  [ "$1" -ne 1 ] || ip route replace "$SERVICE_CIDR" via "$UNDERLAY.11"
}
