#!/bin/bash
# services.sh [SERVICES] [ENDPOINTS]: loads Services (10,000 with 3 endpoints each by default) into a network namespace of
# its own through the node agent's service proxy, on the JVM, and prints what load, one change and memory take (root).
set -euo pipefail
SKIFF_HOME=$(cd "$(dirname "$0")/.." && pwd)
. "$SKIFF_HOME/cluster/lib.sh"
export JAVA_HOME=$(find_jdk)
cd "$SKIFF_HOME"
mvn -q -pl node-agent-native -am test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath
exec "$JAVA_HOME/bin/java" -Xmx768m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "node-agent-native/target/test-classes:node-agent-native/target/classes:$(cat node-agent-native/target/bench.classpath)" \
  dev.skiff.agent.proxy.ServicesBench "$@"
