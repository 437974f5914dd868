"""One API server under test: sends requests, returns what came back."""

import http.client
import json
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Request:
    """What is sent. A watch is read until `events` events came or it was quiet for `patience` seconds."""

    title: str
    method: str
    path: str
    headers: dict = field(default_factory=dict)
    body: bytes | None = None
    events: int = 0
    patience: float = 1.5


@dataclass
class Response:
    status: int
    headers: dict
    body: bytes

    def json(self):
        """The body as JSON, a watch as a list of events; None if it is something else."""
        text = self.body.decode("utf-8", "replace")
        try:
            return json.loads(text)
        except ValueError:
            pass
        try:
            lines = [json.loads(line) for line in text.splitlines() if line.strip()]
            return lines or None
        except ValueError:
            return None


class Server:
    """A connection to a server, for one thread."""

    def __init__(self, name, url, certificate, key):
        self.name = name
        self._address = urlsplit(url)
        self._tls = ssl.create_default_context()
        self._tls.check_hostname = False
        self._tls.verify_mode = ssl.CERT_NONE
        self._tls.load_cert_chain(certificate, key)
        self._connection = None

    def _connect(self, timeout):
        connection = http.client.HTTPSConnection(
            self._address.hostname, self._address.port, context=self._tls, timeout=timeout
        )
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def send(self, request):
        """Sends it; a connection that the server closed meanwhile is opened once more."""
        if request.events:
            return self._watch(request)
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = self._connect(30)
            try:
                return self._exchange(self._connection, request)
            except (http.client.HTTPException, OSError):
                self._connection.close()
                self._connection = None
                if attempt == 2:
                    return Response(0, {}, b"the server closed the connection without an answer")

    def _exchange(self, connection, request):
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.will_close:
            connection.close()
            self._connection = None
        return Response(answer.status, _headers(answer), body)

    def _watch(self, request):
        connection = self._connect(request.patience)
        try:
            connection.request("GET", request.path, None, request.headers)
            answer = connection.getresponse()
            if answer.status != 200:
                return Response(answer.status, _headers(answer), answer.read())
            lines = []
            read = _frame if "protobuf" in answer.getheader("Content-Type", "") else type(answer).readline
            try:
                while len(lines) < request.events:
                    line = read(answer)
                    if not line:
                        break
                    lines.append(line)
            except (TimeoutError, http.client.HTTPException):
                pass
            return Response(answer.status, _headers(answer), b"".join(lines))
        except (http.client.HTTPException, OSError):
            return Response(0, {}, b"the server closed the connection without an answer")
        finally:
            connection.close()


def _frame(answer):
    """An event in protocol buffers, with its length before it."""
    length = answer.read(4)
    return length + answer.read(int.from_bytes(length, "big")) if length else b""


def _headers(answer):
    headers = {}
    for name, value in answer.getheaders():
        headers.setdefault(name.lower(), []).append(value)
    return headers
