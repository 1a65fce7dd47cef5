"""The speech of `<audio voice>`."""

from pathlib import Path

from dragonet.errors import ParameterError
from dragonet.media.audio.encode import open_writer
from dragonet.media.speech.speak import speak
from dragonet.sxml.problems import SxmlError, problem
from dragonet.sxml.tree import Node


def spoken(node: Node, path: Path) -> float:
    """Speak the text of an audio into a WAV file; its length in seconds.

    Raises SxmlError if nothing in the text can be spoken.
    """
    try:
        speech = speak(node.text, node["voice"])
        with open_writer(path, "wav", speech.rate, "mono") as file:
            for block in speech:
                file.write(block)
    except ParameterError as error:
        raise SxmlError([problem(node.line, node.element, error.text)]) from error
    return file.samples / speech.rate
