#!/bin/bash
# build.sh OUT : makes the sandbox image and the sample images as archives in OUT.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
OUT=$(mkdir -p "$1" && cd "$1" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

. "$HERE/archive.sh"

# with_libraries ROOT PROGRAM... : copies programs of this machine and the libraries they load
with_libraries() {
  local root=$1 program file
  shift
  for program in "$@"; do
    install -D "$(readlink -f "$program")" "$root$program"
    for file in $(ldd "$program" | grep -o '/[^ ]*'); do
      [ -e "$root$file" ] || install -D "$(readlink -f "$file")" "$root$file"
    done
  done
}

users() {
  mkdir -p "$1"/{etc,tmp,root,proc,sys,dev}
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' > "$1/etc/group"
  printf 'hosts: files dns\n' > "$1/etc/nsswitch.conf"
}

mkdir "$WORK/pause"
gcc -Os -static -s -o "$WORK/pause/pause" "$HERE/pause.c"
archive registry.skiff.local/pause:3.10 "$WORK/pause" '"Entrypoint":["/pause"]'

# A small user land: busybox, and what Debian's static busybox cannot do (look up names) from this machine.
BOX=$WORK/busybox
users "$BOX"
mkdir -p "$BOX/bin"
install /bin/busybox "$BOX/bin/busybox"
chroot "$BOX" /bin/busybox --install -s /bin
rm -f "$BOX"/bin/{wget,getent,curl}
with_libraries "$BOX" /usr/bin/curl /usr/bin/getent
archive registry.skiff.local/busybox:1 "$BOX" '"Cmd":["sh"]'

BOOK=$WORK/guestbook
users "$BOOK"
gcc -O2 -s -Wall -Werror -pthread -o "$WORK/guestbook-program" "$HERE/../../samples/guestbook/guestbook.c"
with_libraries "$BOOK" "$WORK/guestbook-program"
mkdir -p "$BOOK/bin"
mv "$BOOK$WORK/guestbook-program" "$BOOK/bin/guestbook"
rm -rf "${BOOK:?}${WORK}"
for version in 1 2; do
  echo "$version" > "$BOOK/etc/guestbook-version"
  archive "registry.skiff.local/guestbook:$version" "$BOOK" '"Entrypoint":["/bin/guestbook"]'
done
