"""The movie of `video_create.py` with MoviePy 2: folder of the media, width, height, output."""

import sys
from pathlib import Path

from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, TextClip, afx, vfx

MEDIA, WIDTH, HEIGHT, TARGET = (
    Path(sys.argv[1]),
    int(sys.argv[2]),
    int(sys.argv[3]),
    sys.argv[4],
)
FONT = sys.argv[5]
SHOWN, FADE = 5.75, 1.0


def photo(number: int):
    """One photo that is zoomed into, or panned over."""
    image = ImageClip(str(MEDIA / f"photo{number}.jpg")).with_duration(SHOWN)
    image = image.resized(width=int(WIDTH * 1.25))
    if number % 2:
        moving = image.resized(lambda t: 0.8 + 0.2 * t / SHOWN).with_position("center")
    else:
        moving = image.with_position(lambda t: (-WIDTH * 0.25 * t / SHOWN, -HEIGHT * 0.12))
    clip = CompositeVideoClip([moving], size=(WIDTH, HEIGHT)).with_duration(SHOWN)
    if number > 1:
        clip = clip.with_effects([vfx.CrossFadeIn(FADE)])
    return clip.with_start((number - 1) * (SHOWN - FADE))


def title(colour: str, offset: int, opacity: float):
    """The title or its shadow, sliding in from the left."""
    size = HEIGHT // 9
    clip = TextClip(
        font=FONT, text="Summer Holiday 2024", font_size=size, color=colour, margin=(4, size // 3)
    )
    half = (WIDTH - clip.w) / 2

    def place(time: float) -> tuple[float, float]:
        rest = (1 - min(time, 1)) ** 2
        return half - rest * (half + clip.w) + offset, HEIGHT * 0.7 + offset

    return clip.with_opacity(opacity).with_duration(4).with_start(1).with_position(place)


shift = max(2, HEIGHT // 240)
layers = [*(photo(number) for number in range(1, 5)), title("black", shift, 0.6)]
movie = CompositeVideoClip([*layers, title("white", 0, 1.0)], size=(WIDTH, HEIGHT))
sound = AudioFileClip(str(MEDIA / "music.wav")).subclipped(0, 20)
movie = movie.with_duration(20).with_audio(sound.with_effects([afx.AudioFadeOut(2)]))
movie.write_videofile(
    TARGET,
    fps=25,
    codec="libx264",
    preset="veryfast",
    audio_codec="aac",
    audio_bitrate="128k",
    ffmpeg_params=["-crf", "23", "-pix_fmt", "yuv420p"],
    logger=None,
)
