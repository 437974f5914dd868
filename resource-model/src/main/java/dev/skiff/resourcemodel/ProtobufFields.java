package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The protobuf numbers, names and types of all messages' fields, read from the descriptors that the
 * client's proto jar carries. A type is written as s (string), b (bytes), i (integer), z (boolean),
 * d (double) or a message's name; {@code *} before it says repeated, {@code %} a map's values.
 */
final class ProtobufFields {
  private static final String PACKAGE = "io/kubernetes/client/proto/";

  private ProtobufFields() {}

  /**
   * @throws IOException if the jar cannot be read
   */
  static ObjectNode read() throws IOException {
    ObjectNode messages = new ObjectMapper().createObjectNode();
    try (JarFile jar = new JarFile(location().toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        String name = entries.nextElement().getName();
        boolean file = name.startsWith(PACKAGE) && name.endsWith(".class") && name.indexOf('$') < 0;
        if (!file) continue;
        for (Descriptor message : descriptor(name).getMessageTypes()) {
          ObjectNode fields = messages.putObject(message.getFullName());
          for (FieldDescriptor field : message.getFields()) {
            fields
                .putArray(Integer.toString(field.getNumber()))
                .add(field.getName())
                .add(type(field));
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IOException("The proto jar is not as expected", e);
    }
    return messages;
  }

  private static Path location() throws IOException {
    try {
      Class<?> any = Class.forName("io.kubernetes.client.proto.V1");
      return Path.of(any.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IOException("The proto jar is not on the class path", e);
    }
  }

  private static FileDescriptor descriptor(String file) throws ReflectiveOperationException {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    return (FileDescriptor) Class.forName(name).getMethod("getDescriptor").invoke(null);
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) return "%" + single(field.getMessageType().findFieldByNumber(2));
    return field.isRepeated() ? "*" + single(field) : single(field);
  }

  private static String single(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> "s";
      case BYTE_STRING -> "b";
      case INT, LONG -> "i";
      case BOOLEAN -> "z";
      case DOUBLE, FLOAT -> "d";
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> throw new IllegalStateException("Kubernetes has no enums: " + field);
    };
  }
}
