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
# A package index of its own, so that the machine's apt set-up stays as it is; the mirror is the
# machine's.
JDK_VERSION=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JDK_HOME/release")
JDK_BUILD=$(sed -n 's/^JAVA_RUNTIME_VERSION="\([0-9.]*+[0-9]*\).*"/\1/p' "$JDK_HOME/release")
MIRROR=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
# The archive of exactly this JDK, by its name in the mirror's pool: the suite's index may have moved on to a version the mirror does not hold.
curl -fsSL -o "$WORK/part" "$MIRROR/pool/main/o/openjdk-25/openjdk-25_$JDK_BUILD.orig.tar.xz" && mv "$WORK/part" "$WORK/openjdk-25_$JDK_BUILD.orig.tar.xz" || true
APT=$WORK/apt
if ! ls "$WORK"/openjdk-25_*.orig.tar.xz > /dev/null 2>&1; then
  mkdir -p "$APT"/{lists/partial,cache/archives/partial,etc/preferences.d,etc/apt.conf.d,state}
  MIRROR=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $MIRROR $SUITE main" > "$APT/etc/sources.list"
  cat > "$APT/apt.conf" <<END
Dir::Etc "$APT/etc";
Dir::Etc::sourceparts "-";
Dir::Etc::preferencesparts "$APT/etc/preferences.d";
Dir::State "$APT/state";
Dir::State::lists "$APT/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "$APT/cache";
APT::Sandbox::User "root";
END
  export APT_CONFIG=$APT/apt.conf
  apt-get update -q
  # Only the main source archive is wanted; that some mirror lacks a companion file does not matter.
  (cd "$WORK" && apt-get source -q --download-only openjdk-25) || true
  unset APT_CONFIG
  rm -rf "$APT"
fi
SOURCE=$(ls "$WORK"/openjdk-25_*.orig.tar.xz | tail -1)
case $SOURCE in
  *_${JDK_VERSION}+*) ;;
  *) echo "warning: $SOURCE is not of the JDK's version $JDK_VERSION" >&2 ;;
esac
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
