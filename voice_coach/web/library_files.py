"""The part of Python's own modules that a page may need: no servers, mail, tests, or old alphabets."""

from __future__ import annotations

import io
import re
import zipfile

from voice_coach.web.numpy_files import zipped

_PACKAGES = "multiprocessing|unittest|wsgiref|xml|xmlrpc|turtledemo|lib2to3|idlelib|ensurepip|venv"
_MODULES = (
    "aifc|cgi|cgitb|doctest|ftplib|imaplib|mailbox|mailcap|modulefinder|nntplib|optparse|pdb|pickletools|pipes|"
    "poplib|profile|pstats|pyclbr|pydoc|smtplib|sndhdr|sunau|tabnanny|telnetlib|timeit|trace|uu|zipapp"
)
_CODECS = (
    r"big5\w*|cp(?!437)\w+|euc_\w+|gb\w+|hp_\w+|hz|iso\w+|johab|koi8_\w+|kz\w+|mac_\w+|ptcp\w+|"
    r"shift_\w+|tis_\w+"
)
_UNNEEDED = re.compile(
    rf"({_PACKAGES})/.*|({_MODULES})\.py|encodings/({_CODECS})\.py|http/(server|cookiejar|cookies)\.py"
)


def needed_library(archive: bytes) -> bytes:
    """``archive`` without what's ``_UNNEEDED``."""
    with zipfile.ZipFile(io.BytesIO(archive)) as whole:
        names = [name for name in whole.namelist() if not _UNNEEDED.fullmatch(name)]
        return zipped({name: whole.read(name) for name in names if not name.endswith("/")})
