"""`dragonet serve`, `api` and `worker` as commands: start, stop, and what stands in their way."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests

from support.service import QUICK, Service, command, environment, running, until

SLEEP = {"task_name": "test.task", "action": "sleep"}


def one_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command failed with one clear line."""
    assert result.returncode == 1, result.stderr
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if line.startswith("dragonet: ")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in lines[0]


def test_first_start_makes_an_account_and_later_starts_show_it(tmp_path: Path) -> None:
    with running(tmp_path / "data", DRAGONET_WORKERS="0") as service:
        first = service.info
        assert set(first) == {"url", "account", "secret", "api_key", "data_dir", "pid"}
        assert first["pid"] == service.process.pid
        assert first["data_dir"] == str(tmp_path / "data")
        assert len(first["secret"]) >= 32
    assert service.process.returncode == 0
    assert not service.process.stdout or service.process.stdout.closed
    with running(tmp_path / "data", DRAGONET_WORKERS="0") as service:
        for name in ("account", "secret", "api_key"):
            assert service.info[name] == first[name]
    place = {"DRAGONET_DATA_DIR": str(tmp_path / "data")}
    rotated = json.loads(command("accounts", "rotate", "default", "--json", **place).stdout)
    with running(tmp_path / "data", DRAGONET_WORKERS="0") as service:
        assert service.info["secret"] == rotated["secret"] != first["secret"]


def test_logs_are_json_on_standard_error(service: Service) -> None:
    service.run({"task_name": "test.task", "action": "exit"})
    for line in service.log.splitlines():
        assert {"time", "level", "logger", "message"} <= set(json.loads(line))


def test_it_prints_how_to_call_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "dragonet", "serve", "--port", "0", "--workers", "1"],
        env=environment(DRAGONET_DATA_DIR=str(tmp_path / "data")),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    text = ""
    while "/v1/create" not in text:
        line = process.stdout.readline()
        assert line
        text += line
    curl = text[text.index("curl") :].replace("\\\n", " ")
    answer = subprocess.run(curl, shell=True, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout)[0]["result"]["greeting"] == "Hello, you!"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    process.stdout.close()


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        place = {"DRAGONET_DATA_DIR": str(tmp_path / "data"), "DRAGONET_PORT": port}
        one_line(command("serve", "--json", **place), port, "in use")


def test_an_unwritable_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    place = str(tmp_path / "file" / "data")
    one_line(command("serve", "--json", "--port", "0", DRAGONET_DATA_DIR=place), place)


def test_a_data_folder_in_use(service: Service) -> None:
    place = str(service.data_dir)
    one_line(command("serve", "--port", "0", DRAGONET_DATA_DIR=place), place, "in use")


def test_a_nats_that_does_not_answer(tmp_path: Path) -> None:
    settings = {"DRAGONET_DATA_DIR": str(tmp_path), "DRAGONET_NATS_URL": "nats://127.0.0.1:9"}
    for name in ("serve", "api", "worker"):
        one_line(command(name, **settings, DRAGONET_PORT="0"), "nats://127.0.0.1:9")


def test_parts_need_to_know_their_nats(tmp_path: Path) -> None:
    for name in ("api", "worker"):
        one_line(command(name, DRAGONET_DATA_DIR=str(tmp_path)), "DRAGONET_NATS_URL")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("WORKERS", "-1"),
        ("FETCH_ALLOW", "localhost"),
        ("STORAGE_URL", "ftp://x/y"),
        ("LIMITS", "{"),
    ],
)
def test_wrong_settings(tmp_path: Path, name: str, value: str) -> None:
    settings = {"DRAGONET_PORT": "0", f"DRAGONET_{name}": value}
    one_line(command("serve", DRAGONET_DATA_DIR=str(tmp_path / "data"), **settings))


def test_a_wrong_accounts_file(tmp_path: Path) -> None:
    (tmp_path / "accounts.json").write_text("{}")
    settings = {"DRAGONET_DATA_DIR": str(tmp_path), "DRAGONET_PORT": "0"}
    one_line(command("serve", **settings), "accounts.json")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_parts_run_alone_against_one_nats(tmp_path: Path) -> None:
    from dragonet.engine.embedded import free_port

    port, api_port = free_port(), free_port()
    nats = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "nats-server"),
            *("-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(tmp_path / "js")),
        ],
        stderr=subprocess.DEVNULL,
    )
    until(lambda: answers(port))
    env = environment(
        **{
            **QUICK,
            "DRAGONET_DATA_DIR": str(tmp_path / "data"),
            "DRAGONET_NATS_URL": f"nats://127.0.0.1:{port}",
            "DRAGONET_PORT": str(api_port),
        }
    )
    made = subprocess.run(
        [sys.executable, "-m", "dragonet", "accounts", "add", "me", "--json"],
        env=env,
        capture_output=True,
        check=True,
    )
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "dragonet", part],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for part in ("api", "worker", "worker")
    ]
    try:
        for part in parts:
            assert part.stdout is not None
            assert part.stdout.readline()
        answer = requests.post(
            f"http://127.0.0.1:{api_port}/v1/create",
            json={
                "tasks": [{"task_name": "hello"}] * 20,
                "block": True,
                "secret": json.loads(made.stdout)["secret"],
            },
            timeout=30,
        )
        assert {status["status"] for status in answer.json()} == {"success"}
    finally:
        for part in parts:
            part.terminate()
        codes = [part.wait(20) for part in parts]
        for part in parts:
            assert part.stdout is not None
            part.stdout.close()
        nats.terminate()
        nats.wait(10)
    assert codes == [0, 0, 0]


def test_stopping_lets_running_tasks_finish(tmp_path: Path) -> None:
    with running(tmp_path / "data") as service:
        key = service.start({**SLEEP, "seconds": 2})
        service.wait_for(key, "executing")
        waiting = service.http.get(
            f"{service.url}/v2/status", params={"tasks": key, "block": "1"}, stream=True
        )
        service.process.send_signal(signal.SIGTERM)
        assert waiting.json()[0]["status"] == "success"
        assert service.process.wait(20) == 0


def test_stopping_hands_back_what_takes_too_long(tmp_path: Path) -> None:
    settings = {"DRAGONET_DRAIN": "1", "DRAGONET_LEASE": "60", "DRAGONET_ATTEMPTS": "1"}
    with running(tmp_path / "data", **settings) as service:
        runs = tmp_path / "runs"
        key = service.start({**SLEEP, "seconds": 6, "path": str(runs)})
        until(lambda: runs.exists() and runs.read_text())
        assert service.stop() == 0
    with running(tmp_path / "data", **settings) as service:
        assert service.status(key, block=True)["status"] == "success"
    assert len(runs.read_text().splitlines()) == 2, "it was not handed back before its end"


def test_nothing_is_left_running(tmp_path: Path) -> None:
    with running(tmp_path / "data") as service:
        service.run({"task_name": "hello"})
        family = psutil.Process(service.process.pid).children(recursive=True)
        assert len(family) >= 4
        os.kill(service.process.pid, signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=40)
        assert alive == []


def test_the_api_starts_and_checks_movies_without_codec_libraries() -> None:
    code = (
        "import sys, dragonet.api.server, dragonet.app; from dragonet.tasks import catalog;"
        "from dragonet.engine.parameters import validate;"
        'movie = \'<stack><text type="zone">a</text><audio voice="att:mike">b</audio></stack>\';'
        "validate(catalog()['video.create'], {'definition': movie, 'profile': '720p'});"
        "print([m for m in ('av','pyvips','numpy','cv2','skia') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment()
    )
    assert found.stdout.strip() == "[]"
