"""The requests of managedfields.py, in their order: all kinds that matter, nested lists, custom resources."""
import copy, json, time
R=[]
def r(about,method,path,body=None,type=None,silent=False):
    x={"about":about,"method":method,"path":path}
    if body is not None: x["body"]=copy.deepcopy(body)
    if type: x["type"]=type
    if silent: x["silent"]=True
    if about.startswith(("nested", "thing", "quantities", "null", "scale")): x["spec"]=True
    R.append(x)
NAME="mf-%d"%time.time()
N="/api/v1/namespaces/"+NAME
r("","POST","/api/v1/namespaces",{"metadata":{"name":NAME}},silent=True)
r("","POST",N+"/serviceaccounts",{"metadata":{"name":"default"}},silent=True)
tmpl={"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i:1","ports":[{"containerPort":80},{"containerPort":443,"protocol":"TCP","name":"s"}],"env":[{"name":"E","value":"v"},{"name":"F","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"envFrom":[{"configMapRef":{"name":"x"}}],"resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}},"livenessProbe":{"httpGet":{"path":"/","port":80}},"volumeMounts":[{"name":"v","mountPath":"/v"}],"securityContext":{"capabilities":{"drop":["ALL"]}},"command":["a","b"]}],"volumes":[{"name":"v","emptyDir":{}},{"name":"w","configMap":{"name":"x","items":[{"key":"a","path":"b"}]}},{"name":"p","projected":{"sources":[{"secret":{"name":"s"}}]}}],"tolerations":[{"key":"a","operator":"Exists"}],"nodeSelector":{"a":"b"},"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Exists"}]}]}}},"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"z","whenUnsatisfiable":"ScheduleAnyway","labelSelector":{"matchLabels":{"a":"b"}}}],"hostAliases":[{"ip":"1.2.3.4","hostnames":["h"]}],"imagePullSecrets":[{"name":"q"}],"automountServiceAccountToken":False}}
job=json.loads(json.dumps(tmpl)); job["spec"]["restartPolicy"]="Never"; job["metadata"]={}
sel={"matchLabels":{"app":"a"}}
G=[
 ("apps/v1","deployments",{"replicas":2,"selector":sel,"template":tmpl},"Deployment"),
 ("apps/v1","statefulsets",{"serviceName":"s","selector":sel,"template":tmpl,"volumeClaimTemplates":[{"metadata":{"name":"d"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]},"StatefulSet"),
 ("apps/v1","daemonsets",{"selector":sel,"template":tmpl},"DaemonSet"),
 ("apps/v1","replicasets",{"selector":sel,"template":tmpl},"ReplicaSet"),
 ("batch/v1","jobs",{"template":job},"Job"),
 ("batch/v1","cronjobs",{"schedule":"* * * * *","jobTemplate":{"spec":{"template":job}}},"CronJob"),
 ("networking.k8s.io/v1","ingresses",{"rules":[{"host":"h","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"s","port":{"number":80}}}}]}}],"tls":[{"hosts":["h"],"secretName":"s"}]},"Ingress"),
 ("networking.k8s.io/v1","networkpolicies",{"podSelector":{},"ingress":[{"from":[{"podSelector":{"matchLabels":{"a":"b"}}}],"ports":[{"port":80}]}],"policyTypes":["Ingress"]},"NetworkPolicy"),
 ("policy/v1","poddisruptionbudgets",{"minAvailable":1,"selector":sel},"PodDisruptionBudget"),
 ("autoscaling/v2","horizontalpodautoscalers",{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"a","apiVersion":"apps/v1"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]},"HorizontalPodAutoscaler"),
 ("coordination.k8s.io/v1","leases",{"holderIdentity":"x","leaseDurationSeconds":3},"Lease"),
 ("v1","pods",tmpl["spec"],"Pod"),
 ("v1","services",{"selector":{"a":"b"},"clusterIP":"None","ports":[{"port":80,"name":"x"},{"port":80,"protocol":"UDP","name":"y"}]},"Service"),
 ("v1","persistentvolumeclaims",{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"storageClassName":""},"PersistentVolumeClaim"),
 ("v1","resourcequotas",{"hard":{"pods":"10"},"scopes":["NotTerminating"]},"ResourceQuota"),
 ("v1","limitranges",{"limits":[{"type":"Container","max":{"cpu":"2"}}]},"LimitRange"),
]
P=[
 ("v1","configmaps",{"data":{"k":"v"},"binaryData":{"b":"YQ=="}},"ConfigMap"),
 ("v1","secrets",{"stringData":{"k":"v"},"type":"Opaque"},"Secret"),
 ("v1","serviceaccounts",{"secrets":[{"name":"s"}],"imagePullSecrets":[{"name":"t"}]},"ServiceAccount"),
 ("v1","endpoints",{"subsets":[{"addresses":[{"ip":"1.2.3.4"}],"ports":[{"port":80}]}]},"Endpoints"),
 ("discovery.k8s.io/v1","endpointslices",{"addressType":"IPv4","endpoints":[{"addresses":["1.2.3.4"],"conditions":{"ready":True}}],"ports":[{"port":80,"name":""}]},"EndpointSlice"),
 ("rbac.authorization.k8s.io/v1","roles",{"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]},"Role"),
 ("rbac.authorization.k8s.io/v1","rolebindings",{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"x"},"subjects":[{"kind":"User","name":"u"}]},"RoleBinding"),
]
def base(v): return ("/api/v1" if v=="v1" else "/apis/"+v)
for v,pl,spec,k in G+[(a,b,c,d) for a,b,c,d in P]:
    body={"apiVersion":v,"kind":k,"metadata":{"name":"mf-a","labels":{"l":"m"},"annotations":{"a":"b"},"finalizers":["x.y/z"],"ownerReferences":[{"apiVersion":"nobody.example.com/v1","kind":"Node","name":"n","uid":"u-1"}]}}
    if (v,pl,spec,k) in P: body.update(spec)
    else: body["spec"]=spec
    p=f"{base(v)}/namespaces/{NAME}/{pl}"
    r(pl+" created","POST",p,body)
    r(pl+" patched","PATCH",p+"/mf-a?fieldManager=patcher",{"metadata":{"labels":{"l":"n","o":"p"},"annotations":None,"finalizers":[]}},"merge")
    r(pl+" applied","PATCH",p+"/mf-a?fieldManager=applier",{"apiVersion":v,"kind":k,"metadata":{"name":"mf-a","labels":{"q":"r"}}},"apply")
    r(pl+" conflict","PATCH",p+"/mf-a?fieldManager=other",{"apiVersion":v,"kind":k,"metadata":{"name":"mf-a","labels":{"q":"s","o":"t"}}},"apply")
    r(pl+" forced","PATCH",p+"/mf-a?fieldManager=other&force=true",{"apiVersion":v,"kind":k,"metadata":{"name":"mf-a","labels":{"q":"s","o":"t"}}},"apply")
    r(pl+" given up","PATCH",p+"/mf-a?fieldManager=other",{"apiVersion":v,"kind":k,"metadata":{"name":"mf-a"}},"apply")
    body["metadata"]["name"]="mf-b"
    r(pl+" created by apply","PATCH",p+"/mf-b?fieldManager=applier",body,"apply")
    r(pl+" applied again","PATCH",p+"/mf-b?fieldManager=applier",body,"apply")
    r(pl+" read","GET",p+"/mf-b")
    r(pl+" undeclared","PATCH",p+"/mf-b?fieldManager=applier",{"apiVersion":v,"kind":k,"metadata":{"name":"mf-b"},"nosuchfield":1},"apply")
D=f"/apis/apps/v1/namespaces/{NAME}/deployments/mf-c"
def dep(**spec): 
    s={"selector":sel,"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"a","image":"a:1"},{"name":"b","image":"b:1"}]}}}; s.update(spec)
    return {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":s}
def cont(*c,**k): 
    x=dep(**k); x["spec"]["template"]["spec"]["containers"]=list(c); return x
r("nested: create","PATCH",D+"?fieldManager=one",dep(replicas=1),"apply")
r("nested: sidecar","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":[{"name":"s","image":"s:1","ports":[{"containerPort":53,"protocol":"UDP"},{"containerPort":53}]}]}}}},"apply")
r("nested: conflict","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"replicas":4,"template":{"spec":{"containers":[{"name":"a","image":"x:1"},{"name":"s","image":"s:1"}]}}}},"apply")
r("nested: reorder, drop b","PATCH",D+"?fieldManager=one",cont({"name":"n","image":"n:1"},{"name":"a","image":"a:2"}),"apply")
r("nested: drop sidecar's port","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":[{"name":"s","image":"s:1","ports":[{"containerPort":53}]}]}}}},"apply")
r("nested: drop sidecar","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"}},"apply")
r("nested: no name","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":[{"image":"s:1"}]}}}},"apply")
r("nested: twice","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":[{"name":"s","image":"s:1"},{"name":"s","image":"s:2"}]}}}},"apply")
r("nested: wrong type","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"replicas":"3"}},"apply")
r("nested: wrong list","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":{"a":"b"}}}}},"apply")
r("nested: wrong map","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c","labels":["a"]}},"apply")
r("nested: wrong bool","PATCH",D+"?fieldManager=two",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"paused":"yes"}},"apply")
r("quantities: 1000m","PATCH",D+"?fieldManager=q",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":"1000m"}}}]}}}},"apply")
r("quantities: again","PATCH",D+"?fieldManager=q",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":"1000m"}}}]}}}},"apply")
r("null","PATCH",D+"?fieldManager=n",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c"},"spec":{"template":{"spec":{"nodeSelector":None,"securityContext":{}}},"paused":None}},"apply")
r("status","PATCH",D+"/status?fieldManager=st",{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"mf-c","labels":{"z":"z"}},"status":{"observedGeneration":1,"conditions":[{"type":"A","status":"True"}]}},"apply")
r("status by patch","PATCH",D+"/status?fieldManager=st2",{"status":{"observedGeneration":2}},"merge")
for i,n in ((1,5),(2,5),(3,6)): r(f"scale {i}","PATCH",D+"/scale?fieldManager=sc&force=true",{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"mf-c"},"spec":{"replicas":n}},"apply"); r("scale read","GET",D)
r("scale by patch","PATCH",D+"/scale?fieldManager=sp",{"spec":{"replicas":7}},"merge"); r("scale read","GET",D)
r("csa: json patch of managedFields","PATCH",D,[{"op":"replace","path":"/metadata/managedFields","value":[{"manager":"kubectl","operation":"Apply","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}}}]}],"application/json-patch+json")
r("invalid operation","PATCH",D,[{"op":"replace","path":"/metadata/managedFields/0/operation","value":"Guess"}],"application/json-patch+json")
r("invalid path","PATCH",D,[{"op":"replace","path":"/metadata/managedFields/0/fieldsV1","value":{"x":{}}}],"application/json-patch+json")
for i in range(13): r(f"updater {i}","PATCH",D+f"?fieldManager=u{i:02}",{"metadata":{"annotations":{f"a{i}":"b"}}},"merge")
r("reset","PATCH",D,{"metadata":{"managedFields":[]}},"merge")
r("not noted after reset","PATCH",D,{"metadata":{"labels":{"x":"y"}}},"merge")
# custom resources
S={"type":"object","properties":{"spec":{"type":"object","properties":{"replicas":{"type":"integer"},"m":{"type":"object","additionalProperties":{"type":"string"}},"am":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"a":{"type":"string"},"b":{"type":"string"}}},"set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},"al":{"type":"array","items":{"type":"string"}},"lm":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k","p"],"items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"},"p":{"type":"integer","default":1},"v":{"type":"string"}}}},"free":{"type":"object","x-kubernetes-preserve-unknown-fields":True},"any":{"x-kubernetes-preserve-unknown-fields":True},"ios":{"x-kubernetes-int-or-string":True},"d":{"type":"string","default":"dd"}}},"status":{"type":"object","properties":{"n":{"type":"integer"}}}}}
crd={"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.mf.example.com"},"spec":{"group":"mf.example.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},"versions":[{"name":"v1","served":True,"storage":True,"schema":{"openAPIV3Schema":S},"subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.n"}}},{"name":"v2","served":True,"storage":False,"schema":{"openAPIV3Schema":S}}]}}
r("","POST","/apis/apiextensions.k8s.io/v1/customresourcedefinitions",crd,silent=True)
r("wait","WAIT",f"/apis/mf.example.com/v1/namespaces/{NAME}/things",silent=True)
T=f"/apis/mf.example.com/v1/namespaces/{NAME}/things"
full={"replicas":2,"m":{"a":"b"},"am":{"a":"x"},"set":["a","b"],"al":["x"],"lm":[{"k":"a","v":"1"},{"k":"a","p":2}],"free":{"x":{"y":[1]},"z":1},"any":{"q":[1,2]},"ios":"50%"}
def th(spec,name="t",v="v1",**k): 
    x={"apiVersion":"mf.example.com/"+v,"kind":"Thing","metadata":{"name":name},"spec":spec}; x.update(k); return x
r("thing created","POST",T,th(full,status={"n":3}))
r("thing patched","PATCH",T+"/t?fieldManager=p",{"spec":{"m":{"c":"d"},"free":{"x":{"w":1}},"any":[1]}},"merge")
r("thing applied","PATCH",T+"/t?fieldManager=x",th({"set":["c","a"],"m":{"e":"f"},"lm":[{"k":"b"},{"k":"a","v":"1"}],"free":{"n":{"m":1}}}),"apply")
r("thing conflict","PATCH",T+"/t?fieldManager=y",th({"am":{"b":"q"},"al":["z"],"any":3,"ios":4,"lm":[{"k":"a","v":"2"}]}),"apply")
r("thing forced","PATCH",T+"/t?fieldManager=y&force=true",th({"am":{"b":"q"},"al":["z"],"any":3,"ios":4,"lm":[{"k":"a","v":"2"}]}),"apply")
r("thing given up","PATCH",T+"/t?fieldManager=x",th({}),"apply")
r("thing given up 2","PATCH",T+"/t?fieldManager=y",th({"ios":4}),"apply")
r("thing undeclared","PATCH",T+"/t?fieldManager=x",th({"nope":1}),"apply")
r("thing twice in set","PATCH",T+"/t?fieldManager=x",th({"set":["q","q"]}),"apply")
r("thing status","PATCH",T+"/t/status?fieldManager=s",th({"replicas":9},status={"n":1}),"apply")
r("thing scale","PATCH",T+"/t/scale?fieldManager=sc&force=true",{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"t"},"spec":{"replicas":5}},"apply"); r("thing read","GET",T+"/t")
r("thing created by apply","PATCH",T+"/u?fieldManager=x",th(full,"u"),"apply")
r("thing applied again","PATCH",T+"/u?fieldManager=x",th(full,"u"),"apply")
T2=T.replace("/v1/","/v2/")
r("thing in v2","PATCH",T2+"/u?fieldManager=z",th({"replicas":8},"u","v2"),"apply")
r("thing in v2 by owner","PATCH",T2+"/u?fieldManager=x",th({"replicas":8,"m":{"a":"b"}},"u","v2"),"apply")
r("thing updated in v2","PATCH",T2+"/u?fieldManager=p",{"spec":{"m":{"n":"o"}}},"merge")
r("thing all removed","PATCH",T+"/u?fieldManager=x",th({},"u"),"apply")
r("","DELETE","/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.mf.example.com",silent=True)
r("","DELETE",N,silent=True)
