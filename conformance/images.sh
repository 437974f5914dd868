#!/bin/bash
# images.sh OUT [PUSH_TO] : assembles the images of the conformance suite, offline, from the binaries of build.sh in OUT and
# from Debian packages, and pushes them to the plain-http registry PUSH_TO (default 127.0.0.1:5000; repos.yaml names it as the nodes see it).
# Needs: apt, dpkg, gcc, umoci, skopeo, go (for the module cache). Downloaded packages stay in OUT/images/deb; the rest is built again each time.
set -e
HERE=$(cd "$(dirname "$0")" && pwd); OUT=$(cd "${1:?usage: images.sh OUT [PUSH_TO]}" && pwd); REG=${2:-127.0.0.1:5000}; I=$OUT/images
mkdir -p "$I/deb"; cd "$I"; rm -rf oci root; mkdir root; umoci init --layout oci

# debs DIR PACKAGE... : unpacks the packages and all they depend on into DIR
debs() { local d=$1 p; shift; mkdir -p "$d"
  for p in $(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
      grep -E '^[a-z0-9.+-]+$' | grep -vE '^(c?debconf.*|perl.*|libperl.*|dpkg|tar|install-info|gcc-12-base|python3.*|.*-dev|sysvinit.*|systemd.*|init.*|iproute)$' | sort -u); do
    ls deb/${p}_*.deb >/dev/null 2>&1 || (cd deb; apt-get -q download "$p" >/dev/null 2>&1) || continue
    dpkg -x deb/${p}_*.deb "$d"
  done
  rm -rf "$d"/usr/share/{doc,man,locale,info,i18n,lintian,bug} "$d"/var/cache; }
# base DIR : users, /tmp, and busybox for every command that the packages did not bring
base() { local d=$1 a; mkdir -p "$d"/{bin,etc,tmp,root,proc,sys,dev,home,usr/bin,usr/local/bin,var/tmp,var/run}; chmod 1777 "$d"/tmp "$d"/var/tmp
  printf 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\nwww-data:x:33:33::/var/www:/bin/false\nuser-defined-in-image:x:1000:1000::/home:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' > "$d"/etc/passwd
  printf 'root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nuser-defined-in-image:x:1000:\ngroup-defined-in-image:x:50000:user-defined-in-image\nnogroup:x:65534:\n' > "$d"/etc/group
  printf 'hosts: files dns\npasswd: files\ngroup: files\n' > "$d"/etc/nsswitch.conf
  install -m755 root/sh "$d"/bin/sh
  for a in $(chroot "$d" /bin/busybox --list); do for p in bin sbin usr/bin usr/sbin; do [ -e "$d/$p/$a" ] || [ -L "$d/$p/$a" ] && continue 2; done; ln -s /bin/busybox "$d/bin/$a"; done; }
# image NAME:TAG ROOT [FROM] [umoci config options] : a layer out of ROOT, on top of image FROM (- for none)
P='--config.env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
image() { local n=${1//[:\/]/_} r=$2 f=${3//[:\/]/_}
  if [ "$f" = - ]; then umoci new --image oci:$n; else umoci tag --image oci:$f $n; fi
  [ -z "$(ls -A "$r")" ] || umoci insert --image oci:$n "$r" /
  umoci config --image oci:$n --architecture amd64 --os linux $P "${@:4}"; IMAGES="$IMAGES $1"; }
same() { umoci tag --image oci:${1//[:\/]/_} ${2//[:\/]/_}; IMAGES="$IMAGES $2"; }
static() { gcc -Os -static -s -o "$1" -x c -; }
E=e2e-test-images

# /bin/sh: tests expect the messages of busybox's shell, but Debian's build of it drops variables such as "data-1" from the
# environment of its children, which other tests want to see: where there is one, bash takes over
static root/sh <<'C'
#include <ctype.h>
#include <unistd.h>
extern char **environ;
int main(int c, char **v){ (void)c;
  for (char **e = environ; *e; e++) {
    const char *p = *e; while (isalnum(*p) || *p == '_') p++;
    if (*p != '=' || p == *e || isdigit(**e)) execv("/bin/bash", v);
  }
  execv("/bin/busybox", v); return 127; }
C
mkdir -p root/pause; static root/pause/pause <<'C'
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static void down(int s){ (void)s; _exit(0); }
static void reap(int s){ (void)s; while (waitpid(-1, 0, WNOHANG) > 0); }
int main(void){
  struct sigaction a = {.sa_handler = down}, c = {.sa_handler = reap, .sa_flags = SA_NOCLDSTOP};
  sigaction(SIGINT,&a,0); sigaction(SIGTERM,&a,0); sigaction(SIGCHLD,&c,0);
  for(;;) pause();
}
C
image pause:3.10.1 root/pause - --config.entrypoint /pause


debs root/busybox busybox bash wget; base root/busybox # Debian's busybox crashes on wget -T; its static build also in name lookups
image $E/busybox:1.37.0-1 root/busybox - --config.cmd sh
same $E/busybox:1.37.0-1 $E/busybox:1.36.1-1
mkdir root/empty; image $E/nonroot:1.4 root/empty $E/busybox:1.37.0-1 --config.user 1234
mkdir -p root/nnp/usr/local/bin; static root/nnp/usr/local/bin/nnp <<'C'
#include <stdio.h>
#include <unistd.h>
int main(void){ printf("Effective uid: %d\n", geteuid()); return 0; }
C
chmod 6755 root/nnp/usr/local/bin/nnp
image $E/nonewprivs:1.3 root/nnp $E/busybox:1.37.0-1 --config.cmd nnp

# agnhost: the Alpine user land of the original becomes busybox and Debian packages
A=root/agnhost; debs $A busybox bash wget curl bind9-dnsutils netcat-openbsd iproute2 iperf libc-bin ca-certificates; base $A
rm -f $A/bin/nc; ln -s nc.openbsd $A/bin/nc; mkdir -p $A/uploads; install -m755 "$OUT/agnhost" "$OUT/coredns" $A/; ln -s agnhost $A/agnhost-2
K=$(find "$(go env GOMODCACHE)/k8s.io" -maxdepth 1 -name 'kubernetes@v1.35*' | sort -V | tail -1)/test/images
install -m644 "$K"/agnhost/porter/localhost.{crt,key} $A/
image $E/agnhost:2.59 $A - --config.entrypoint /agnhost --config.cmd pause --config.exposedports 80 --config.exposedports 8080 --config.exposedports 8081 --config.exposedports 9376 --config.exposedports 5000
same $E/agnhost:2.59 $E/agnhost:2.55
image $E/jessie-dnsutils:1.7 root/empty $E/agnhost:2.59 --clear config.entrypoint --config.cmd bash
for n in nautilus kitten; do mkdir -p root/$n; install -m644 "$K"/$n/html/* root/$n/; image $E/$n:1.7 root/$n $E/agnhost:2.59 --config.cmd test-webserver; done

N=root/nginx; debs $N busybox bash nginx; base $N; mkdir -p $N/var/{lib/nginx/{body,proxy,fastcgi,uwsgi,scgi},log/nginx} $N/run; ln -sf /dev/stdout $N/var/log/nginx/access.log; ln -sf /dev/stderr $N/var/log/nginx/error.log
cat > $N/etc/nginx/nginx.conf <<'X'
worker_processes 1;
error_log /dev/stderr;
events { worker_connections 256; }
http { include mime.types; access_log /dev/stdout; server { listen 80; root /usr/share/nginx/html; } }
X
image $E/nginx:1.14-4 $N - --config.entrypoint nginx --config.cmd -g --config.cmd 'daemon off;'
same $E/nginx:1.14-4 $E/nginx:1.15-4

mkdir -p root/sample root/etcd/usr/local/bin root/coredns; install -m755 "$OUT/sample-apiserver" root/sample/; install -m755 "$OUT/etcd" root/etcd/usr/local/bin/; install -m755 "$OUT/coredns" root/coredns/
image $E/sample-apiserver:1.29.2 root/sample $E/busybox:1.37.0-1 --config.entrypoint /sample-apiserver
image etcd:3.6.6-0 root/etcd $E/busybox:1.37.0-1 --config.cmd /usr/local/bin/etcd
image coredns:1 root/coredns - --config.entrypoint /coredns

for i in $IMAGES; do skopeo copy -q --insecure-policy --dest-tls-verify=false oci:oci:${i//[:\/]/_} docker://$REG/$i; echo "pushed $REG/$i"; done
