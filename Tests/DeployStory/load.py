"""Clients that send requests all the time and count failed ones."""

import http.client
import json
import threading
import time
import urllib.parse


def send(url, method, path, body=None, key=None, kind="application/json", seconds=15):
    """One request: its status and its body."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=seconds)
    try:
        headers = {"Content-Type": kind} if body is not None else {}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if isinstance(body, dict):
            body = json.dumps(body)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class Load:
    """A few clients with one request at a time each. Every other request comes on a new connection."""

    def __init__(self, url, request, clients=4, pause=0.02):
        self.url, self.request, self.pause = url, request, pause
        self.count, self.failures = 0, []
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(clients)]

    def _run(self):
        parts = urllib.parse.urlsplit(self.url)
        method, path, body = self.request
        connection = None
        while not self._end.is_set():
            began = time.time()
            try:
                reused = connection is not None
                if not reused:
                    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=15)
                connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
                answer = connection.getresponse()
                said = answer.read()
                failure = None if answer.status == 200 else f"{answer.status} {said[:200]!r}"
                if reused or answer.will_close:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                failure = f"{type(error).__name__}: {error}"
                connection = None
            with self._lock:
                self.count += 1
                if failure:
                    self.failures.append(f"{time.strftime('%H:%M:%S')} after {time.time() - began:.1f} s: {failure}")
            time.sleep(self.pause)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._end.set()
        for thread in self._threads:
            thread.join(20)
