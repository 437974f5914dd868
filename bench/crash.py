#!/usr/bin/env python3
"""Kills the control plane under writers, again and again, and looks for what it forgot.

    bench/crash.py [--rounds 20] [--writers 64] [--writes 500] [--port 22790] -- COMMAND...

COMMAND starts a control plane in the foreground; it gets SKIFF_DATA_DIR and SKIFF_PORT. Every round
ends with SIGKILL in the midst of creates, updates and deletes. Afterwards:

  - every acknowledged write is there, and what was deleted is gone;
  - no revision was given twice;
  - watches that resume at their last revision see every change once, in order, and never have to
    list again.

Exits with 1, and says what is wrong, if any of this does not hold.
"""
import argparse, base64, http.client, json, os, random, re, shutil, signal, ssl, subprocess, sys, tempfile, threading, time

parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=20)
parser.add_argument("--writers", type=int, default=64)
parser.add_argument("--watchers", type=int, default=4)
parser.add_argument("--port", type=int, default=22790)
parser.add_argument("--writes", type=int, default=500, help="acknowledged in a life, about; then it is killed")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("command", nargs="+")
options = parser.parse_args()
random.seed(options.seed)

data = tempfile.mkdtemp(prefix="skiff-crash-")
COLLECTION = "/api/v1/namespaces/default/configmaps"
BROKEN = (OSError, http.client.HTTPException, ssl.SSLError, ValueError)
running = threading.Event()      # writers may write
over = threading.Event()         # nobody shall begin anything any more
problems = []
lock = threading.Lock()
given = {}                       # revision -> who got it acknowledged
acknowledged = 0


def wrong(text):
    with lock:
        problems.append(text)
    print("WRONG:", text, flush=True)


def tls():
    pki = os.path.join(data, "pki")
    context = ssl.create_default_context(cafile=os.path.join(pki, "ca.crt"))
    context.load_cert_chain(os.path.join(pki, "admin.crt"), os.path.join(pki, "admin.key"))
    return context


def connect(timeout=20):
    return http.client.HTTPSConnection("127.0.0.1", options.port, context=tls(), timeout=timeout)


def start():
    environment = dict(os.environ, SKIFF_DATA_DIR=data, SKIFF_PORT=str(options.port),
                       SKIFF_BIND_ADDRESS="127.0.0.1")
    log = open(os.path.join(data, "log"), "ab")
    began = time.time()
    process = subprocess.Popen(options.command, env=environment, stdout=log, stderr=log)
    while True:
        if process.poll() is not None:
            sys.exit("the control plane ended: see " + os.path.join(data, "log"))
        if time.time() - began > 300:
            process.kill()
            sys.exit("the control plane is not ready after five minutes")
        try:
            connection = connect(2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return process, time.time() - began
        except BROKEN:
            time.sleep(0.05)


class Writer(threading.Thread):
    """Knows for each of its objects what the server must have: a revision, or that it is gone."""

    def __init__(self, number):
        super().__init__(daemon=True)
        self.number, self.count = number, 0
        self.objects = {}        # name -> (revision acknowledged, content); None once deleted
        self.doubtful = set()    # a request about it got no answer: both outcomes are right
        self.random = random.Random(number)

    def run(self):
        connection = None
        while not over.is_set():
            if not running.wait(0.2):
                continue
            try:
                if connection is None:
                    connection = connect()
                self.step(connection)
            except BROKEN:
                connection = None
                time.sleep(0.02)

    def step(self, connection):
        alive = [name for name, state in self.objects.items()
                 if state is not None and name not in self.doubtful]
        dice = self.random.random()
        if dice < 0.5 or not alive:
            self.count += 1
            name = "w%d-%d" % (self.number, self.count)
            self.send(connection, "POST", COLLECTION, name, 201)
        elif dice < 0.85:
            name = self.random.choice(alive)
            self.send(connection, "PUT", COLLECTION + "/" + name, name, 200)
        else:
            name = self.random.choice(alive)
            self.send(connection, "DELETE", COLLECTION + "/" + name, name, 200)

    def send(self, connection, method, path, name, expected):
        global acknowledged
        content = "%s-%d" % (method, self.random.getrandbits(48))
        body = None
        if method != "DELETE":
            body = json.dumps({"metadata": {"name": name}, "data": {"x": content}})
        self.doubtful.add(name)
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status >= 500:
            return               # refused, or not known: it stays in doubt
        if response.status != expected:
            return wrong("%s %s: %d %s" % (method, name, response.status, answer.get("message")))
        self.doubtful.discard(name)
        with lock:
            acknowledged += 1
        if method == "DELETE":
            self.objects[name] = None
            return
        revision = int(answer["metadata"]["resourceVersion"])
        self.objects[name] = (revision, content)
        with lock:
            if revision in given:
                problems.append("revision %d was given to %s and %s" % (revision, given[revision], name))
            given[revision] = name


class Watcher(threading.Thread):
    """One watch through all lives of the server; it never lists."""

    def __init__(self):
        super().__init__(daemon=True)
        self.revision = 0
        self.events = []         # (revision, type, name, content)
        self.resumed = 0

    def run(self):
        while not over.is_set():
            try:
                self.watch()
            except BROKEN:
                time.sleep(0.05)

    def watch(self):
        connection = connect(5)
        connection.request("GET", COLLECTION + "?watch=1&allowWatchBookmarks=true&resourceVersion=%d" % self.revision)
        response = connection.getresponse()
        if response.status != 200:
            wrong("a watch since %d was answered with %d" % (self.revision, response.status))
            return time.sleep(0.5)
        self.resumed += 1
        while not over.is_set():
            try:
                line = response.readline()
            except TimeoutError:
                continue
            if not line.endswith(b"\n"):
                return
            event = json.loads(line)
            if event["type"] == "ERROR":
                wrong("a watch since %d ended with %s" % (self.revision, event["object"].get("message")))
                return time.sleep(0.5)
            metadata = event["object"]["metadata"]
            revision = int(metadata["resourceVersion"])
            if event["type"] == "BOOKMARK":
                self.revision = max(self.revision, revision)
                continue
            if revision <= self.revision:
                wrong("a watch at %d saw revision %d" % (self.revision, revision))
            self.revision = revision
            self.events.append((revision, event["type"], metadata["name"],
                                event["object"].get("data", {}).get("x")))


def listed():
    connection = connect(60)
    connection.request("GET", COLLECTION)
    answer = json.loads(connection.getresponse().read())
    objects = {item["metadata"]["name"]: (int(item["metadata"]["resourceVersion"]), item.get("data", {}).get("x"))
               for item in answer["items"]}
    return objects, int(answer["metadata"]["resourceVersion"])


def check(writers, watchers):
    present, revision = listed()
    for writer in writers:
        for name, state in writer.objects.items():
            if name in writer.doubtful:
                continue
            if state is None and name in present:
                wrong("%s was deleted and is there" % name)
            elif state is not None and present.get(name) != state:
                wrong("%s was acknowledged as %s and is %s" % (name, state, present.get(name)))
    newest = max([r for r, _ in present.values()], default=0)
    deadline = time.time() + 20
    for watcher in watchers:
        while watcher.revision < newest and time.time() < deadline:
            time.sleep(0.05)
        seen = {(event[0], event[2]) for event in watcher.events}
        missed = [(r, name) for r, name in given.items() if r > first and (r, name) not in seen]
        if missed:
            wrong("a watch missed %d acknowledged changes, such as %s" % (len(missed), missed[0]))
        state = dict(beginning)
        for r, kind, name, content in watcher.events:
            if kind == "DELETED":
                state.pop(name, None)
            else:
                state[name] = (r, content)
        if state != present:
            odd = [n for n in set(state) | set(present) if state.get(n) != present.get(n)]
            wrong("what a watch saw differs from the list in %d objects, such as %s: %s, %s"
                  % (len(odd), odd[0], state.get(odd[0]), present.get(odd[0])))


process, seconds = start()
print("ready after %.1f s; data in %s" % (seconds, data), flush=True)
beginning, first = listed()
watchers = [Watcher() for _ in range(options.watchers)]
for watcher in watchers:
    watcher.revision = first
    watcher.start()
writers = [Writer(number) for number in range(options.writers)]
for writer in writers:
    writer.start()
try:
    for number in range(1, options.rounds + 1):
        running.set()
        enough = acknowledged + random.uniform(0.5, 1.5) * options.writes
        deadline = time.time() + 120
        while acknowledged < enough and time.time() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        running.clear()
        process.wait()
        with lock:
            highest = max(given, default=0)
            before = acknowledged
        process, seconds = start()
        _, revision = listed()
        if revision < highest:
            wrong("after round %d the server is at %d, and had given %d" % (number, revision, highest))
        print("round %d: %d writes acknowledged, ready again after %.1f s, at revision %d"
              % (number, before, seconds, revision), flush=True)
    time.sleep(1)
    check(writers, watchers)
finally:
    over.set()
    process.kill()
    process.wait()
doubtful = sum(len(writer.doubtful) for writer in writers)
print("%d writes acknowledged, %d without an answer; %d watches resumed %d times and saw %d events; %d problems"
      % (acknowledged, doubtful, len(watchers), sum(w.resumed - 1 for w in watchers),
         sum(len(w.events) for w in watchers), len(problems)))
if not problems:
    shutil.rmtree(data)
sys.exit(1 if problems else 0)
