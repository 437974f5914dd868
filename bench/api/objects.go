package main

import (
	"fmt"
	"strings"
)

var text = strings.Repeat("0123456789abcdef", 52)

// configMap is about 1 kB.
func configMap(name string) []byte {
	return fmt.Appendf(nil, `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"app":"bench"}},"data":{"k":"%s"}}`, name, text)
}

// pod is about 3 kB when it is stored; no scheduler takes it.
func pod(name string) []byte {
	return fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Pod",
"metadata":{"name":"%s","labels":{"app":"bench","tier":"t%s"},"annotations":{"a":"%s"}},
"spec":{"schedulerName":"none","automountServiceAccountToken":false,"nodeSelector":{"none":"none"},"containers":[{
"name":"c","image":"registry.example/app:1",
"env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}}],
"resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"64Mi"}},
"ports":[{"containerPort":8080}],"readinessProbe":{"httpGet":{"path":"/","port":8080}}}]}}`, name, name[len(name)-1:], text[:400])
}
