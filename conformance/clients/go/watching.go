package main

import (
	"context"
	"fmt"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

func (r *run) informers() error {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	factory := informers.NewSharedInformerFactoryWithOptions(r.client, 0, informers.WithNamespace(r.namespace))
	events := make(chan string, 100)
	services := factory.Core().V1().Services()
	services.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { events <- "added " + object.(*core.Service).Name },
		UpdateFunc: func(_, object any) {
			events <- fmt.Sprint("updated ", object.(*core.Service).Spec.Ports[0].TargetPort.String())
		},
		DeleteFunc: func(object any) { events <- "deleted " + object.(*core.Service).Name },
	})
	factory.Core().V1().Pods().Informer()
	factory.Apps().V1().Deployments().Informer()
	factory.Discovery().V1().EndpointSlices().Informer()
	factory.Coordination().V1().Leases().Informer()
	factory.Events().V1().Events().Informer()
	factory.Storage().V1().StorageClasses().Informer()
	factory.Node().V1().RuntimeClasses().Informer()
	factory.Flowcontrol().V1().FlowSchemas().Informer()
	factory.Resource().V1().ResourceClaims().Informer()
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("%v did not synchronise", kind)
		}
	}
	api := r.client.CoreV1().Services(r.namespace)
	service := &core.Service{ObjectMeta: meta.ObjectMeta{Name: "web"}, Spec: core.ServiceSpec{Ports: []core.ServicePort{{Port: 80}}}}
	if _, err := api.Create(ctx, service, meta.CreateOptions{}); err != nil {
		return err
	}
	if err := next(ctx, events, "added web"); err != nil {
		return err
	}
	patch := []byte(`[{"op":"replace","path":"/spec/ports/0/targetPort","value":"http"}]`)
	if _, err := api.Patch(ctx, "web", types.JSONPatchType, patch, meta.PatchOptions{}); err != nil {
		return err
	}
	if err := next(ctx, events, "updated http"); err != nil {
		return err
	}
	if err := api.Delete(ctx, "web", meta.DeleteOptions{}); err != nil {
		return err
	}
	return next(ctx, events, "deleted web")
}

func next(ctx context.Context, events <-chan string, wanted string) error {
	select {
	case event := <-events:
		return expect("event", event, wanted)
	case <-ctx.Done():
		return fmt.Errorf("no event %q: %w", wanted, ctx.Err())
	case <-time.After(20 * time.Second):
		return fmt.Errorf("no event %q", wanted)
	}
}

func (r *run) metadata(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	pods := client.Resource(schema.GroupVersionResource{Version: "v1", Resource: "pods"}).Namespace(r.namespace)
	list, err := pods.List(r.ctx, meta.ListOptions{})
	if err != nil {
		return err
	}
	watch, err := pods.Watch(r.ctx, meta.ListOptions{ResourceVersion: list.ResourceVersion})
	if err != nil {
		return err
	}
	defer watch.Stop()
	if _, err := pods.Patch(r.ctx, "pod", types.MergePatchType, []byte(`{"metadata":{"labels":{"new":"label"}}}`), meta.PatchOptions{}); err != nil {
		return err
	}
	event := <-watch.ResultChan()
	changed, ok := event.Object.(*meta.PartialObjectMetadata)
	if !ok {
		return fmt.Errorf("an event of %T", event.Object)
	}
	return first(expect("pods", len(list.Items), 1), expect("label", changed.Labels["new"], "label"))
}

// Two candidates; the first gives up, and the second takes over.
func (r *run) election() error {
	elected := make(chan string, 2)
	candidate := func(name string) context.CancelFunc {
		ctx, cancel := context.WithCancel(r.ctx)
		go leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: &resourcelock.LeaseLock{
				LeaseMeta:  meta.ObjectMeta{Namespace: r.namespace, Name: "leader"},
				Client:     r.client.CoordinationV1(),
				LockConfig: resourcelock.ResourceLockConfig{Identity: name},
			},
			ReleaseOnCancel: true,
			LeaseDuration:   4 * time.Second,
			RenewDeadline:   3 * time.Second,
			RetryPeriod:     500 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { elected <- name },
				OnStoppedLeading: func() {},
			},
		})
		return cancel
	}
	stopFirst := candidate("first")
	if err := next(r.ctx, elected, "first"); err != nil {
		stopFirst()
		return err
	}
	defer candidate("second")()
	stopFirst()
	return next(r.ctx, elected, "second")
}

func (r *run) discovery() error {
	groups, resources, err := r.client.Discovery().ServerGroupsAndResources()
	if err != nil {
		return err
	}
	version, err := r.client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	document, err := r.client.Discovery().OpenAPISchema()
	if err != nil {
		return err
	}
	pod := false
	for _, definition := range document.GetDefinitions().GetAdditionalProperties() {
		pod = pod || definition.GetName() == "io.k8s.api.core.v1.Pod"
	}
	return first(
		expect("groups", len(groups) > 15, true),
		expect("resources", len(resources) > 20, true),
		expect("version", version.Minor, "35"),
		expect("OpenAPI of Pods", pod, true))
}
