package dev.skiff.controlplane.resource.decode;

import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/** What a client may have meant by a field that nobody knows. */
final class Suggestion {
  /** Deeper than this nobody looks for a field that was put in the wrong place. */
  private static final int DEPTH = 3;

  private record Place(Schema schema, String path, int depth) {}

  private Suggestion() {}

  /**
   * A known field: one beside it that is spelt much the same, else one of the same name elsewhere
   * in the object.
   *
   * @param path of the unknown field, for example {@code spec.template.spec.backoffLimit}
   * @param field its name
   * @param siblings the schema of the object that it is in
   * @return the path of the known field; null if nothing comes near
   */
  static String of(String path, String field, Schema siblings, Schema root) {
    String near = spelt(field, siblings);
    if (near != null) return path.substring(0, path.length() - field.length()) + near;
    return elsewhere(field, root);
  }

  private static String spelt(String field, Schema siblings) {
    String best = null;
    int least = 1 + Math.min(2, field.length() / 4);
    for (String candidate : siblings.properties().keySet()) {
      int distance = distance(lower(field), lower(candidate), least);
      if (distance < least) {
        best = candidate;
        least = distance;
      }
    }
    return best;
  }

  /** Nearest to the root first; what only the server writes is left out. */
  private static String elsewhere(String field, Schema root) {
    Queue<Place> places = new ArrayDeque<>();
    places.add(new Place(root, "", 0));
    while (!places.isEmpty()) {
      Place place = places.remove();
      for (Map.Entry<String, Schema> property : place.schema().properties().entrySet()) {
        String path = place.path() + property.getKey();
        if (property.getKey().equals(field)) return path;
        boolean searched = place.depth() < DEPTH && !path.equals("status");
        if (searched) places.add(new Place(property.getValue(), path + ".", place.depth() + 1));
      }
    }
    return null;
  }

  /**
   * How many letters must change, come or go, or change places with the next.
   *
   * @param most more than this need not be counted
   */
  private static int distance(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) return most + 1;
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) cost[i][0] = i;
    for (int j = 0; j <= other.length(); j++) cost[0][j] = j;
    for (int i = 1; i <= one.length(); i++) {
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) least = Math.min(least, cost[i - 2][j - 2] + 1);
        cost[i][j] = least;
      }
    }
    return cost[one.length()][other.length()];
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
