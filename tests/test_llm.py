"""llm: a real server on a real socket that answers well, badly, slowly, or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from briefing import llm
from briefing.errors import BackendError, BriefingError, SpecificationError, UsageError
from briefing.llm import Prompt, Unanswered
from briefing.spec import KEY, BriefSpec, LanguageModel
from making import order
from model_server import Asked, Behaviour, Said, completion, serving

PROMPT = Prompt("Answer.", '{"rows": []}', {"type": "object"})
SECRET = "sk-not-to-be-seen"  # noqa: S105 - nobody's


def spec(url: str, **settings: object) -> BriefSpec:
    given = {"base_url": url, "model": "m", "backoff": 0, **settings}
    return order(llm=LanguageModel.model_validate(given))


def ask(url: str, environment: dict[str, str] | None = None, **settings: object) -> str:
    endpoint = llm.endpoint(spec(url, **settings), environment or {})
    assert endpoint
    with llm.connect(endpoint) as asking:
        return asking(PROMPT)


def failing(times: int, status: int, then: Said) -> Behaviour:
    """A server that fails so many times before it answers."""
    replies = iter([Said(status)] * times)
    return lambda _: next(replies, then)


# Asking


def test_a_prompt_is_sent_as_chat_and_its_answer_returned() -> None:
    with serving(lambda _: completion("yes")) as server:
        assert ask(server.url, {KEY: SECRET}, temperature=0.5, max_tokens=99) == "yes"
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert asked.body["messages"] == [
        {"role": "system", "content": "Answer."},
        {"role": "user", "content": '{"rows": []}'},
    ]
    assert (asked.body["model"], asked.body["temperature"], asked.body["max_tokens"]) == ("m", 0.5, 99)
    assert asked.body["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_no_key_no_header() -> None:
    with serving(lambda _: completion("yes")) as server:
        ask(server.url)
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_knows_no_schema_is_asked_in_words_once_and_for_all(status: int) -> None:
    def plain(asked: Asked) -> Said:
        return Said(status) if "response_format" in asked.body else completion("yes")

    with serving(plain) as server:
        endpoint = llm.endpoint(spec(server.url), {})
        assert endpoint
        with llm.connect(endpoint) as asking:
            assert [asking(PROMPT), asking(PROMPT)] == ["yes", "yes"]
    forms = [asked.body.get("response_format", {}).get("type") for asked in server.asked]
    assert forms == ["json_schema", "json_object", None, None]


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_request_that_failed_is_repeated(status: int) -> None:
    with serving(failing(2, status, completion("yes"))) as server:
        assert ask(server.url, retries=2) == "yes"
    assert len(server.asked) == 3


def test_the_repetitions_are_bounded() -> None:
    with serving(lambda _: Said(500)) as server, pytest.raises(BackendError, match=r"failed \(500\)"):
        ask(server.url, retries=3)
    assert len(server.asked) == 4


def test_without_a_pause_of_ours_none_of_the_servers_is_kept() -> None:
    busy = Said(429, headers=(("Retry-After", "50"),))
    with serving(lambda _: busy) as server, pytest.raises(BackendError, match="429"):
        ask(server.url, retries=1)
    assert len(server.asked) == 2


def test_the_requests_of_a_build_are_bounded() -> None:
    with serving(lambda _: completion("yes")) as server:
        endpoint = llm.endpoint(spec(server.url, requests=2), {})
        assert endpoint
        with llm.connect(endpoint) as asking:
            assert [asking(PROMPT), asking(PROMPT)] == ["yes", "yes"]
            with pytest.raises(Unanswered, match="unanswered"):
                asking(PROMPT)
    assert len(server.asked) == 2


# What ends the build


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(401), "denies access"),
        (Said(403), "denies access"),
        (Said(404), "no such model"),
        (Said(302, headers=(("Location", "http://127.0.0.1:9/v1"),)), "points elsewhere"),
        (Said(400), "failed (400)"),
    ],
)
def test_what_no_repetition_mends_ends_the_build(said: Said, words: str) -> None:
    with serving(lambda _: said) as server, pytest.raises(BackendError) as caught:
        ask(server.url, {KEY: SECRET}, retries=5)
    assert words in caught.value.message
    assert (caught.value.exit_code, caught.value.where) == (7, server.url)
    assert caught.value.hint
    assert SECRET not in str(caught.value)
    assert len(server.asked) == (3 if said.status == 400 else 1)


def test_a_redirection_is_not_followed() -> None:
    with serving(lambda _: completion("no")) as other:
        there = Said(307, headers=(("Location", f"{other.url}/chat/completions"),))
        with serving(lambda _: there) as server, pytest.raises(BackendError):
            ask(server.url)
    assert other.asked == []


def test_a_server_that_is_not_there_ends_the_build() -> None:
    with serving(lambda _: completion("")) as gone:
        pass
    with pytest.raises(BackendError, match="cannot be reached") as caught:
        ask(gone.url, retries=1)
    assert "BRIEFING_LLM_URL=" in caught.value.hint


def test_a_slow_server_is_not_waited_for() -> None:
    def slow(_: Asked) -> Said:
        time.sleep(1)
        return completion("late")

    with serving(slow) as server, pytest.raises(BackendError, match=r"within 0\.2 s"):
        ask(server.url, timeout=0.2, retries=1)
    assert len(server.asked) == 2


def dripping() -> Iterator[bytes]:
    for _ in range(100):
        time.sleep(0.05)
        yield b" "


def test_a_server_that_drips_is_not_waited_for() -> None:
    with serving(lambda _: Said(pieces=dripping)) as server, pytest.raises(BackendError, match=r"within 0\.3 s"):
        ask(server.url, timeout=0.3, retries=0)


def test_all_answers_together_have_a_time() -> None:
    def slow(_: Asked) -> Said:
        time.sleep(0.3)
        return completion("yes")

    with serving(slow) as server:
        endpoint = llm.endpoint(spec(server.url, total=0.5), {})
        assert endpoint
        with llm.connect(endpoint) as asking:
            assert asking(PROMPT) == "yes"
            with pytest.raises(Unanswered):
                [asking(PROMPT) for _ in range(3)]


# What costs one prompt its answer


@pytest.mark.parametrize(
    "said",
    [
        Said(content=b"<html><body>Welcome</body></html>"),
        Said(content=b'{"choices": [{"message": {"content": "tru'),
        Said(content=b'{"choices": []}'),
        Said(content=b'{"choices": [{"message": {"content": null}}]}'),
        Said(content=b'{"choices": [{"message": {"content": ["a"]}}]}'),
        Said(content=b"[" * 100_000),
        Said(content=b"\xff\xfe"),
        Said(content=b""),
        Said(content=b"x" * (llm.LARGEST + 1)),
        Said(pieces=lambda: iter([b"x" * 100_000] * 1000)),
    ],
    ids=["html", "cut", "empty list", "null", "list", "deep", "bytes", "nothing", "huge", "endless"],
)
def test_a_misshapen_answer_is_none(said: Said) -> None:
    with serving(lambda _: said) as server, pytest.raises(Unanswered, match="form"):
        ask(server.url)


def test_a_server_that_fails_later_costs_its_own_prompt() -> None:
    replies = iter([completion("yes"), Said(500), completion("again")])
    with serving(lambda _: next(replies)) as server:
        endpoint = llm.endpoint(spec(server.url, retries=0), {})
        assert endpoint
        with llm.connect(endpoint) as asking:
            assert asking(PROMPT) == "yes"
            with pytest.raises(Unanswered, match="unanswered"):
                asking(PROMPT)
            assert asking(PROMPT) == "again"


def test_a_key_that_is_refused_later_ends_the_build_all_the_same() -> None:
    replies = iter([completion("yes"), Said(401)])
    with serving(lambda _: next(replies)) as server:
        endpoint = llm.endpoint(spec(server.url), {})
        assert endpoint
        with llm.connect(endpoint) as asking:
            asking(PROMPT)
            with pytest.raises(BackendError, match="denies"):
                asking(PROMPT)


# Who is asked


def test_no_model_is_asked_unless_one_is_named() -> None:
    assert llm.endpoint(order(), {}) is None
    assert llm.endpoint(order(), {KEY: SECRET, llm.MODEL: "m"}) is None


def test_the_environment_goes_before_the_specification() -> None:
    environment = {llm.URL: "https://example.org/v1/", llm.MODEL: "other", KEY: SECRET}
    endpoint = llm.endpoint(spec("http://localhost:1/v1"), environment)
    assert endpoint
    assert (endpoint.url, endpoint.model, endpoint.host) == ("https://example.org/v1", "other", "remote")
    assert llm.endpoint(order(), environment | {llm.MODEL: "m"}) is not None


def test_an_empty_address_in_the_environment_asks_none() -> None:
    assert llm.endpoint(spec("http://localhost:1/v1"), {llm.URL: ""}) is None


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://127.0.0.1:1/v1", "loopback"),
        ("http://127.9.9.9/v1", "loopback"),
        ("http://[::1]:1/v1", "loopback"),
        ("http://localhost/v1", "loopback"),
        ("http://10.0.0.1/v1", "remote"),
        ("http://localhost.example.org/v1", "remote"),
        ("http://127.0.0.1.example.org/v1", "remote"),
        ("https://example.org", "remote"),
    ],
)
def test_this_machine_is_told_from_another_by_the_address_alone(address: str, host: str) -> None:
    endpoint = llm.endpoint(spec(address), {})
    assert endpoint
    assert endpoint.host == host


@pytest.mark.parametrize(
    ("given", "environment", "kind", "words"),
    [
        (order(llm=LanguageModel(model="m")), {}, SpecificationError, "no base_url"),
        (order(llm=LanguageModel(base_url="http://localhost/v1")), {}, SpecificationError, "no model"),
        (order(), {llm.URL: "http://localhost/v1"}, UsageError, "no model"),
        (order(), {llm.URL: "localhost"}, UsageError, "no address"),
        (order(), {llm.URL: f"https://a:{SECRET}@example.org"}, UsageError, "no address"),
        (spec("http://localhost/v1"), {KEY: f"{SECRET}\nX-Other: 1"}, UsageError, "is no key"),
        (spec("https://example.org/v1"), {KEY: SECRET}, SpecificationError, "only the specification names"),
        (order(), {llm.URL: "http://example.org/v1", llm.MODEL: "m", KEY: SECRET}, UsageError, "in the open"),
    ],
)
def test_a_mistake_is_told_before_anything_is_sent(
    given: BriefSpec, environment: dict[str, str], kind: type[BriefingError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        llm.endpoint(given, environment)
    assert words in caught.value.message
    assert caught.value.hint
    assert SECRET not in str(caught.value)


def test_the_key_shows_nowhere() -> None:
    endpoint = llm.endpoint(spec("http://localhost/v1"), {KEY: SECRET})
    assert endpoint
    assert endpoint.key.get_secret_value() == SECRET
    assert SECRET not in f"{endpoint!r} {endpoint} {endpoint.model_dump()} {endpoint.model_dump_json()}"


def test_a_proxy_is_not_used_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: completion("proxy")) as proxy, serving(lambda _: completion("yes")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert ask(server.url) == "yes"
    assert proxy.asked == []


def test_without_httpx_the_way_out_is_told() -> None:
    code = (
        "import sys; sys.modules['httpx'] = None\n"
        "from briefing import llm; from briefing.spec import BriefSpec\n"
        "spec = BriefSpec.model_validate({'title': 't', 'sources': [{'path': 'a'}], 'llm': "
        "{'base_url': 'http://localhost/v1', 'model': 'm'}})\n"
        "llm.connect(llm.endpoint(spec, {})).__enter__()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "BackendError" in done.stderr
    assert "pip install 'briefing[llm]'" in done.stderr


def test_nothing_of_a_client_is_imported_where_no_model_is_asked() -> None:
    code = "import sys; import briefing.pipeline; print(json.dumps('httpx' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", f"import json; {code}"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) is False
