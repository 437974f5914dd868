package dev.skiff.agent.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.LinkedHashSet;
import java.util.Set;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;

/**
 * Tells the native image builder which model classes the agent reads and writes: those of {@link
 * ApiResource#all()} and what their fields reach. Only fields and constructors are registered, no
 * getters and setters, so the model's builders stay out of the image.
 */
public final class ModelReflection implements Feature {

  private static final String MODEL = "io.fabric8.kubernetes.api.model.";

  @Override
  public void beforeAnalysis(BeforeAnalysisAccess access) {
    for (Class<?> type : reachable()) {
      RuntimeReflection.register(type);
      RuntimeReflection.register(type.getDeclaredFields());
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == 0
            || constructor.isAnnotationPresent(JsonCreator.class)) {
          RuntimeReflection.register(constructor);
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(JsonValue.class)) {
          RuntimeReflection.register(method);
        }
      }
    }
  }

  /** The model classes, their parents, and the classes that (de)serialize them. */
  static Set<Class<?>> reachable() {
    Set<Class<?>> found = new LinkedHashSet<>();
    ApiResource.all().forEach(resource -> collect(resource.type(), found));
    return found;
  }

  private static void collect(Type type, Set<Class<?>> found) {
    switch (type) {
      case ParameterizedType generic -> {
        collect(generic.getRawType(), found);
        for (Type argument : generic.getActualTypeArguments()) {
          collect(argument, found);
        }
      }
      case WildcardType wildcard -> collect(wildcard.getUpperBounds()[0], found);
      case Class<?> c -> collectClass(c, found);
      default -> {}
    }
  }

  private static void collectClass(Class<?> type, Set<Class<?>> found) {
    if (!type.getName().startsWith(MODEL) || type.isInterface() || !found.add(type)) {
      return;
    }
    collectClass(type.getSuperclass(), found);
    collectAnnotated(type.getAnnotation(JsonDeserialize.class), found);
    collectAnnotated(type.getAnnotation(JsonSerialize.class), found);
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        collect(field.getGenericType(), found);
        collectAnnotated(field.getAnnotation(JsonDeserialize.class), found);
        collectAnnotated(field.getAnnotation(JsonSerialize.class), found);
      }
    }
  }

  private static void collectAnnotated(JsonDeserialize annotation, Set<Class<?>> found) {
    if (annotation != null && annotation.using() != JsonDeserializer.None.class) {
      found.add(annotation.using());
    }
  }

  private static void collectAnnotated(JsonSerialize annotation, Set<Class<?>> found) {
    if (annotation != null && annotation.using() != JsonSerializer.None.class) {
      found.add(annotation.using());
    }
  }
}
