import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.errors import FileNotStoredError, TaskError
from dragonet.storage.paths import checked_file, checked_folder, is_file, output_path

KEY = "5OYA5JQVFIAHYOMLQG5QV3U33M"

UNSAFE = [
    "",
    "/",
    ".",
    "..",
    "volatile",
    f"volatile/{KEY}",
    f"volatile/{KEY}/",
    f"volatile/{KEY}/.",
    f"volatile/{KEY}/..",
    f"volatile/{KEY}/.hidden",
    f"volatile/{KEY}/../{KEY}/a.jpg",
    f"volatile/../volatile/{KEY}/a.jpg",
    f"/volatile/{KEY}/a.jpg",
    f"volatile//{KEY}/a.jpg",
    f"volatile/{KEY}//a.jpg",
    f"volatile/{KEY}/a.jpg/",
    f"volatile/{KEY}/a.jpg\n",
    f"volatile/{KEY}/a\x00.jpg",
    f"volatile/{KEY}/a\\b.jpg",
    f"volatile\\{KEY}\\a.jpg",
    f"volatile/{KEY}/a%2fb.jpg",
    f"volatile/{KEY}/%2e%2e",
    f"volatile/{KEY}/a b.jpg",
    f"volatile/{KEY}/é.jpg",
    f"volatile/{KEY}/a∕b.jpg",
    f"volatile/{KEY}/．．",
    f"ｖolatile/{KEY}/a.jpg",
    f"volatile/{KEY.lower()}/a.jpg",
    f"volatile/{KEY[:-1]}/a.jpg",
    f"volatile/{KEY}A/a.jpg",
    f"volatile/{KEY[:-1]}1/a.jpg",
    f"volatile/{KEY[:-1]}Ａ/a.jpg",
    f"volatile/{KEY}/" + "a" * 129,
    f"persistent/{KEY}/a.jpg",
    f"persistent/../{KEY}/a.jpg",
    f"persistent/-acme/{KEY}/a.jpg",
    f"persistent/Acme/{KEY}/a.jpg",
    f"persistent/a.b/{KEY}/a.jpg",
    f"volatile/acme/{KEY}/a.jpg",
    f"other/{KEY}/a.jpg",
    ".uploads/0123456789abcdef",
]


@pytest.mark.parametrize("path", UNSAFE)
def test_unsafe_paths_are_no_files(path: str) -> None:
    with pytest.raises(FileNotStoredError, match="there is no file"):
        checked_file(path)


@pytest.mark.parametrize("name", ["output.jpg", "a", "A-b_c.tar.gz", "9.ts", "a" * 128])
def test_names_that_tasks_make_are_files(name: str) -> None:
    assert output_path("volatile", "acme", KEY, name) == f"volatile/{KEY}/{name}"
    persistent = output_path("persistent", "acme-2", KEY, name)
    assert persistent == f"persistent/acme-2/{KEY}/{name}"
    assert checked_file(persistent) == persistent


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "é.jpg", "a b", "x" * 129, ".env"])
def test_a_task_cannot_name_its_output_otherwise(name: str) -> None:
    with pytest.raises(TaskError) as caught:
        output_path("volatile", "acme", KEY, name)
    assert repr(name) in caught.value.text


@given(st.text(max_size=60))
def test_no_text_at_all_leaves_its_folder(name: str) -> None:
    if is_file(f"volatile/{KEY}/{name}"):
        assert "/" not in name and name.isascii() and name.isprintable() and name[0] != "."


@pytest.mark.parametrize(
    "path",
    ["volatile", f"volatile/{KEY}", "persistent", "persistent/acme", f"persistent/acme/{KEY}"],
)
def test_folders(path: str) -> None:
    assert checked_folder(path) == checked_folder(f"{path}/") == path


@pytest.mark.parametrize(
    "path",
    ["", "/", "..", "volatile/..", "persistent//", f"volatile/{KEY}/x", ".uploads", "Volatile"],
)
def test_other_folders_are_refused(path: str) -> None:
    with pytest.raises(FileNotStoredError, match="there is no folder"):
        checked_folder(path)


def test_a_long_path_is_cut_in_the_text() -> None:
    with pytest.raises(FileNotStoredError) as caught:
        checked_file("a/" * 5000)
    assert len(caught.value.text) < 300
