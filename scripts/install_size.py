"""``python -m scripts.install_size``: how big the product is once pip has installed it, packages by size.

Makes a fresh virtual environment in a temporary folder and counts what the files under site-packages take on
the disk, bytecode included, pip and setuptools left out. Needs the network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_NOT_OURS = ("pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence")
_MB = 1e6
_SMALLEST_SHOWN = 2e6


def bytes_on_disk(path: Path) -> int:
    """What ``path`` and all under it take, in blocks where the system tells."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(getattr(stat, "st_blocks", 0) * 512 or stat.st_size for stat in (f.stat() for f in files))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        paths = sysconfig.get_paths(vars={"base": folder, "platbase": folder})
        python = Path(paths["scripts"]) / ("python.exe" if os.name == "nt" else "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(_ROOT)], check=True)
        site = Path(paths["purelib"])
        sizes = {path.name: bytes_on_disk(path) for path in site.iterdir()}
    ours = {
        name: size for name, size in sizes.items() if name.split("-")[0].removesuffix(".pth") not in _NOT_OURS
    }
    for name, size in sorted(ours.items(), key=lambda pair: -pair[1]):
        if size >= _SMALLEST_SHOWN:
            sys.stdout.write(f"{size / _MB:6.1f} MB  {name}\n")
    sys.stdout.write(f"{sum(ours.values()) / _MB:6.1f} MB in all\n")


if __name__ == "__main__":
    main()
