package main

import (
	"fmt"
	"reflect"

	apps "k8s.io/api/apps/v1"
	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	autoscaling "k8s.io/api/autoscaling/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	rbac "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/util/retry"
)

func (r *run) objects() error {
	maps := r.client.CoreV1().ConfigMaps(r.namespace)
	created, err := maps.Create(r.ctx, &core.ConfigMap{
		ObjectMeta: meta.ObjectMeta{GenerateName: "map-", Labels: map[string]string{"a": "b"}},
		Data:       map[string]string{"text": "ü\"\\\n"},
		BinaryData: map[string][]byte{"bytes": {0, 0xff, 1}},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	got, err := maps.Get(r.ctx, created.Name, meta.GetOptions{})
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(created, got) {
		return fmt.Errorf("created %v, got %v", created, got)
	}
	got.Data["more"] = "data"
	updated, err := maps.Update(r.ctx, got, meta.UpdateOptions{})
	if err != nil {
		return err
	}
	patched, err := maps.Patch(r.ctx, created.Name, types.StrategicMergePatchType, []byte(`{"data":{"text":null}}`), meta.PatchOptions{})
	if err != nil {
		return err
	}
	err = first(
		expect("data", got.Data["text"], "ü\"\\\n"),
		expect("binary data", got.BinaryData["bytes"], []byte{0, 0xff, 1}),
		expect("updated data", updated.Data["more"], "data"),
		expect("patched data", patched.Data, map[string]string{"more": "data"}))
	if err != nil {
		return err
	}
	uid := created.UID
	if err := maps.Delete(r.ctx, created.Name, meta.DeleteOptions{Preconditions: &meta.Preconditions{UID: &uid}}); err != nil {
		return err
	}
	_, err = r.client.DiscoveryV1().EndpointSlices(r.namespace).Create(r.ctx, &discovery.EndpointSlice{
		ObjectMeta: meta.ObjectMeta{Name: "slice"}, AddressType: discovery.AddressTypeIPv4,
		Endpoints: []discovery.Endpoint{{Addresses: []string{"10.1.2.3"}}},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	_, err = r.client.RbacV1().Roles(r.namespace).Create(r.ctx, &rbac.Role{
		ObjectMeta: meta.ObjectMeta{Name: "role"},
		Rules:      []rbac.PolicyRule{{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get"}}},
	}, meta.CreateOptions{})
	return err
}

func (r *run) errors() error {
	maps := r.client.CoreV1().ConfigMaps(r.namespace)
	_, notFound := maps.Get(r.ctx, "nobody", meta.GetOptions{})
	_, err := maps.Create(r.ctx, &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "one"}}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	_, exists := maps.Create(r.ctx, &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "one"}}, meta.CreateOptions{})
	_, invalid := maps.Create(r.ctx, &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "No"}}, meta.CreateOptions{})
	_, conflict := maps.Update(r.ctx, &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "one", ResourceVersion: "1"}}, meta.UpdateOptions{})
	return first(
		expect("not found", apierrors.IsNotFound(notFound), true),
		expect("already exists", apierrors.IsAlreadyExists(exists), true),
		expect("invalid", apierrors.IsInvalid(invalid), true),
		contains(invalid.Error(), "metadata.name"),
		expect("conflict", apierrors.IsConflict(conflict), true))
}

func (r *run) pod() error {
	accounts := r.client.CoreV1().ServiceAccounts(r.namespace)
	if _, err := accounts.Create(r.ctx, &core.ServiceAccount{ObjectMeta: meta.ObjectMeta{Name: "default"}}, meta.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	seconds, no := int64(5), false
	created, err := r.client.CoreV1().Pods(r.namespace).Create(r.ctx, &core.Pod{
		ObjectMeta: meta.ObjectMeta{Name: "pod", Annotations: map[string]string{"z": "1", "a": "2"}},
		Spec: core.PodSpec{
			TerminationGracePeriodSeconds: &seconds,
			AutomountServiceAccountToken:  &no,
			NodeSelector:                  map[string]string{"no": "node"},
			SchedulerName:                 "nobody", // whose conditions would come in between
			Volumes:                       []core.Volume{{Name: "v", VolumeSource: core.VolumeSource{EmptyDir: &core.EmptyDirVolumeSource{}}}},
			Containers: []core.Container{{
				Name: "c", Image: "registry.local/c:1",
				Resources:      core.ResourceRequirements{Requests: core.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("1Gi")}},
				VolumeMounts:   []core.VolumeMount{{Name: "v", MountPath: "/v"}},
				ReadinessProbe: &core.Probe{ProbeHandler: core.ProbeHandler{HTTPGet: &core.HTTPGetAction{Port: intstr.FromString("http")}}},
				Ports:          []core.ContainerPort{{Name: "http", ContainerPort: 80}},
			}},
		},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	created.Status.Conditions = []core.PodCondition{{Type: core.PodReady, Status: core.ConditionFalse, LastTransitionTime: meta.Now()}}
	updated, err := r.client.CoreV1().Pods(r.namespace).UpdateStatus(r.ctx, created, meta.UpdateOptions{})
	if err != nil {
		return err
	}
	container := updated.Spec.Containers[0]
	return first(
		expect("cpu", container.Resources.Requests.Cpu(), "100m"),
		expect("port", container.ReadinessProbe.HTTPGet.Port, intstr.FromString("http")),
		expect("period", container.ReadinessProbe.PeriodSeconds, 10),
		expect("volume", updated.Spec.Volumes[0].EmptyDir != nil, true),
		expect("QoS class", updated.Status.QOSClass, core.PodQOSBurstable),
		expect("condition", updated.Status.Conditions[0].LastTransitionTime.Unix(), created.Status.Conditions[0].LastTransitionTime.Unix()))
}

func (r *run) subresources() error {
	labels := map[string]string{"app": "web"}
	replicas := int32(0)
	deployments := r.client.AppsV1().Deployments(r.namespace)
	_, err := deployments.Create(r.ctx, &apps.Deployment{
		ObjectMeta: meta.ObjectMeta{Name: "web"},
		Spec: apps.DeploymentSpec{
			Replicas: &replicas,
			Selector: &meta.LabelSelector{MatchLabels: labels},
			Template: core.PodTemplateSpec{
				ObjectMeta: meta.ObjectMeta{Labels: labels},
				Spec:       core.PodSpec{Containers: []core.Container{{Name: "c", Image: "registry.local/c:1"}}},
			},
		},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	var scale *autoscaling.Scale
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error { // its controller writes the Deployment, too
		if scale, err = deployments.GetScale(r.ctx, "web", meta.GetOptions{}); err == nil {
			scale, err = deployments.UpdateScale(r.ctx, "web", &autoscaling.Scale{ObjectMeta: scale.ObjectMeta, Spec: autoscaling.ScaleSpec{Replicas: 0}}, meta.UpdateOptions{})
		}
		return err
	})
	if err != nil {
		return err
	}
	token, err := r.client.CoreV1().ServiceAccounts(r.namespace).CreateToken(r.ctx, "default", &authentication.TokenRequest{}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	review, err := r.client.AuthenticationV1().TokenReviews().Create(r.ctx, &authentication.TokenReview{Spec: authentication.TokenReviewSpec{Token: token.Status.Token}}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	access, err := r.client.AuthorizationV1().SelfSubjectAccessReviews().Create(r.ctx, &authorization.SelfSubjectAccessReview{
		Spec: authorization.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorization.ResourceAttributes{Verb: "list", Resource: "pods"}},
	}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	return first(
		expect("selector", scale.Status.Selector, "app=web"),
		expect("authenticated", review.Status.Authenticated, true),
		expect("user", review.Status.User.Username, "system:serviceaccount:"+r.namespace+":default"),
		expect("allowed", access.Status.Allowed, true))
}

func (r *run) pages() error {
	secrets := r.client.CoreV1().Secrets(r.namespace)
	for i := range 25 {
		_, err := secrets.Create(r.ctx, &core.Secret{
			ObjectMeta: meta.ObjectMeta{Name: fmt.Sprintf("secret-%02d", i), Labels: map[string]string{"page": "yes"}},
			Data:       map[string][]byte{"key": make([]byte, 20000)},
		}, meta.CreateOptions{})
		if err != nil {
			return err
		}
	}
	seen, pages := 0, 0
	for options := (meta.ListOptions{Limit: 10, LabelSelector: "page=yes"}); ; {
		list, err := secrets.List(r.ctx, options)
		if err != nil {
			return err
		}
		for _, secret := range list.Items {
			if err := first(expect("name", secret.Name, fmt.Sprintf("secret-%02d", seen)), expect("size", len(secret.Data["key"]), 20000)); err != nil {
				return err
			}
			seen++
		}
		pages++
		if options.Continue = list.Continue; options.Continue == "" {
			break
		}
	}
	if err := first(expect("secrets", seen, 25), expect("pages", pages, 3)); err != nil {
		return err
	}
	all, err := secrets.List(r.ctx, meta.ListOptions{})
	if err != nil {
		return err
	}
	if err := expect("secrets at once", len(all.Items) >= 25, true); err != nil {
		return err
	}
	return secrets.DeleteCollection(r.ctx, meta.DeleteOptions{}, meta.ListOptions{LabelSelector: "page=yes"})
}
