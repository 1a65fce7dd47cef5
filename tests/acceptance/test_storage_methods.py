"""The storage methods of /v2, through the real server."""

import os
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from support.owner import EXPIRATION, FILES, SIZE, Owner, error, new_owner
from support.service import Service


@pytest.fixture
def owner(stored: Service) -> Owner:
    return new_owner(stored)


@pytest.fixture
def local(service: Service) -> Owner:
    """An account of the service on disk."""
    return new_owner(service)


def test_listing_deleting_and_usage(owner: Owner) -> None:
    assert owner.get().json() == {"files": [], "directories": [], "usage": 0}
    before = datetime.now(UTC) - timedelta(seconds=2)
    cards = [owner.card(name=name) for name in ("world", "there", "again")]
    owner.card(task_store={"type": "volatile"})
    keys = [key for key, _ in cards]
    assert owner.get().json()["usage"] == 3 * SIZE
    top = owner.get().json()
    assert top["files"] == [] and sorted(top["directories"]) == sorted(f"{key}/" for key in keys)
    deep = owner.get(recursive="yes").json()
    assert deep["directories"] == [] and deep["usage"] == 3 * SIZE
    assert {file["name"] for file in deep["files"]} == {f"{key}/card.txt" for key in keys}
    one = owner.get(f"{FILES}/{keys[0]}").json()
    assert one == owner.get(f"{FILES}/{keys[0]}/").json()
    assert one == owner.get(f"{FILES}/{keys[0]}/card.txt").json()
    (file,) = one["files"]
    assert set(file) == {"name", "size", "last_modified"} and file["size"] == SIZE
    assert file["name"] == f"{keys[0]}/card.txt" and one["usage"] == 3 * SIZE
    date = datetime.strptime(file["last_modified"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert len(file["last_modified"]) == 24 and before < date < datetime.now(UTC)

    gone = owner.delete(f"/{keys[0]}").json()
    assert gone == {"deleted": [f"{keys[0]}/card.txt"], "freed": SIZE, "usage": 2 * SIZE}
    assert owner.get().json()["usage"] == 2 * SIZE
    assert owner.get(f"{FILES}/{keys[0]}").status_code == 404
    dry = owner.delete(dry_run=True).json()
    assert sorted(dry["deleted"]) == sorted(f"{key}/card.txt" for key in keys[1:])
    assert (dry["freed"], dry["usage"]) == (2 * SIZE, 2 * SIZE)
    assert owner.get().json()["usage"] == 2 * SIZE
    everything = owner.delete().json()
    assert sorted(everything["deleted"]) == sorted(dry["deleted"])
    assert (everything["freed"], everything["usage"]) == (2 * SIZE, 0)
    assert owner.get().json() == {"files": [], "directories": [], "usage": 0}
    assert owner.delete().json() == {"deleted": [], "freed": 0, "usage": 0}


def test_deleting_by_url(owner: Owner) -> None:
    (first, url), (second, kept), (third, other) = [owner.card() for _ in range(3)]
    dry = owner.delete(urls=[url], dry_run=True).json()
    assert dry == {"deleted": [f"{first}/card.txt"], "freed": SIZE, "usage": 3 * SIZE}
    gone = owner.delete(f"/{second}", urls=[url, other, url], max_age="never").json()
    assert sorted(gone["deleted"]) == sorted([f"{first}/card.txt", f"{third}/card.txt"])
    assert (gone["freed"], gone["usage"]) == (2 * SIZE, SIZE)
    assert owner.delete(urls=[url]).json() == {"deleted": [], "freed": 0, "usage": SIZE}
    assert owner.delete(urls=[]).json() == {"deleted": [], "freed": 0, "usage": SIZE}
    assert requests.get(kept, timeout=10).status_code == 200
    assert requests.get(url, timeout=10).status_code == 404


def test_what_a_deleted_file_leaves(owner: Owner) -> None:
    key, url = owner.card()
    service = owner.service
    assert service.get("/v2/file/card", params={"task": key}).status_code == 302
    owner.delete(f"/{key}")
    missing = service.get("/v2/file/card", params={"task": key})
    assert missing.status_code == 404 and "deleted" in missing.json()["message"]
    assert requests.get(url, timeout=10).status_code == 404
    status = service.status(key)
    assert status["status"] == "success" and status["result"]["card"] == url
    assert owner.card()[0] != key


def test_dates_and_ages(owner: Owner) -> None:
    first, _ = owner.card()
    time.sleep(1.1)
    second, _ = owner.card()
    dates = {f["name"][:26]: f["last_modified"] for f in owner.get(recursive=1).json()["files"]}

    def keys(**query: Any) -> set[str]:
        found = owner.get(recursive="true", **query).json()
        assert found["usage"] == 2 * SIZE
        return {file["name"][:26] for file in found["files"]}

    assert keys(to=dates[first]) == {first}
    assert keys(**{"from": dates[second]}) == {second}
    assert keys(**{"from": dates[first], "to": dates[second]}) == {first, second}
    naive = dates[second].removesuffix("Z")
    assert keys(**{"from": naive}) == {second}
    east = (
        datetime.fromisoformat(dates[second]).astimezone(timezone(timedelta(hours=5))).isoformat()
    )
    assert "+05:00" in east and keys(**{"from": east}) == {second}
    assert keys(to="2013-10-28") == set() == keys(max_age=1)
    assert keys(max_age=0) == {first, second}
    asked, found = 0.0, {first, second}
    while time.time() > asked + 0.5:  # a slow answer is of another time than was meant
        asked = time.time()
        young = (asked - datetime.fromisoformat(dates[second]).timestamp() + 0.5) / 86400
        found = keys(max_age=young)
    assert found == {first}
    directories = owner.get(to=dates[first]).json()["directories"]
    assert directories == [f"{first}/"]
    kept = owner.delete(**{"from": dates[second]}, dry_run=True).json()
    assert kept["deleted"] == [f"{second}/card.txt"]
    gone = owner.delete(to=dates[first]).json()
    assert gone == {"deleted": [f"{first}/card.txt"], "freed": SIZE, "usage": SIZE}
    old = owner.delete(f"/{second}", max_age=3).json()
    assert old == {"deleted": [], "freed": 0, "usage": SIZE}


def test_arguments_in_the_query_of_a_delete(local: Owner) -> None:
    (_, url), (other, _) = local.card(), local.card()
    base = f"{local.service.url}{FILES}"
    dry = local.http.delete(base, params={"dry_run": "true", "max_age": "0"}, timeout=10).json()
    assert len(dry["deleted"]) == 2 and len(local.names()) == 2
    assert local.delete(recursive=False).json()["deleted"] == []
    local.http.delete(base, params={"urls": [url]}, timeout=10)
    assert local.names() == {f"{other}/card.txt"}
    both = local.http.delete(base, params={"dry_run": "true"}, json={"max_age": 0}, timeout=10)
    assert error(both)["name"] == "dry_run" and len(local.names()) == 1
    secret = local.secret
    anonymous = requests.delete(base, json={"secret": secret}, timeout=10)
    assert anonymous.json()["deleted"] == [f"{other}/card.txt"]
    listed = requests.get(base, params={"secret": secret}, timeout=10)
    assert listed.json()["usage"] == 0


def test_only_the_secret_opens_the_storage_methods(local: Owner) -> None:
    base, key = local.service.url, local.api_key
    calls = [("GET", FILES), ("DELETE", FILES), ("GET", EXPIRATION), ("POST", EXPIRATION)]
    for method, path in calls:
        body = {"days": 1} if method == "POST" else None
        assert requests.request(method, base + path, json=body, timeout=10).status_code == 401
        wrong = {"Authorization": "Secret nonsense"}
        answer = requests.request(method, base + path, json=body, headers=wrong, timeout=10)
        assert error(answer, 401)["description"] == "wrong secret key"
        header = {"Authorization": f"Api-Key {key}", "Referer": "http://localhost/"}
        answer = requests.request(method, base + path, json=body, headers=header, timeout=10)
        assert "needs the secret" in error(answer, 401)["description"]
    answer = requests.get(base + FILES, params={"api_key": key}, timeout=10)
    assert error(answer, 401)["name"] == "api_key"


@pytest.mark.parametrize(
    ("body", "name", "text"),
    [
        ({"from": "yesterday"}, "from", "'yesterday' is not an ISO 8601 date"),
        ({"to": "2013-13-01"}, "to", "'2013-13-01' is not an ISO 8601 date"),
        ({"to": 20131028}, "to", "20131028 is not an ISO 8601 date"),
        ({"from": "2014-01-02", "to": "2014-01-01"}, "from", "later than 'to'"),
        ({"from": "2014-01-01T00:00-01:00", "to": "2014-01-01"}, "from", "later than 'to'"),
        ({"max_age": -1}, "max_age", "-1 is not allowed, must be at least 0 days"),
        ({"max_age": "3"}, "max_age", "'3' is not a number of days"),
        ({"max_age": True}, "max_age", "true is not a number of days"),
        ({"max_age": None}, "max_age", "max_age is null"),
        ({"max_age": [1]}, "max_age", "[1] is not a number of days"),
        ({"dry_runn": True}, "dry_runn", "did you mean 'dry_run'?"),
        ({"older": "x"}, "older", "choose one of: 'recursive'"),
        ({"dry_run": "perhaps"}, "dry_run", "not a boolean"),
        ({"dry_run": None}, "dry_run", "dry_run is null"),
        ({"urls": "http://x/y"}, "urls", "is not a list of URLs"),
        ({"urls": [7]}, "urls", "is not a list of URLs"),
        ({"urls": None}, "urls", "urls is null"),
        ({"urls": ["http://x/y"]}, "urls", "is not the URL of an output file of this account"),
    ],
)
def test_wrong_arguments_delete_nothing(
    local: Owner, body: dict[str, Any], name: str, text: str
) -> None:
    local.card()
    found = error(local.delete(**body))
    assert (found["name"], found["location"]) == (name, "body")
    assert text in found["description"]
    assert len(local.names()) == 1


def test_wrong_queries_and_bodies(local: Owner) -> None:
    assert error(local.get(max_age="nan"))["location"] == "querystring"
    assert error(local.get(max_age="1e999"))["name"] == "max_age"
    assert error(local.get(recursive="maybe"))["name"] == "recursive"
    assert error(local.get(limit=5))["name"] == "limit"
    url = f"{local.service.url}{FILES}"
    for body in (b"{", b"[]", b"7", b'"dry_run"'):
        assert error(local.http.delete(url, data=body, timeout=10))["name"] == "body"
    far = {"from": "0001-01-01T00:00+23:59", "to": "9999-12-31T23:59:59-23:59"}
    assert local.delete(**far).json()["deleted"] == []


def test_expiration(local: Owner) -> None:
    url = f"{local.service.url}{EXPIRATION}"
    assert local.get(EXPIRATION).json() == 0
    assert local.http.post(url, json={"days": 30}, timeout=10).json() == 30
    assert local.get(EXPIRATION).json() == 30
    for days in (-1, 1.5, True, None, "7", 36_501, 10**30, [1]):
        answer = local.http.post(url, json={"days": days}, timeout=10)
        assert error(answer)["name"] == "days"
    assert error(local.http.post(url, json={}, timeout=10))["description"] == "days is missing"
    assert error(local.http.post(url, json={"day": 1}, timeout=10))["name"] == "day"
    assert local.get(EXPIRATION).json() == 30
    other = new_owner(local.service)
    assert other.get(EXPIRATION).json() == 0
    assert local.http.post(url, params={"days": "0"}, timeout=10).json() == 0
    assert local.get(EXPIRATION).json() == 0


def test_expired_files_are_not_counted_once_swept(brief: Service) -> None:
    owner = new_owner(brief)
    (old, _), (young, _) = owner.card(), owner.card()
    yesterday = time.time() - 2 * 86400
    path = brief.data_dir / "files" / "persistent" / owner.name / old / "card.txt"
    os.utime(path, (yesterday, yesterday))
    time.sleep(0.5)
    assert len(owner.names()) == 2
    owner.http.post(f"{brief.url}{EXPIRATION}", json={"days": 1}, timeout=10)
    until = time.monotonic() + 10
    while len(owner.names()) == 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert owner.names() == {f"{young}/card.txt"}
    assert owner.get().json()["usage"] == SIZE


# One account never sees, guesses or deletes another's files.


def attacked(service: Service) -> tuple[Owner, Owner, str, str]:
    """A victim, an attacker, and the victim's key and URL."""
    victim, attacker = new_owner(service), new_owner(service)
    return victim, attacker, *victim.card()


def test_another_accounts_key_is_unknown(stored: Service) -> None:
    victim, attacker, key, _ = attacked(stored)
    for path in (key, f"{key}/", f"{key}/card.txt"):
        answers = [attacker.get(f"{FILES}/{path}"), attacker.delete(f"/{path}")]
        for answer in answers:
            found = error(answer, 404)
            nobody = attacker.get(f"{FILES}/{path.replace(key, 'A' * 26)}")
            assert found["description"].replace(key, "A" * 26) == error(nobody, 404)["description"]
    assert attacker.get(recursive=True).json() == {"files": [], "directories": [], "usage": 0}
    assert attacker.delete().json() == {"deleted": [], "freed": 0, "usage": 0}
    assert victim.names() == {f"{key}/card.txt"}


def test_another_accounts_url_is_refused_whether_it_exists_or_not(stored: Service) -> None:
    victim, attacker, key, url = attacked(stored)
    own, own_url = attacker.card()
    texts = set()
    for wrong in (url, url.replace(key, "A" * 26)):
        found = error(attacker.delete(urls=[own_url, wrong]))
        texts.add(found["description"].replace(key, "A" * 26))
    assert len(texts) == 1
    base = stored.url
    for wrong in (
        own_url.replace(base, "http://elsewhere.example"),
        own_url.replace(base, base + "@elsewhere.example"),
        own_url + "?download=x",
        own_url + "#x",
        own_url + "/",
        own_url.replace(f"/{own}/", f"/{own}/../{own}/"),
        own_url.replace(f"/{own}/", f"/../{victim.name}/{key}/"),
        own_url.replace(f"/{own}/", f"/%2e%2e/{victim.name}/{key}/"),
        own_url.removesuffix("/card.txt"),
        own_url.replace("/persistent/", "/volatile/"),
        f"{base}/files/persistent/{attacker.name}",
        f"{base}/files/persistent/{attacker.name}/",
        url.replace(victim.name, victim.name.upper()),
        "",
    ):
        assert error(attacker.delete(urls=[own_url, wrong]))["name"] == "urls", wrong
    assert attacker.names() == {f"{own}/card.txt"} and victim.names() == {f"{key}/card.txt"}


def test_no_path_leads_out(stored: Service) -> None:
    victim, attacker, key, _ = attacked(stored)
    own, _ = attacker.card()
    name = victim.name
    paths = (
        f"../{name}/{key}",
        f"{own}/../../{name}/{key}/card.txt",
        f"./{own}",
        f"{own}/./card.txt",
        f"{own}//card.txt",
        f"/{own}",
        "//etc/passwd",
        f"%2e%2e/{name}/{key}",
        f"..%2f{name}%2f{key}",
        f"%2e%2e%2f{name}%2f{key}%2fcard.txt",
        f"{own}%2fcard.txt",
        f"{own}%252fcard.txt",
        f"..%5c{name}%5c{key}",
        f"{own}/card.txt%00",
        f"{own}/card.txt%0a",
        f"%00{own}",
        f"{own}/*",
        f"{own.lower()}",
        f"{own}/card.txt/x",
        f"..;/{name}/{key}",
        f"persistent/{name}/{key}",
        # Look-alikes of A-Z, of the full stop and of the slash, as UTF-8.
        "%EF%BC%A1" * 26,
        "%D0%90" + own[1:],
        f"%EF%BC%8E%EF%BC%8E/{name}/{key}",
        f"%E2%80%A5/{name}/{key}",
        f"..%EF%BC%8F{name}%EF%BC%8F{key}",
        f"..%C0%AF{name}%C0%AF{key}",
        f"..%E2%88%95{name}",
        f"{own}/c%D0%B0rd.txt",
        f"{own}/%E2%80%AEcard.txt",
        "x" * 5000,
    )
    for path in paths:
        for method in ("GET", "DELETE"):
            status, body = attacker.raw(method, f"{FILES}/{path}")
            assert status == 404, (method, path, body)
            assert b'"status":"error"' in body and b"dragonet-data" not in body
    assert attacker.names() == {f"{own}/card.txt"} and victim.names() == {f"{key}/card.txt"}


def test_an_account_whose_name_begins_like_anothers(stored: Service) -> None:
    short = new_owner(stored)
    longer = Owner(stored, f"{short.name}-more")
    key, _ = longer.card()
    assert short.get().json() == {"files": [], "directories": [], "usage": 0}
    assert short.delete().json()["deleted"] == []
    assert longer.names() == {f"{key}/card.txt"}


def test_symbolic_links_in_the_store_lead_nowhere(service: Service, tmp_path: Path) -> None:
    victim, attacker, key, _ = attacked(service)
    own, _ = attacker.card()
    root = service.data_dir / "files" / "persistent"
    mine = root / attacker.name
    (tmp_path / "secret.txt").write_text("secret")
    (mine / ("A" * 26)).symlink_to(root / victim.name / key)
    (mine / own / "link.txt").symlink_to(root / victim.name / key / "card.txt")
    (mine / own / "out.txt").symlink_to(tmp_path / "secret.txt")
    (mine / own / "loop.txt").symlink_to("loop.txt")
    (mine / own / "pipe.txt").parent.joinpath("dir.txt").mkdir()
    found = attacker.get(recursive=True).json()
    assert [file["name"] for file in found["files"]] == [f"{own}/card.txt"]
    assert found["usage"] == SIZE
    assert attacker.get().json()["directories"] == [f"{own}/"]
    for path in ("A" * 26, f"{'A' * 26}/card.txt", f"{own}/link.txt", f"{own}/out.txt"):
        assert attacker.get(f"{FILES}/{path}").status_code == 404
        assert attacker.delete(f"/{path}").status_code == 404
    assert attacker.delete().json()["deleted"] == [f"{own}/card.txt"]
    assert victim.names() == {f"{key}/card.txt"}
    assert (tmp_path / "secret.txt").read_text() == "secret"


def test_uploads_are_no_output_files(service: Service) -> None:
    for path in ("uploads", f"uploads/default/{'A' * 26}/000000-00", "uploads/default"):
        assert service.get(f"/files/{path}").status_code == 404
