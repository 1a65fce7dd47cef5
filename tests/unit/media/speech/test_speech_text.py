"""What a text is read as: by sentences, in words, with pauses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.media.speech.sentences import LONGEST, pieces
from dragonet.media.speech.voices import VOICES, VoiceName


def read(text: str) -> list[str]:
    return [piece.text for piece in pieces(text)]


READ = {
    # sentences
    "On Jan. 5th 2014 we met.": ["On January 5th 2014 we met."],
    "Mr. J. K. Rowling met Dr. No. He left at 5 p.m. Then it rained.": [
        "Mister J K Rowling met Doctor No.", "He left at 5 PM.", "Then it rained."],
    "He lives at 12 Main St. The house is in St. Louis.": [
        "He lives at 12 Main Street.", "The house is in Saint Louis."],
    'He said "Go." Then left. (Really.)': ['He said "Go."', "Then left.", "(Really.)"],
    "It is I. You know.": ["It is I.", "You know."],
    "Wait...what? Yes.No.": ["Wait…", "what?", "Yes.", "No."],
    # dates and times
    "2014-01-05, 2014/1/5, 05.01.2014": ["January 5, 2014, January 5, 2014, January 5, 2014"],
    "2014-01-05T15:45:00Z": ["January 5, 2014 at 15:45 UTC"],
    "10am–5pm, Mon.–Fri.": ["10 AM to 5 PM, Monday to Friday"],
    "the 80s, '60s": ["the 80s, sixties"],
    # money
    "It costs $3.50, €1.2M, £20 and $0.99.": [
        "It costs 3 dollars and 50 cents, 1.2 million euros, 20 pounds and 99 cents."],
    "$1, 5 €, 3,50 €, ¥500, $5-10, $20/month, -$5, £1.01": [
        "1 dollar, 5 euros, 3 euros and 50 cents, 500 yen, 5 to 10 dollars, 20 dollars per month, "
        "minus 5 dollars, 1 pound and 1 penny"],
    # numbers
    "50% of 1234 birds in 1999": ["50 percent of 1,234 birds in 1999"],
    "Call (555) 123-4567 or +1 555-123-4567, PIN 0042": [
        "Call 5 5 5, 1 2 3, 4 5 6 7 or plus 1, 5 5 5, 1 2 3, 4 5 6 7, PIN 0 0 4 2"],
    "9" * 30: [" ".join("9" * 30)],
    "v 2.0.1, 3:1, 4-2. 5 - 3 = 2": ["v 2 point 0 point 1, 3 to 1, 4 to 2.", "5 minus 3 = 2"],
    # units
    "5 km at 100 km/h, 1 kg, 3.5GHz, -5 °C, 6'2\", 50 m²": [
        "5 kilometers at 100 kilometers per hour, 1 kilogram, 3.5 gigahertz, "
        "minus 5 degrees Celsius, 6 feet 2 inches, 50 square meters"],
    # words and signs
    "E.g. this vs. that, etc. Fig. 3 on p. 12": [
        "for example, this versus that, etcetera figure 3 on page 12"],
    "The U.S. Army, the FBI & AT&amp;T": ["The US Army, the FBI and AT and T"],
    "a < b, 5 > 3, C#, CO2, the XIX century": [
        "a less than b, 5 greater than 3, C sharp, C.O 2, the 19th century"],
    "See https://www.example.com/a-b?x=1. Mail joe.doe@example.com!": [
        "See example dot com slash a dash b.", "Mail joe dot doe at example dot com!"],
    "IT WAS REALLY GREAT, NASA": ["It was really great, nasa"],
    # what cannot be spoken
    "Hello 😀👍🏽 мир 日本 world \u200b\x00!": ["Hello world!"],
    "<speak><b>bold</b> <a href='http://x.test/'>text</a></speak>": ["bold text"],
    "# Title\n\n- one\n- two": ["Title", "one", "two"],
    "π, Ω": ["pi, omega"],
    "[link](http://x.test) [x](/həlˈO/)": ["link x"],
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_text_is_read_as_a_person_would(text: str) -> None:
    assert read(text) == READ[text]


@pytest.mark.parametrize(
    "text", ["", " \n\t", "...", "😀", "日本語。", "<b></b>", "<break/>", "-—*"]
)
def test_nothing_to_say(text: str) -> None:
    assert pieces(text) == []


def test_pauses_follow_the_punctuation() -> None:
    found = pieces("One. Two… Three\n\nFour <break time='900ms'/> five <break time='1h'/> six")
    assert [piece.pause for piece in found] == [0.4, 0.6, 0.75, 0.9, 0.4, 0.4]
    assert pieces("a <break time='99s'/> b")[0].pause == 10


def test_long_sentences_are_cut_at_clauses() -> None:
    clause = "the river runs slowly past the quiet town, "
    parts = read("Today " + clause * 20)
    assert len(parts) > 3
    assert all(len(part) <= LONGEST and part.endswith(",") for part in parts)
    assert " ".join(parts) == ("Today " + clause * 20).strip()


@given(
    st.text(alphabet=st.sampled_from("aZé9 0,.:;-–/$€%<>&@#'\"()\n!?…°²mπж😀[]*="), max_size=600)
)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_short_pieces(text: str) -> None:
    for piece in pieces(text):
        assert len(piece.text) <= LONGEST + 10
        assert any(character.isalnum() for character in piece.text)


def test_every_voice_is_in_the_table() -> None:
    assert set(VOICES) == set(VoiceName.__args__)  # type: ignore[attr-defined]
    assert {name for name in VOICES if VOICES[name].gender == "male"} == {
        "neospeech:paul", "att:mike", "att:alberto"}  # fmt: skip
