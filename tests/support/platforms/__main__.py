"""Run the fakes by hand: prints the settings of a Dragonet that uploads to them."""

import sys
import time

from support.platforms.server import Platforms


def main() -> None:
    with Platforms(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as platforms:
        for name, value in platforms.settings.items():
            print(f"export {name}={value}")
        print("export DRAGONET_FETCH_ALLOW=127.0.0.0/8")
        print(f"# a signed URL: {platforms.s3.sign('clip.mp4', life=86400)}", flush=True)
        seen: dict[str, int] = {}
        while True:
            time.sleep(0.5)
            for fake in (platforms.youtube, platforms.facebook, platforms.vimeo, platforms.s3):
                name = type(fake).__name__
                for video in fake.videos[seen.get(name, 0) :]:
                    print(f"{name}: {len(video.data)} bytes, {video.fields}", flush=True)
                seen[name] = len(fake.videos)


if __name__ == "__main__":
    main()
