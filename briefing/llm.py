"""Prompt -> answer: the one module that talks to a language model, at any address that speaks as OpenAI's does.

The protocol is that of `POST /chat/completions` (OpenAI API reference, "Chat Completions"), which Ollama, llama.cpp and
vLLM speak too. Nothing that a server says is repeated in a message, and no key.
"""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError

from briefing.errors import BackendError, BriefingError, SpecificationError, UsageError
from briefing.model import Fault, Noun
from briefing.spec import ENDPOINT, KEY, BriefSpec, LanguageModel

if TYPE_CHECKING:
    import httpx

URL, MODEL = "BRIEFING_LLM_URL", "BRIEFING_LLM_MODEL"
"""The environment's words go before the specification's base_url and model; an empty URL asks no model."""

LARGEST = 1 << 20
"""Bytes of an answer, at most."""

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema."""

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # worth another try
_OTHER_FORM = frozenset({400, 415, 422, 501})  # what servers answer that do not know a response_format
_DENIED = frozenset({401, 403})
_LONGEST_PAUSE = 60.0  # seconds before a repetition, whatever a server asks for


class Unanswered(Exception):  # noqa: N818 - no error of anybody's
    """This prompt has no usable answer, for a `reason`; others may have one."""

    def __init__(self, reason: Literal["unanswered", "form"]) -> None:
        super().__init__(reason)
        self.reason: Fault = reason


class Prompt(NamedTuple):
    """What a model is told: instructions of ours, then rows of the sources as JSON, and the schema of the answer."""

    instructions: str
    rows: str
    schema: Schema


Ask: TypeAlias = Callable[[Prompt], str]
"""Returns what the model says. Raises Unanswered, or BackendError where no model answers at all."""


class Endpoint(Noun):
    """Where and how a model is asked; `host` tells whether it is this machine. The key shows in no repr and no dump."""

    url: str
    model: str
    host: Literal["loopback", "remote"]
    key: SecretStr = Field(default=SecretStr(""), repr=False, exclude=True)
    settings: LanguageModel


def endpoint(spec: BriefSpec, environment: Mapping[str, str]) -> Endpoint | None:
    """The model that the environment or the specification names, in this order; None where neither names one.

    The key goes to this machine, or to an address that the environment itself names and that is https: a
    specification of somebody else's cannot send for it. Raises UsageError, SpecificationError.
    """
    url = environment.get(URL, "").strip()
    settings = spec.llm or LanguageModel()
    if (URL in environment and not url) or not (url or spec.llm):
        return None
    if url and not re.fullmatch(ENDPOINT, url):
        raise UsageError(f"{URL} is no address of a model's interface", hint="export it as http://127.0.0.1:11434/v1")
    address = (url or settings.base_url).removesuffix("/").removesuffix("/chat/completions")
    model = environment.get(MODEL, "").strip() or settings.model
    for name, value, variable in (("base_url", address, URL), ("model", model, MODEL)):
        if not value:
            hint = f"write llm: {{base_url: http://127.0.0.1:11434/v1, model: NAME}}, or export {variable}"
            raise _mistake(spec, f"the language model has no {name}", hint)
    host = _host(address)
    key = environment.get(KEY, "").strip()
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise UsageError(
            f"{KEY} is no key: it holds a space or another character that no key has", hint="export it anew"
        )
    if key and host == "remote" and not url:
        raise _mistake(
            spec,
            f"the key in {KEY} is not sent to an address that only the specification names",
            f"export {URL} with that address too, or unset {KEY}",
        )
    if key and host == "remote" and not address.startswith("https:"):
        raise UsageError(f"the key in {KEY} would cross the network in the open", hint="use an address https://…")
    return Endpoint(url=address, model=model, host=host, key=SecretStr(key), settings=settings)


def _mistake(spec: BriefSpec, message: str, hint: str) -> BriefingError:
    return SpecificationError(message, spec.where("llm"), hint) if spec.llm else UsageError(message, hint=hint)


def _host(address: str) -> Literal["loopback", "remote"]:
    """Whether an address is this machine's own, by what is written alone: no name is looked up."""
    name = urlsplit(address).hostname or ""
    try:
        local = ipaddress.ip_address(name).is_loopback
    except ValueError:
        local = name == "localhost"
    return "loopback" if local else "remote"


@contextmanager
def connect(endpoint: Endpoint) -> Iterator[Ask]:
    """A way to ask the model, within the limits of its settings. Raises BackendError where httpx is not installed.

    No redirection is followed; to this machine no proxy is used.
    """
    try:
        import httpx
    except ImportError:
        raise BackendError(
            "asking a language model needs httpx, which is not installed", hint="pip install 'briefing[llm]'"
        ) from None
    headers = {"content-type": "application/json", "accept-encoding": "identity"}
    if key := endpoint.key.get_secret_value():
        headers["authorization"] = f"Bearer {key}"
    with httpx.Client(headers=headers, trust_env=endpoint.host == "remote", follow_redirects=False) as client:
        yield _Conversation(client, endpoint).ask


class _Reply(NamedTuple):
    status: int
    content: bytes


class _Failure(NamedTuple):
    """What went wrong with a request that may be repeated, the way out, and the pause that the server asks for."""

    message: str
    hint: str
    pause: float = 0.0


class _Conversation:
    """The requests of one build: how many are left, until when, and which form of an answer the server can give."""

    def __init__(self, client: httpx.Client, endpoint: Endpoint) -> None:
        self._client = client
        self._endpoint = endpoint
        self._left = endpoint.settings.requests
        self._end = time.monotonic() + endpoint.settings.total
        self._form = 0
        self._answered = False

    def ask(self, prompt: Prompt) -> str:
        """The model's words for a prompt; as JSON of the schema where the server can, else as asked for in words."""
        forms = _forms(prompt.schema)
        while True:
            reply = self._reply(self._body(prompt, forms[self._form]))
            if reply.status not in _OTHER_FORM or self._form == len(forms) - 1:
                break
            self._form += 1
        if reply.status != HTTPStatus.OK:
            raise self._failed(*_told(reply.status))
        self._answered = True
        try:
            return _Completion.model_validate_json(reply.content).choices[0].message.content
        except ValidationError:
            raise Unanswered("form") from None

    def _body(self, prompt: Prompt, form: Schema) -> bytes:
        settings = self._endpoint.settings
        messages = [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.rows},
        ]
        limits = {"temperature": settings.temperature, "max_tokens": settings.max_tokens, "stream": False}
        return json.dumps({"model": self._endpoint.model, "messages": messages} | limits | form).encode()

    def _reply(self, body: bytes) -> _Reply:
        """The server's reply, after at most `retries` repetitions."""
        settings = self._endpoint.settings
        failure = _Failure("", "")
        for turn in range(settings.retries + 1):
            if turn:
                pause = max(settings.backoff * 2 ** (turn - 1), failure.pause if settings.backoff else 0.0)
                time.sleep(max(0.0, min(pause, _LONGEST_PAUSE, self._end - time.monotonic())))
            if self._left <= 0 or time.monotonic() >= self._end:
                break
            self._left -= 1
            outcome = self._try(body)
            if isinstance(outcome, _Reply):
                return outcome
            failure = outcome
        if not failure.message:
            raise Unanswered("unanswered")
        raise self._failed(failure.message, failure.hint)

    def _try(self, body: bytes) -> _Reply | _Failure:
        """One request. Raises BackendError for what no repetition mends."""
        import httpx

        limit = min(self._endpoint.settings.timeout, max(0.01, self._end - time.monotonic()))
        end = time.monotonic() + limit
        late = _Failure(f"the language model did not answer within {limit:g} s", "raise timeout, or ask a faster model")
        url = f"{self._endpoint.url}/chat/completions"
        try:
            with self._client.stream("POST", url, content=body, timeout=limit) as response:
                status = response.status_code
                if status in _AGAIN:
                    return _Failure(*_told(status), _seconds(response.headers.get("retry-after", "")))
                if status in _DENIED or HTTPStatus(300) <= status < HTTPStatus.BAD_REQUEST:
                    raise BackendError(_told(status)[0], self._endpoint.url, _told(status)[1])
                content = bytearray()
                for piece in response.iter_raw():
                    content += piece
                    if len(content) > LARGEST:
                        self._answered = True
                        raise Unanswered("form")
                    if time.monotonic() > end:
                        return late
                return _Reply(status, bytes(content))
        except httpx.TimeoutException:
            return late
        except (httpx.TransportError, httpx.InvalidURL):
            return _Failure("the language model cannot be reached", f"start it, or mend its address; {URL}= asks none")

    def _failed(self, message: str, hint: str) -> Exception:
        """A failure ends the build if nothing was ever answered; later it costs its own prompt alone."""
        return Unanswered("unanswered") if self._answered else BackendError(message, self._endpoint.url, hint)


def _forms(schema: Schema) -> tuple[Schema, ...]:
    """Ways to ask for JSON, the strictest first; a server that refuses one is asked in the next."""
    named = {"name": "answers", "strict": True, "schema": schema}
    return (
        {"response_format": {"type": "json_schema", "json_schema": named}},
        {"response_format": {"type": "json_object"}},
        {},
    )


def _told(status: int) -> tuple[str, str]:
    """What a status means and the way out."""
    if status in _DENIED:
        return f"the language model's server denies access ({status})", f"export {KEY} with a key that it accepts"
    if HTTPStatus(300) <= status < HTTPStatus.BAD_REQUEST:
        return (
            f"the language model's server points elsewhere ({status}), which is not followed",
            "write its last address",
        )
    if status == HTTPStatus.NOT_FOUND:
        return (
            "there is no such model, or no interface, at this address (404)",
            "most addresses end in /v1; check model too",
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "the language model's server takes no more requests now (429)", "wait, or raise retries and backoff"
    return f"the language model's server failed ({status})", "look into its log"


def _seconds(written: str) -> float:
    """A Retry-After in seconds; 0 for none and for a date."""
    return float(written) if re.fullmatch(r"\d{1,6}", written) else 0.0


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
