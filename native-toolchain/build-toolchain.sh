#!/bin/bash
# Makes a directory that can be used as GRAALVM_HOME, out of
#   - an installed OpenJDK 25 (the JVM that runs the image builder, and the classes of the images),
#   - the image builder's jars, from the Maven repository,
#   - the JDK's C sources, from Debian's source package, compiled to static libraries,
#   - our own C shims and launcher in src/.
# Usage: build-toolchain.sh [OUT_DIR [WORK_DIR]]     (JDK_HOME names the JDK to start from)
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
OUT=${1:-$HERE/graalvm}
WORK=${2:-$HERE/work}
JDK_HOME=${JDK_HOME:-/usr/lib/jvm/temurin-25-jdk-amd64}
GRAAL_VERSION=25.0.2
SUITE=trixie
mkdir -p "$WORK"

stage() { echo "== $(( SECONDS ))s: $1"; }

stage "builder jars"
mvn -q -B -f "$HERE/src/pom.xml" -Dgraal.version=$GRAAL_VERSION dependency:copy-dependencies \
    -DoutputDirectory="$WORK/jars" -DincludeScope=runtime

stage "JDK sources"
# The sources should be of exactly this JDK: the static libraries are linked with its class files. The suite's
# index names only the newest version, which the mirror may not hold (any more), so its pool is asked first;
# a neighbouring update of JDK 25 that is known to do is the last resort.
JDK_BUILD=$(sed -n 's/^JAVA_RUNTIME_VERSION="\([0-9.]*+[0-9]*\).*"/\1/p' "$JDK_HOME/release")
MIRROR=$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2> /dev/null |
  sed -n 's/^URIs: *//p; s/^deb  *\(\[[^]]*\] *\)\?\([^ ]*\).*/\2/p' | sed -n 1p || true)
SOURCE=$WORK/openjdk-25_$JDK_BUILD.orig.tar.xz

from_pool() {
  curl -fsSL -o "$SOURCE.part" "$MIRROR/pool/main/o/openjdk-25/${SOURCE##*/}" && mv "$SOURCE.part" "$SOURCE"
}

# A package index of its own, so that the machine's apt set-up stays as it is.
from_index() {
  local apt=$WORK/apt
  mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc/preferences.d,etc/apt.conf.d,state}
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $MIRROR $SUITE main" > "$apt/etc/sources.list"
  cat > "$apt/apt.conf" <<END
Dir::Etc "$apt/etc";
Dir::Etc::sourceparts "-";
Dir::Etc::preferencesparts "$apt/etc/preferences.d";
Dir::State "$apt/state";
Dir::State::lists "$apt/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
END
  # Only the main source archive is wanted; that some mirror lacks a companion file does not matter.
  (
    export APT_CONFIG=$apt/apt.conf
    cd "$WORK" && apt-get update -q && apt-get source -q --download-only openjdk-25
  ) || true
  rm -rf "$apt"
  [ -f "$SOURCE" ]
}

from_neighbour() {
  local exact=$SOURCE name
  while read -r _ name; do
    SOURCE=$WORK/$name
    if [ -f "$SOURCE" ] || from_pool; then
      echo "warning: sources ${name} for JDK $JDK_BUILD" >&2
      return
    fi
  done < "$HERE/checksums"
  SOURCE=$exact
  return 1
}

[ -f "$SOURCE" ] || from_pool || from_index || from_neighbour || {
  echo "Debian's mirror has no sources of OpenJDK $JDK_BUILD, the JDK in $JDK_HOME:" >&2
  echo "install another JDK 25 and name it in JDK_HOME, or install a GraalVM 25 and name it in GRAALVM_HOME." >&2
  exit 1
}
if grep -q "  ${SOURCE##*/}\$" "$HERE/checksums"; then
  (cd "$WORK" && grep "  ${SOURCE##*/}\$" "$HERE/checksums" | sha256sum --quiet -c)
else
  echo "warning: no checksum is known of ${SOURCE##*/}" >&2
fi
rm -rf "$WORK/jdksrc"; mkdir -p "$WORK/jdksrc"
tar -C "$WORK/jdksrc" --strip-components=1 -xf "$SOURCE" --wildcards \
    '*/src/*/native/*' '*/src/hotspot/share/include/*' '*/src/hotspot/os/posix/include/*'

stage "JDK static libraries"
"$HERE/src/jdkstatic/build-jdk-static.sh" "$WORK/jdksrc" "$JDK_HOME" "$WORK/jdk-objects" "$WORK/jdk-static" > "$WORK/jdk-static.log"

stage "GRAALVM_HOME"
rm -rf "$OUT"
cp -a "$JDK_HOME" "$OUT"
mkdir -p "$OUT/lib/svm/builder" "$OUT/lib/svm/compiler" "$OUT/lib/static/linux-amd64/glibc"
cp "$WORK"/jars/*.jar "$OUT/lib/svm/builder/"
mv "$OUT/lib/svm/builder/compiler-$GRAAL_VERSION.jar" "$OUT/lib/svm/compiler/"
cp "$WORK"/jdk-static/*.a "$OUT/lib/static/linux-amd64/glibc/"

stage "image libraries"
"$HERE/src/svmlibs/build-svm-libs.sh" "$JDK_HOME" "$OUT/lib/svm/builder/svm-$GRAAL_VERSION.jar" "$WORK/jdk-static" "$WORK/svm-objects" "$OUT/lib/svm"

stage "downcalls"
"$HERE/src/ffm/build-ffm.sh" "$OUT" "$WORK/ffm"

stage "launcher"
"$HERE/src/launcher/build-launcher.sh" "$OUT" $GRAAL_VERSION "$WORK/launcher"

stage "done: $OUT ($(du -sh "$OUT" | cut -f1))"
"$OUT/bin/native-image" --version
