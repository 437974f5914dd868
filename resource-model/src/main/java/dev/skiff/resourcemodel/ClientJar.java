package dev.skiff.resourcemodel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.List;
import java.util.jar.JarFile;

/** The published Kubernetes client: its class files, read without loading them. */
final class ClientJar implements AutoCloseable {
  private static final String PACKAGE = "io/kubernetes/client/openapi/";

  private final JarFile jar;

  private ClientJar(JarFile jar) {
    this.jar = jar;
  }

  static ClientJar onClassPath() throws IOException {
    URL url = ClientJar.class.getClassLoader().getResource(PACKAGE + "JSON.class");
    if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException("client-java-api is not on the class path as a jar");
    }
    connection.setUseCaches(false);
    return new ClientJar(connection.getJarFile());
  }

  /** Classes with the calls of one API group and version each. */
  List<ClassModel> apis() {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.matches(PACKAGE + "apis/[A-Za-z]+V\\d[a-z0-9]*Api\\.class"))
        .sorted()
        .map(this::parse)
        .toList();
  }

  /** The model class of this simple name. */
  ClassModel model(String simpleName) {
    return parse(PACKAGE + "models/" + simpleName + ".class");
  }

  boolean hasModel(String simpleName) {
    return jar.getEntry(PACKAGE + "models/" + simpleName + ".class") != null;
  }

  private ClassModel parse(String entry) {
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + entry, e);
    }
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }
}
