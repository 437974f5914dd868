package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Entry point of the build: writes types, conversions and what OpenAPI says of them into a
 * directory.
 */
public final class Generator {
  private Generator() {}

  /**
   * @param arguments the directory to write into
   * @throws IOException if the client cannot be read or the result not written
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (ClientJar client = ClientJar.onClassPath()) {
      Facts facts = Facts.load();
      GoFields goFields = GoFields.load();
      Documentation documentation = new Documentation(facts, goFields);
      Definitions definitions = new Definitions(client, facts, documentation, goFields);
      ObjectNode types = new ObjectMapper().createObjectNode();
      ArrayNode resources = new Resources(client, facts, definitions).read();
      new ColumnDescriptions(facts, definitions.documentation()).addTo(resources);
      ObjectNode conversions = new RemovedVersions(resources, definitions).add(facts.removed());
      types.set("resources", resources);
      types.set("definitions", definitions.structure());
      facts.complainAboutUnused();
      Files.createDirectories(directory);
      write(directory.resolve("types.json.gz"), types);
      write(directory.resolve("conversions.json.gz"), conversions);
      ObjectNode said = new ObjectMapper().createObjectNode();
      said.set("definitions", definitions.documentation());
      said.set("options", facts.options());
      write(directory.resolve("documentation.json.gz"), said);
    }
  }

  private static void write(Path file, ObjectNode content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      new ObjectMapper().writeValue(out, content);
    }
  }
}
