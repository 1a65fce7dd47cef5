"""FFmpeg's own filters for looks that it has: CPU time a frame of 1280x720."""

import resource
import subprocess
from functools import cache

from dragonet.sxml.look import Look

_FRAMES = 60
_XFADE = {
    "crossfade": "fade",
    "wipe": "smoothleft",
    "move": "slideleft",
    "circle": "circleopen",
    "radial": "radial",
    "pixelize": "pixelize",
    "zoom": "zoomin",
}
"""Transitions by the name that the filter `xfade` has for them."""

_FILTERS = {
    "blur": "gblur=sigma=5",
    "hblur": "gblur=sigma=5:sigmaV=0.01",
    "colormap": "format=gbrp,colorchannelmixer=.39:.77:.19:0:.35:.69:.17:0:.27:.53:.13",
    "noise": "noise=alls=20:allf=t",
    "key": "format=yuva420p,chromakey=green",
    "alpha": "fade=d=2.4",
    "frame": "drawbox=t=36:c=white",
}


@cache
def peer(look: Look) -> float | None:
    """Milliseconds that FFmpeg needs for a frame of it; None where it has nothing like it."""
    if look.kind == "transition" and look.name in _XFADE:
        found = f"xfade={_XFADE[look.name]}:duration=2.4:offset=0"
        return _taken(f"[0][1]{found}") - _taken("[1]nullsink;[0]null")
    if look.kind == "filter" and look.name in _FILTERS:
        return max(0.1, _taken(f"[0]{_FILTERS[look.name]}") - _taken("[0]null"))
    if look.kind == "effect" and look.name == "kenburns":
        return _taken("[0]zoompan=z='1+on/600':d=1:s=1280x720") - _taken("[0]null")
    return None


@cache
def _taken(graph: str) -> float:
    source = "nullsrc=s=1280x720:r=25,geq=128+100*sin(X/40):128:128,trim=end_frame=1"
    still = f"{source},loop=-1:1,setpts=N"
    command = ("ffmpeg", "-v", "error", "-nostdin", "-filter_complex_threads", "1")
    inputs = ("-f", "lavfi", "-i", still) * 2
    output = ("-frames:v", str(_FRAMES), "-f", "null", "-")
    best = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, *inputs, "-filter_complex", graph, *output], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(best) / _FRAMES
