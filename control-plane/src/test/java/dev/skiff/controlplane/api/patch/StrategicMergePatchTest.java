package dev.skiff.controlplane.api.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.resource.Schema;
import org.junit.jupiter.api.Test;

class StrategicMergePatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Schema TEXT = Schema.builder().type("string").build();

  /** As a Service has them: ports are merged by their number, which two of them may share. */
  private static final Schema SERVICE =
      Schema.builder()
          .type("object")
          .property(
              "ports",
              Schema.builder()
                  .type("array")
                  .items(Schema.builder().type("object").property("protocol", TEXT).build())
                  .patchStrategy("merge")
                  .patchMergeKey("port")
                  .build())
          .property(
              "finalizers",
              Schema.builder().type("array").items(TEXT).patchStrategy("merge").build())
          .build();

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
  }

  private static void patched(String expected, String target, String patch) throws Exception {
    ObjectNode before = json(target);
    assertEquals(json(expected), StrategicMergePatch.apply(before, json(patch), SERVICE));
    assertEquals(json(target), before);
  }

  private static void refused(String message, String target, String patch) throws Exception {
    ObjectNode before = json(target);
    ObjectNode change = json(patch);
    StatusException refusal =
        assertThrows(
            StatusException.class, () -> StrategicMergePatch.apply(before, change, SERVICE));
    assertEquals(message, refusal.getMessage());
  }

  @Test
  void newListsKeepElementsOfTheSameKey() throws Exception {
    String ports = "{'ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}]}";
    patched(ports, "{}", ports);
  }

  @Test
  void presentElementsOfTheSameKeyStay() throws Exception {
    patched(
        "{'ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'},{'port':80}]}",
        "{'ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}]}",
        "{'$setElementOrder/ports':[{'port':53},{'port':53},{'port':80}],'ports':[{'port':80}]}");
    patched(
        "{'ports':[{'port':53,'protocol':'UDP','name':'d'},{'port':53,'protocol':'TCP'}]}",
        "{'ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}]}",
        "{'ports':[{'port':53,'name':'d'}]}");
  }

  @Test
  void elementsAreDeletedBeforeOthersAreMerged() throws Exception {
    patched(
        "{'ports':[{'port':1,'name':'new'}]}",
        "{'ports':[{'port':1,'protocol':'UDP'}]}",
        "{'ports':[{'port':1,'name':'new'},{'port':1,'$patch':'delete'}]}");
  }

  @Test
  void anElementThatReplacesIsNoneItself() throws Exception {
    patched(
        "{'ports':[{'port':2}]}",
        "{'ports':[{'port':1}]}",
        "{'ports':[{'port':2},{'port':3,'$patch':'replace'}]}");
  }

  @Test
  void whatIsNewHasNothingToDelete() throws Exception {
    patched(
        "{'map':{'list':[{'b':1}]}}",
        "{}",
        "{'map':{'a':null,'list':[{'a':null,'b':1},{'$patch':'delete'}],'c':{'$patch':'delete'}}}");
  }

  @Test
  void elementsStandInTheOrderThatIsAskedFor() throws Exception {
    String order = "{'$setElementOrder/finalizers':['b','a'],'finalizers':[%s]}";
    patched("{'finalizers':['b','x','a']}", "{'finalizers':['x','a']}", order.formatted("'b','a'"));
    refused(
        "The order in patch list:\n[a b]\n doesn't match $setElementOrder list:\n[b a]\n",
        "{'finalizers':['a']}",
        order.formatted("'a','b'"));
  }

  @Test
  void directivesThatNobodyKnowsAreRefused() throws Exception {
    refused(
        "unknown patch type: merge in map: map[$patch:merge a:1]",
        "{'map':{}}",
        "{'map':{'a':1,'$patch':'merge'}}");
    refused(
        "unknown patch type: x in map: map[$patch:x port:1]",
        "{'ports':[{'port':1}]}",
        "{'ports':[{'port':1,'$patch':'x'}]}");
  }

  @Test
  void directivesThatAreNoLists() throws Exception {
    String target = "{'finalizers':['a']}";
    patched(target, target, "{'$deleteFromPrimitiveList/finalizers':'a'}");
    refused("invalid patch format of retainKeys", target, "{'$retainKeys':'finalizers'}");
  }

  @Test
  void keysWithAFractionAreOthers() throws Exception {
    patched(
        "{'ports':[{'port':53.0},{'port':53}]}",
        "{'ports':[{'port':53}]}",
        "{'ports':[{'port':53.0}]}");
  }

  @Test
  void ordersOfWhatIsNoList() throws Exception {
    refused(
        "$setElementOrder/bogus is about a field that there is not",
        "{}",
        "{'$setElementOrder/bogus':['a']}");
    refused(
        "$setElementOrder/finalizers is about a field that is no list",
        "{'finalizers':'a'}",
        "{'$setElementOrder/finalizers':['a']}");
    patched("{}", "{}", "{'$setElementOrder/finalizers':['a']}");
  }
}
