"""The commands that `video_create.py` compares: how each competitor renders the same movie."""

import shutil
import subprocess
import sys
from pathlib import Path

from common import HERE, PEERS, PEERS_PYTHON

SECONDS, FPS = 20, 25
REMOTION = PEERS / "remotion"
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "128k")
FFMPEG = ("ffmpeg", "-v", "error", "-nostdin", "-y")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


def graph(width: int, height: int, prescale: int = 0) -> str:
    """FFmpeg's filtergraph of the movie."""
    frames, steps = 144, []
    before = f"scale={prescale}:-2," if prescale else ""
    for place in range(4):
        move = (
            f"z='1+0.25*on/{frames}':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'"
            if place % 2 == 0
            else f"z='1.25-0.12*on/{frames}':x='(iw-iw/zoom)*on/{frames}':y='(ih-ih/zoom)/2'"
        )
        zoom = f"zoompan={move}:d={frames}:s={width}x{height}:fps={FPS}"
        steps.append(f"[{place}:v]{before}{zoom},format=yuv420p[p{place}]")
    last = "p0"
    for place in range(1, 4):
        steps.append(f"[{last}][p{place}]xfade=fade:duration=1:offset={4.75 * place}[x{place}]")
        last = f"x{place}"
    shift = max(2, height // 240)
    across = "-tw+(w+tw)/2*(1-pow(1-min(t-1\\,1)\\,2))"
    steps.append(
        f"[{last}]drawtext=fontfile={FONT}:text='Summer Holiday 2024':fontsize={height // 9}"
        f":fontcolor=white:shadowx={shift}:shadowy={shift}:shadowcolor=black@0.6:x='{across}'"
        f":y=h*0.7:enable='between(t,1,5)'[v];[4:a]afade=t=out:st=18:d=2[a]"
    )
    return ";".join(steps)


def commands(
    media: Path, out: Path, width: int, height: int
) -> dict[str, tuple[list[str], dict[str, str]]]:
    """The command of each competitor that is installed, with its environment."""

    def filtergraph(prescale: int) -> list[str]:
        inputs = [word for n in range(1, 5) for word in ("-i", str(media / f"photo{n}.jpg"))]
        drawn = graph(width, height, prescale)
        maps = ("-filter_complex", drawn, "-map", "[v]", "-map", "[a]", "-t", str(SECONDS))
        target = str(out / f"ffmpeg{prescale}.mp4")
        return [*FFMPEG, *inputs, "-i", str(media / "music.wav"), *maps, *X264, *AAC, target]

    def floor(movie: list[str], name: str) -> list[str]:
        """FFmpeg fed with the frames of a movie that is made here."""
        raw = out / f"{name}.yuv"
        subprocess.run(movie, check=True, stdout=subprocess.DEVNULL)
        bare = ("-f", "rawvideo", "-pix_fmt", "yuv420p")
        subprocess.run([*FFMPEG, "-i", movie[-1], *bare, str(raw)], check=True)
        source = (*bare, "-s", f"{width}x{height}", "-r", str(FPS), "-i", str(raw))
        return [*FFMPEG, *source, *sound, *X264, *AAC, str(out / f"{name}.mp4")]

    sound = ("-i", str(media / "music.wav"), "-t", str(SECONDS), "-af", "afade=t=out:st=18:d=2")
    script = str(HERE / "movie" / "movie.xml")
    ours = [sys.executable, "-m", "dragonet", "render", str(media / "movie.xml")]
    shutil.copy(script, media / "movie.xml")
    profile = {360: "360p", 720: "720p"}[height]
    ours += ["--profile", profile, "--preset", "veryfast", "--crf", "23"]
    ours += ["-o", str(out / "dragonet.mp4")]
    found: dict[str, tuple[list[str], dict[str, str]]] = {
        "ffmpeg": (filtergraph(0), {}),
        "x264 alone": (floor(filtergraph(0), "floor"), {}),
        "x264, our frames": (floor(ours, "floor of ours"), {}),
        "dragonet": (ours, {}),
        "ffmpeg prescaled": (filtergraph(8000), {}),
    }
    python = PEERS_PYTHON / "python"
    if _has_moviepy(python):
        arguments = [str(media), str(width), str(height), str(out / "moviepy.mp4"), FONT]
        moviepy = [str(python), str(HERE / "movie" / "moviepy_movie.py"), *arguments]
        found["MoviePy 2"] = (moviepy, {})
    if shutil.which("melt"):
        found["melt"] = (melt(media, out, width, height), {"QT_QPA_PLATFORM": "offscreen"})
    if (REMOTION / "node_modules").exists() and shutil.which("chromium"):
        found["Remotion"] = (remotion(media, out, height), {})
    return found


def _has_moviepy(python: Path) -> bool:
    asked = [str(python), "-c", "import moviepy; moviepy.ImageClip.resized"]
    return (
        python.exists() and subprocess.run(asked, check=False, capture_output=True).returncode == 0
    )


def melt(media: Path, out: Path, width: int, height: int) -> list[str]:
    """MLT's command: affine filters for Ken Burns, luma mixes, text moved by a transition."""
    profile = out / "melt.profile"
    lines = {
        "description": "bench",
        "frame_rate_num": FPS,
        "frame_rate_den": 1,
        "width": width,
        "height": height,
        "progressive": 1,
        "sample_aspect_num": 1,
        "sample_aspect_den": 1,
        "display_aspect_num": width,
        "display_aspect_den": height,
        "colorspace": 709,
    }
    profile.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    zooms = (f"0=0 0 {width} {height} 1", _rect(143, -0.125, -0.125, 1.25, width, height))
    pans = (
        _rect(0, 0, -0.125, 1.25, width, height),
        _rect(143, -0.13, -0.065, 1.13, width, height),
    )
    words = ["melt", "-profile", str(profile)]
    for number in range(1, 5):
        rect = ";".join(zooms if number % 2 else pans)
        affine = ("-attach", "affine", "background=colour:0", f"transition.rect={rect}")
        words += [str(media / f"photo{number}.jpg"), "out=143", *affine]
        words += ["-mix", "25", "-mixer", "luma"] if number > 1 else []
    title = out / "title.txt"
    title.write_text("Summer Holiday 2024")
    size, shift = height // 9, max(2, height // 240)
    for colour in ("0x00000099", "0xffffffff"):
        text = (f"fgcolour={colour}", "family=DejaVu Sans", "weight=700", f"size={size}")
        words += ["-track", "-blank", "24", f"pango:{title}", *text, "align=centre", "out=99"]
    words += ["-audio-track", str(media / "music.wav"), "out=499"]
    words += ["-attach", "volume", "level=0=0;450=0;499=-60"]
    for track, offset in ((1, shift), (2, 0)):
        top = height * 70 // 100 + offset
        box = f"{top} {width} {size * 3 // 2} 1"
        rect = f"0={-width} {box};25={offset} {box};99={offset} {box}"
        words += ["-transition", "affine", "a_track=0", f"b_track={track}", "in=25", "out=124"]
        words += [f"rect={rect}", "halign=center", "valign=middle", "fill=0"]
    words += ["-transition", "mix", "a_track=0", "b_track=3", "always_active=1", "sum=1"]
    codecs = ("vcodec=libx264", "preset=veryfast", "crf=23", "pix_fmt=yuv420p")
    target = f"avformat:{out / 'melt.mp4'}"
    more = ("acodec=aac", "ab=128k", "threads=0", "real_time=-1", "rescale=bilinear", "out=499")
    return [*words, "-consumer", target, *codecs, *more, "terminate_on_pause=1", "-silent"]


def _rect(frame: int, x: float, y: float, zoom: float, width: int, height: int) -> str:
    place = [round(value) for value in (x * width, y * height, zoom * width, zoom * height)]
    return f"{frame}={' '.join(map(str, place))} 1"


def remotion(media: Path, out: Path, height: int) -> list[str]:
    """Remotion's command on a bundle that is made beforehand."""
    sources, public = REMOTION / "src", REMOTION / "public"
    sources.mkdir(exist_ok=True)
    public.mkdir(exist_ok=True)
    shutil.copy(HERE / "movie" / "remotion.jsx", sources / "index.jsx")
    for name in ("photo1.jpg", "photo2.jpg", "photo3.jpg", "photo4.jpg", "music.wav"):
        shutil.copy(media / name, public / name)
    program = str(REMOTION / "node_modules" / ".bin" / "remotion")
    bundle = [program, "bundle", "src/index.jsx", "--out-dir", "build", "--log=error"]
    subprocess.run(bundle, cwd=REMOTION, check=True, capture_output=True)
    options = ("--codec=h264", "--x264-preset=veryfast", "--crf=23", "--audio-bitrate=128k")
    browser = f"--browser-executable={shutil.which('chromium')}"
    mode = ("--chrome-mode=chrome-for-testing", "--concurrency=2", "--log=error", "--overwrite")
    target = str(out / "remotion.mp4")
    build = str(REMOTION / "build")
    return [program, "render", build, f"movie{height}", target, browser, *mode, *options]
