package dev.skiff.controlplane.api.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class HorizontalPodAutoscalersTest {
  private static final String V1 = "autoscaling/v1";
  private static final String V2 = "autoscaling/v2";
  private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
  private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";

  @Test
  void annotationsHaveTheBytesOfGo() {
    ObjectNode autoscaler =
        json(
            "{'metadata':{},'spec':{'metrics':[{'type':'Pods','pods':{'target':{'averageValue':'1',"
                + "'type':'AverageValue'},'metric':{'selector':{'matchLabels':{'z':'1','a':'2'}},"
                + "'name':'a<b'}}}],'behavior':{'scaleDown':{'selectPolicy':'Max','policies':"
                + "[{'periodSeconds':15,'value':100,'type':'Percent'}]}}}}");
    HorizontalPodAutoscalers.convert(autoscaler, V2, V1);
    assertEquals(
        "[{'type':'Pods','pods':{'metricName':'a\\u003cb','targetAverageValue':'1',"
            + "'selector':{'matchLabels':{'a':'2','z':'1'}}}}]",
        annotation(autoscaler, METRICS));
    assertEquals(
        "{'ScaleUp':null,'ScaleDown':{'StabilizationWindowSeconds':null,'SelectPolicy':'Max',"
            + "'Policies':[{'Type':'Percent','Value':100,'PeriodSeconds':15}],'Tolerance':null}}",
        annotation(autoscaler, BEHAVIOR));
  }

  @Test
  void nothingIsLostOnTheWayThereAndBack() {
    ObjectNode autoscaler =
        json(
            "{'metadata':{'annotations':{'a':'b'}},'spec':{'metrics':[{'type':'Object','object':"
                + "{'describedObject':{'kind':'Service','name':'s'},'metric':{'name':'m'},"
                + "'target':{'value':'1','type':'Value'}}},{'type':'Resource','resource':"
                + "{'name':'cpu','target':{'type':'Utilization','averageUtilization':50}}}],"
                + "'behavior':{'scaleUp':{'stabilizationWindowSeconds':5}}},"
                + "'status':{'currentMetrics':null,'conditions':[{'type':'AbleToScale',"
                + "'status':'True','lastTransitionTime':null}]}}");
    ObjectNode there = autoscaler.deepCopy();
    HorizontalPodAutoscalers.convert(there, V2, V1);
    assertEquals(50, there.at("/spec/targetCPUUtilizationPercentage").asInt());
    HorizontalPodAutoscalers.convert(there, V1, V2);
    assertEquals(autoscaler, there);
  }

  @Test
  void annotationsOfAnotherShapeAreNone() {
    ObjectNode autoscaler =
        json(
            "{'metadata':{'annotations':{'"
                + METRICS
                + "':'[{\\'type\\':5}]','"
                + BEHAVIOR
                + "':'{\\'ScaleUp\\':{\\'Tolerance\\':\\'x\\'}}'}},'spec':{}}");
    HorizontalPodAutoscalers.convert(autoscaler, V1, V2);
    assertEquals(
        json(
            "{'metadata':{},'spec':{'metrics':[{'type':'Resource','resource':{'name':'cpu',"
                + "'target':{'type':'Utilization','averageUtilization':80}}}]}}"),
        autoscaler);
  }

  @Test
  void version2CarriesNothingInAnnotations() {
    ObjectNode autoscaler = json("{'metadata':{'annotations':{'" + METRICS + "':'[]'}}}");
    HorizontalPodAutoscalers.dropAnnotations(autoscaler);
    assertFalse(autoscaler.path("metadata").has("annotations"));
  }

  private static String annotation(ObjectNode autoscaler, String name) {
    return autoscaler.path("metadata").path("annotations").path(name).asText().replace('"', '\'');
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode)
          new ObjectMapper().readTree(text.replace("\\'", "\\\"").replaceAll("(?<!\\\\)'", "\""));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
