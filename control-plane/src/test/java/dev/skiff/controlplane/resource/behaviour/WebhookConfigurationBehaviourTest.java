package dev.skiff.controlplane.resource.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.informer.FakeClusterState;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as upstream's v1.35.4 gave them for the same objects. */
class WebhookConfigurationBehaviourTest {
  private static final String RULES =
      "'rules':[{'operations':['CREATE'],'apiGroups':[''],'apiVersions':['v1'],"
          + "'resources':['pods']}]";
  private static final String CLIENT = "'clientConfig':{'url':'https://localhost/x'}";
  private static final String REVIEWS = "'admissionReviewVersions':['v1']";
  private static final String SIDE_EFFECTS = "'sideEffects':'None'";
  private static final String NAME = "'name':'a.b.c'";

  /** What is wrong with webhooks, each given by its fields. */
  private static List<String> problems(String... webhooks) {
    String list = "{" + String.join("},{", webhooks) + "}";
    FieldErrors errors = new FieldErrors();
    new WebhookConfigurationBehaviour(false)
        .validate(FakeClusterState.json("{'webhooks':[" + list + "]}"), null, errors);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  private static List<String> problems(String before, String after) {
    String good = String.join(",", NAME, RULES, CLIENT, REVIEWS, SIDE_EFFECTS);
    return problems(new String[] {good.replace(before, after)});
  }

  @Test
  void aCompleteWebhookIsFine() {
    assertEquals(List.of(), problems("", ""));
  }

  @Test
  void namesAreDomainsAndUnique() {
    assertEquals(
        List.of(
            "webhooks[0].name: Invalid value: \"ab\": should be a domain with at least three"
                + " segments separated by dots"),
        problems(NAME, "'name':'ab'"));
    assertEquals(List.of("webhooks[0].name: Required value"), problems(NAME, "'name':''"));
    String good = String.join(",", NAME, RULES, CLIENT, REVIEWS, SIDE_EFFECTS);
    assertEquals(
        List.of("webhooks[1].name: Duplicate value: \"a.b.c\""),
        problems(new String[] {good, good}));
  }

  @Test
  void sideEffectsVersionsAndTimeAreTold() {
    assertEquals(
        List.of(
            "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\","
                + " \"NoneOnDryRun\""),
        problems(SIDE_EFFECTS, "'sideEffects':'Some'"));
    assertEquals(
        List.of(
            "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
            "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1"),
        problems(REVIEWS + "," + SIDE_EFFECTS, "'matchPolicy':'Exact'"));
    assertEquals(
        List.of(
            "webhooks[0].admissionReviewVersions: Invalid value: [\"v9\"]: must include at least"
                + " one of v1, v1beta1"),
        problems(REVIEWS, "'admissionReviewVersions':['v9']"));
    assertEquals(
        List.of(
            "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1"
                + " and 30 seconds"),
        problems(SIDE_EFFECTS, SIDE_EFFECTS + ",'timeoutSeconds':31"));
  }

  @Test
  void aClientIsAUrlOrAService() {
    assertEquals(
        List.of(
            "webhooks[0].clientConfig: Required value: exactly one of url or service is required"),
        problems(CLIENT, "'clientConfig':{}"));
    assertEquals(
        List.of(
            "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL"
                + " scheme; desired format: https://host[/path]",
            "webhooks[0].clientConfig.url: Invalid value: \"u\": user information is not permitted"
                + " in the URL",
            "webhooks[0].clientConfig.url: Invalid value: \"x\": query parameters are not permitted"
                + " in the URL"),
        problems(CLIENT, "'clientConfig':{'url':'http://u@a/b?x'}"));
    assertEquals(
        List.of(
            "webhooks[0].clientConfig.service.name: Required value",
            "webhooks[0].clientConfig.service.namespace: Required value",
            "webhooks[0].clientConfig.service.port: Invalid value: 70000: port is not valid: must"
                + " be between 1 and 65535, inclusive",
            "webhooks[0].clientConfig.service.path: Invalid value: \"x\": must start with a '/'"),
        problems(CLIENT, "'clientConfig':{'service':{'port':70000,'path':'x'}}").subList(0, 4));
  }

  @Test
  void rulesDoNotSayThingsTwice() {
    assertEquals(
        List.of(
            "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"CREATE\"]: if '*' is present,"
                + " must not specify other operations"),
        problems("['CREATE']", "['*','CREATE']"));
    assertEquals(
        List.of(
            "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/status\": if 'pods/*' is"
                + " present, must not specify pods/status"),
        problems("['pods']", "['pods/*','pods/status']"));
    assertEquals(
        List.of(
            "webhooks[0].rules[0].resources: Invalid value: [\"*/*\",\"pods/x\"]: if '*/*' is"
                + " present, must not specify other resources"),
        problems("['pods']", "['*/*','pods/x']"));
  }

  @Test
  void matchConditionsCompileAndHaveNames() {
    assertEquals(
        List.of(
            "webhooks[0].matchConditions[1].expression: Invalid value: \"1\": must evaluate to bool"
                + " but got int",
            "webhooks[0].matchConditions[1].name: Duplicate value: \"a\"",
            "webhooks[0].matchConditions[2].expression: Required value",
            "webhooks[0].matchConditions[2].name: Required value"),
        problems(
            SIDE_EFFECTS,
            SIDE_EFFECTS
                + ",'matchConditions':[{'name':'a','expression':'true'},"
                + "{'name':'a','expression':'1'},{'name':'','expression':''}]"));
  }
}
