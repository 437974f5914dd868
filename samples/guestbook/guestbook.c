/*
 * A guest book in two roles.
 *
 *   guestbook store       keeps entries in a file:          GET /entries, POST /entries
 *   guestbook front-end   shows them as a page:             GET /, POST / (asks the store)
 *
 * Environment: DATA (store's file), STORE (host:port of the store), TITLE, TOKEN (both roles: what the
 * front end shows the store to be let in), HOSTNAME. Port 8080. On SIGTERM it stops listening, answers
 * what it has accepted, and ends.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_LIMIT = 64 * 1024, PAGE_LIMIT = 1024 * 1024 };

static int listener;
static atomic_int busy;
static pthread_mutex_t file_lock = PTHREAD_MUTEX_INITIALIZER;
static int is_store;

static const char *setting(const char *name, const char *fallback) {
  const char *value = getenv(name);
  return value && *value ? value : fallback;
}

static void send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes += n;
    length -= (size_t)n;
  }
}

static void answer(int fd, const char *status, const char *type, const char *body) {
  char head[256];
  int n = snprintf(head, sizeof head,
                   "HTTP/1.1 %s\r\nContent-Type: %s; charset=utf-8\r\nContent-Length: %zu\r\n"
                   "Connection: close\r\n\r\n",
                   status, type, strlen(body));
  send_all(fd, head, (size_t)n);
  send_all(fd, body, strlen(body));
}

/* Reads a whole message: head, then as much body as Content-Length says. Returns its length. */
static size_t receive(int fd, char *buffer, size_t limit) {
  size_t have = 0, want = limit - 1;
  while (have < want) {
    ssize_t n = recv(fd, buffer + have, want - have, 0);
    if (n <= 0) break;
    have += (size_t)n;
    buffer[have] = 0;
    char *body = strstr(buffer, "\r\n\r\n");
    if (!body) continue;
    char *length = strcasestr(buffer, "\r\nContent-Length:");
    size_t total = (size_t)(body + 4 - buffer) + (length && length < body ? strtoul(length + 17, 0, 10) : 0);
    if (total < want) want = total;
  }
  buffer[have] = 0;
  return have;
}

static const char *body_of(const char *message) {
  const char *body = strstr(message, "\r\n\r\n");
  return body ? body + 4 : "";
}

/* --- the store --- */

static void serve_store(int fd, const char *request) {
  char expected[256];
  snprintf(expected, sizeof expected, "\r\nX-Token: %s\r\n", setting("TOKEN", ""));
  if (strncmp(request, "GET /healthz", 12) == 0) {
    answer(fd, "200 OK", "text/plain", "ok\n");
  } else if (!strcasestr(request, expected)) {
    answer(fd, "403 Forbidden", "text/plain", "wrong token\n");
  } else if (strncmp(request, "POST /entries", 13) == 0) {
    pthread_mutex_lock(&file_lock);
    FILE *file = fopen(setting("DATA", "/data/entries"), "a");
    int stored = file && fprintf(file, "%s\n", body_of(request)) > 0 && fflush(file) == 0;
    if (file) fclose(file);
    pthread_mutex_unlock(&file_lock);
    answer(fd, stored ? "201 Created" : "500 Internal Server Error", "text/plain", stored ? "stored\n" : "cannot write\n");
  } else if (strncmp(request, "GET /entries", 12) == 0) {
    char *entries = calloc(1, PAGE_LIMIT);
    pthread_mutex_lock(&file_lock);
    FILE *file = fopen(setting("DATA", "/data/entries"), "r");
    if (file && fread(entries, 1, PAGE_LIMIT - 1, file) == 0) entries[0] = 0;
    if (file) fclose(file);
    pthread_mutex_unlock(&file_lock);
    answer(fd, "200 OK", "text/plain", entries);
    free(entries);
  } else {
    answer(fd, "404 Not Found", "text/plain", "no such page\n");
  }
}

/* --- the front end --- */

/* Sends a request to the store; the answer's body ends up in reply. Returns the HTTP status, or 0. */
static int ask_store(const char *method, const char *body, char *reply, size_t limit) {
  char host[256];
  snprintf(host, sizeof host, "%s", setting("STORE", "guestbook-store:80"));
  char *port = strchr(host, ':');
  if (port) *port++ = 0;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = 0;
  if (getaddrinfo(host, port ? port : "80", &hints, &found) != 0) return 0;
  int status = 0, fd = socket(found->ai_family, SOCK_STREAM, 0);
  if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) == 0) {
    char head[512];
    int n = snprintf(head, sizeof head,
                     "%s /entries HTTP/1.1\r\nHost: %s\r\nX-Token: %s\r\nContent-Length: %zu\r\n\r\n",
                     method, host, setting("TOKEN", ""), strlen(body));
    send_all(fd, head, (size_t)n);
    send_all(fd, body, strlen(body));
    receive(fd, reply, limit);
    if (strncmp(reply, "HTTP/1.1 ", 9) == 0) status = atoi(reply + 9);
    memmove(reply, body_of(reply), strlen(body_of(reply)) + 1);
  }
  if (fd >= 0) close(fd);
  freeaddrinfo(found);
  return status;
}

/* Appends text with the characters that mean something to HTML escaped. */
static void append_escaped(char *page, size_t limit, const char *text) {
  size_t n = strlen(page);
  for (; *text && n + 8 < limit; text++) {
    const char *as = *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '&' ? "&amp;" : *text == '\n' ? "</li><li>" : 0;
    n += (size_t)(as ? sprintf(page + n, "%s", as) : sprintf(page + n, "%c", *text));
  }
}

static void serve_front_end(int fd, const char *request) {
  if (strncmp(request, "GET /healthz", 12) == 0) {
    answer(fd, "200 OK", "text/plain", "ok\n");
    return;
  }
  char *reply = calloc(1, PAGE_LIMIT);
  int status = strncmp(request, "POST ", 5) == 0 ? ask_store("POST", body_of(request), reply, PAGE_LIMIT)
                                                 : ask_store("GET", "", reply, PAGE_LIMIT);
  if (status == 201) {
    answer(fd, "201 Created", "text/plain", "thank you\n");
  } else if (status == 200) {
    char *page = calloc(1, 2 * PAGE_LIMIT), version[16] = "?";
    FILE *file = fopen("/etc/guestbook-version", "r");
    if (file && fscanf(file, "%15s", version) != 1) version[0] = 0;
    if (file) fclose(file);
    snprintf(page, PAGE_LIMIT, "<!doctype html>\n<title>%s</title>\n<h1>%s</h1>\n<ul><li>", setting("TITLE", "Guest book"),
             setting("TITLE", "Guest book"));
    if (*reply && reply[strlen(reply) - 1] == '\n') reply[strlen(reply) - 1] = 0;
    append_escaped(page, PAGE_LIMIT, reply);
    sprintf(page + strlen(page), "</li></ul>\n<p>version %s, served by %s</p>\n", version, setting("HOSTNAME", "?"));
    answer(fd, "200 OK", "text/html", page);
    free(page);
  } else {
    answer(fd, "502 Bad Gateway", "text/plain", "the store does not answer\n");
  }
  free(reply);
}

static void *serve(void *argument) {
  int fd = (int)(long)argument;
  struct timeval patience = {.tv_sec = 10};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char *request = malloc(REQUEST_LIMIT);
  if (receive(fd, request, REQUEST_LIMIT) > 0) (is_store ? serve_store : serve_front_end)(fd, request);
  free(request);
  close(fd);
  busy--;
  return 0;
}

static void stop(int signal) {
  (void)signal;
  shutdown(listener, SHUT_RDWR);
}

int main(int count, char **arguments) {
  if (count != 2 || (strcmp(arguments[1], "store") && strcmp(arguments[1], "front-end"))) {
    fprintf(stderr, "usage: guestbook store | front-end\n");
    return 2;
  }
  is_store = !strcmp(arguments[1], "store");
  struct sigaction stopping = {.sa_handler = stop};
  sigaction(SIGTERM, &stopping, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  int on = 1;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 512)) {
    perror("guestbook: port 8080");
    return 1;
  }
  printf("%s listens on port 8080\n", arguments[1]);
  fflush(stdout);
  for (;;) {
    int fd = accept(listener, 0, 0);
    if (fd < 0 && errno == EINTR) continue;
    if (fd < 0) break;
    busy++;
    pthread_t thread;
    if (pthread_create(&thread, 0, serve, (void *)(long)fd) == 0) {
      pthread_detach(thread);
    } else {
      close(fd);
      busy--;
    }
  }
  while (busy > 0) usleep(10000);
  return 0;
}
