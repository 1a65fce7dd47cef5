from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.api.downloads import disposition


def _saved(value: str) -> str:
    """The file name as another reader of the header (the email package) understands it."""
    message = Message()
    message["content-disposition"] = value
    assert message.get_content_disposition() == "attachment"
    name = message.get_filename()
    assert name is not None
    return name


@pytest.mark.parametrize(
    ("wanted", "name", "saved"),
    [
        ("", "output.jpg", "output.jpg"),
        ("cat.jpg", "output.jpg", "cat.jpg"),
        ("cat.jpeg", "output.jpg", "cat.jpeg"),
        ("cat", "output.jpg", "cat.jpg"),
        ("cat.html", "output.txt", "cat.html.txt"),
        ("cat.exe", "output.bin", "cat.exe.bin"),
        ("cat.bin", "output.bin", "cat.bin"),
        ("cat.exe", "output", "cat.exe"),
        ("../../etc/passwd", "output.txt", "etc passwd.txt"),
        ("..\\..\\cat.jpg", "output.jpg", "cat.jpg"),
        (".bashrc", "output.txt", "bashrc.txt"),
        ('a";x="b.jpg', "output.jpg", "a ;x= b.jpg"),
        ("a\r\nSet-Cookie: x=1", "output.jpg", "aSet-Cookie x=1.jpg"),
        ("gpj.\u202eexe.jpg", "output.jpg", "gpj.exe.jpg"),
        ("my  cat.jpg", "output.jpg", "my cat.jpg"),
        ("   ", "output.jpg", "output.jpg"),
        ("...", "output.jpg", "output.jpg"),
    ],
)
def test_saved_name(wanted: str, name: str, saved: str) -> None:
    assert _saved_name(disposition(wanted, name)) == saved


def _saved_name(value: str) -> str:
    """As browsers do: `filename*` rules over `filename`."""
    _, _, extended = value.partition("filename*=")
    return _saved(f"attachment; filename*={extended}" if extended else value)


def test_names_of_other_scripts_survive() -> None:
    value = disposition("Кот на крыше.jpg", "output.jpg")
    assert 'filename="___ __ _____.jpg"' in value
    assert _saved_name(value) == "Кот на крыше.jpg"


def test_long_names_are_cut_and_keep_their_type() -> None:
    assert disposition("a" * 5000, "output.jpg") == f'attachment; filename="{"a" * 100}.jpg"'


@given(st.text(max_size=200), st.sampled_from(["output.jpg", "output.txt", "output.bin", "output"]))
def test_no_name_breaks_out_of_the_header(wanted: str, name: str) -> None:
    value = disposition(wanted, name)
    assert value.isascii() and value.isprintable()
    assert value.count('"') == 2 and "\\" not in value and "/" not in value
    saved = _saved_name(value)
    assert saved.strip(". ") == saved != ""
    if name != "output":
        assert saved.endswith(("." + name.rpartition(".")[2], ".jpeg", ".JPG", ".TXT"))
