package dev.skiff.clients.josdk;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;

/**
 * What a {@link WebPage} consists of. JOSDK applies these and asks managedFields whether the server
 * has what is wanted, so a server that writes down too much or too little makes it apply without
 * end.
 */
final class PageDependents {
  private PageDependents() {}

  /** The text. */
  public static class Text extends CRUDKubernetesDependentResource<ConfigMap, WebPage> {
    @Override
    protected ConfigMap desired(WebPage page, Context<WebPage> context) {
      return new ConfigMapBuilder()
          .withMetadata(metadata(page))
          .addToData("index.html", "<h1>" + page.getSpec().title() + "</h1>")
          .build();
    }
  }

  /** Quantities that the server writes in another way, and lists with keys. */
  public static class Servers extends CRUDKubernetesDependentResource<Deployment, WebPage> {
    @Override
    protected Deployment desired(WebPage page, Context<WebPage> context) {
      return new DeploymentBuilder()
          .withMetadata(metadata(page))
          .withNewSpec()
          .withReplicas(2)
          .withNewSelector()
          .addToMatchLabels("page", page.getMetadata().getName())
          .endSelector()
          .withNewTemplate()
          .withNewMetadata()
          .addToLabels("page", page.getMetadata().getName())
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("web")
          .withImage("registry.skiff.local/web:1")
          .addNewPort()
          .withContainerPort(80)
          .endPort()
          .addNewEnv()
          .withName("TITLE")
          .withValue(page.getSpec().title())
          .endEnv()
          .withNewResources()
          .addToLimits("cpu", new Quantity("1000m"))
          .addToLimits("memory", new Quantity("1024Mi"))
          .endResources()
          .addNewVolumeMount()
          .withName("text")
          .withMountPath("/text")
          .endVolumeMount()
          .endContainer()
          .addNewVolume()
          .withName("text")
          .withNewConfigMap()
          .withName(page.getMetadata().getName())
          .endConfigMap()
          .endVolume()
          .endSpec()
          .endTemplate()
          .endSpec()
          .build();
    }
  }

  /** Ports merge by port and protocol, and one of the two has a default. */
  public static class Address extends CRUDKubernetesDependentResource<Service, WebPage> {
    @Override
    protected Service desired(WebPage page, Context<WebPage> context) {
      return new ServiceBuilder()
          .withMetadata(metadata(page))
          .withNewSpec()
          .addToSelector("page", page.getMetadata().getName())
          .addNewPort()
          .withName("http")
          .withPort(80)
          .withTargetPort(new IntOrString("web"))
          .endPort()
          .endSpec()
          .build();
    }
  }

  /** Claims within a StatefulSet are filled with defaults. */
  public static class Store extends CRUDKubernetesDependentResource<StatefulSet, WebPage> {
    @Override
    protected StatefulSet desired(WebPage page, Context<WebPage> context) {
      return new StatefulSetBuilder()
          .withMetadata(metadata(page))
          .withNewSpec()
          .withReplicas(0)
          .withServiceName(page.getMetadata().getName())
          .withNewSelector()
          .addToMatchLabels("store", page.getMetadata().getName())
          .endSelector()
          .withNewTemplate()
          .withNewMetadata()
          .addToLabels("store", page.getMetadata().getName())
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("store")
          .withImage("registry.skiff.local/store:1")
          .endContainer()
          .endSpec()
          .endTemplate()
          .addNewVolumeClaimTemplate()
          .withNewMetadata()
          .withName("data")
          .endMetadata()
          .withNewSpec()
          .withAccessModes("ReadWriteOnce")
          .withNewResources()
          .addToRequests("storage", new Quantity("1Gi"))
          .endResources()
          .endSpec()
          .endVolumeClaimTemplate()
          .endSpec()
          .build();
    }
  }

  private static ObjectMeta metadata(WebPage page) {
    return new ObjectMetaBuilder()
        .withName(page.getMetadata().getName())
        .withNamespace(page.getMetadata().getNamespace())
        .build();
  }
}
