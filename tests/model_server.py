"""A language model's server in a thread on this machine, which answers as a test says; a real one, on a real socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Rows = list[dict[str, Any]]


class Asked(NamedTuple):
    """A request: its path, its headers in lower case, and its body."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def rows(self) -> Rows:
        """The rows that the model is to answer."""
        return list(json.loads(self.body["messages"][1]["content"])["rows"])


class Said(NamedTuple):
    """A reply: status, body, headers, and how its body is sent (all at once: None)."""

    status: int = 200
    content: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    pieces: Callable[[], Iterator[bytes]] | None = None


Behaviour = Callable[[Asked], Said]


def completion(content: object) -> Said:
    """A chat completion that says `content`; JSON unless it is text."""
    text = content if isinstance(content, str) else json.dumps(content)
    return Said(content=json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def answers(rows: Rows, say: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    """An answer to each row that cites all its sentences."""
    return {
        "answers": [
            {"row": row["row"], "text": say(row), "cites": [sentence["id"] for sentence in row["sentences"]]}
            for row in rows
        ]
    }


def text_of(row: dict[str, Any]) -> str:
    """What a row is about: its cell, or its sentence."""
    return str(row.get("cell") or row["sentences"][0]["text"])


class Server(NamedTuple):
    """A running server: its base_url, and what it was asked so far."""

    url: str
    asked: list[Asked]


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1, for as long as the context lasts."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {key.lower(): value for key, value in self.headers.items()}
            asked.append(Asked(self.path, headers, json.loads(body)))
            said = behaviour(asked[-1])
            try:
                self.send_response(said.status)
                for name, value in said.headers:
                    self.send_header(name, value)
                if not said.pieces:
                    self.send_header("Content-Length", str(len(said.content)))
                self.end_headers()
                for piece in said.pieces() if said.pieces else [said.content]:
                    self.wfile.write(piece)
                    self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client has had enough

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}/v1", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
