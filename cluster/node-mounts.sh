# Sourced by the first process of a node: makes its mounts its own. Needs NODE_NUMBER and DATA.
NODE=node$NODE_NUMBER
DIR=$DATA/$NODE
hostname "$NODE"
mount --make-rshared /

# Folders in which nodes of one machine would meet. Private, then shared again: mounts of Pods stay in this node.
own() {
  mkdir -p "$DIR/$1" "$2"
  mount --bind "$DIR/$1" "$2"
  mount --make-private "$2"
  mount --make-shared "$2"
}
# /run holds this node's own sockets and locks only; on a second start of the node nothing of the first is left.
rm -rf "${DIR:?}/run"
own run /run
mkdir -p /run/netns /run/lock
own kubelet /var/lib/kubelet
own cni-data /var/lib/cni
own pod-logs /var/log/pods
own container-logs /var/log/containers
own cni-conf /etc/cni/net.d
own cni-bin /opt/cni/bin

# The node's cgroup is the root of what it sees.
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  umount /sys/fs/cgroup && mount -t cgroup2 cgroup /sys/fs/cgroup
else
  hierarchies=$(cd /sys/fs/cgroup && ls -d cpu cpuacct cpuset memory devices freezer blkio pids systemd 2> /dev/null)
  umount -R /sys/fs/cgroup
  mount -t tmpfs -o mode=755,size=1m cgroup /sys/fs/cgroup
  for h in $hierarchies; do
    mkdir "/sys/fs/cgroup/$h"
    if [ "$h" = systemd ]; then options=none,name=systemd; else options=$h; fi
    mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$h" || rmdir "/sys/fs/cgroup/$h"
  done
fi
