"""The virtual sound card: a PulseAudio server of our own, and every way in which it can fail.

``speaker`` and ``microphone`` are its defaults. What is played into ``room`` is what the microphone hears; an
echo path carries the speaker into the room. No hardware, no D-Bus, root or not, beside any other server.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.virtual_audio.recorder import Recorder
from tests.virtual_audio.waiting import wait_until
from voice_coach.audio.sample_time import SAMPLE_RATE

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
_SYSTEM_ALSA = Path("/usr/share/alsa/alsa.conf")
_ALSA_PLUGIN = "**/libasound_module_pcm_pulse.so"
_SPEAKER = "module-null-sink sink_name=speaker rate=48000 sink_properties=device.description=Speaker"
_MICROPHONE = "module-remap-source master=room.monitor source_name=microphone channels=1"
_MOST_AHEAD_USEC = 100_000
_QUIET_SERVER = (
    *("--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
    *("--disable-shm=yes", "--log-level=error"),
)


def missing_parts() -> str:
    """What this machine lacks for a virtual card; empty if nothing."""
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    if not _SYSTEM_ALSA.is_file():
        lacking.append(str(_SYSTEM_ALSA))
    elif not any(any(Path(folder).glob(_ALSA_PLUGIN)) for folder in ("/usr/lib", "/usr/lib64")):
        lacking.append("ALSA's pulse plug-in (libasound2-plugins)")
    return ", ".join(lacking)


class VirtualCard:
    """One server. A context manager; ``environment`` makes a child process use it and nothing else."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="virtual-card-"))
        self._socket = self._folder / "native"
        self._staff_entrance = self._folder / "staff"
        self._server: subprocess.Popen[bytes] | None = None
        self._warm: dict[str, subprocess.Popen[bytes]] = {}
        (self._folder / "home").mkdir()
        (self._folder / "asound.conf").write_text(
            f"<{_SYSTEM_ALSA}>\n"
            'pcm.!default { type pulse hint { show on description "default" } }\n'
            "ctl.!default { type pulse }\n"
            'pcm.headset { type pulse device headset hint { show on description "headset" } }\n',
            encoding="utf-8",
        )
        self.environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(self._folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self._folder / "cookie"),
            "ALSA_CONFIG_PATH": str(self._folder / "asound.conf"),
        }

    def __enter__(self) -> VirtualCard:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server. Only this rig gets in before both devices run: an earlier client finds a speaker
        that is two seconds ahead, and takes its silence for a loss."""
        script = self._folder / "server.pa"
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._staff_entrance}\n"
            f"load-module module-cli-protocol-unix socket={self._folder / 'cli'}\n"
            f"load-module {_SPEAKER}\n"
            "load-module module-null-sink sink_name=room rate=48000 channels=1\n"
            f"load-module {_MICROPHONE}\n"
            "set-default-sink speaker\nset-default-source microphone\n",
            encoding="utf-8",
        )
        self._server = subprocess.Popen(
            ["pulseaudio", "-n", "-F", str(script), *_QUIET_SERVER],
            env={**self.environment, "HOME": str(self._folder / "home")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self._answers, "the virtual sound server answers")
        self.keep_warm("microphone")
        self.keep_warm("speaker.monitor")
        wait_until(self._is_warm, "the virtual devices run")
        self._command(f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._socket}")
        wait_until(self._socket.exists, "the virtual sound server lets clients in")

    def keep_warm(self, source: str) -> None:
        """Keep a device running that would fall asleep: a virtual microphone loses the first two seconds when
        it has to wake up, and a virtual speaker without a listener is up to two seconds ahead of time."""
        self._cool(source)
        self._warm[source] = self._spawn("parec", "-d", source, "--latency-msec=20", "--raw")

    def _cool(self, source: str) -> None:
        process = self._warm.pop(source, None)
        if process is not None:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """The server is gone, as when it crashes."""
        for source in tuple(self._warm):
            self._cool(source)
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None
        for name in ("native", "staff", "cli"):
            (self._folder / name).unlink(missing_ok=True)

    def freeze(self) -> None:
        """The server stops answering, its connections stay open."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def kill_streams(self, kind: str) -> None:
        """End every ``sink-input`` or ``source-output`` of ALSA clients: what they used was unplugged."""
        number = ""
        for line in self.pactl("list", f"{kind}s").splitlines():
            if "#" in line and not line.startswith("\t"):
                number = line.rpartition("#")[2]
            elif 'application.name = "ALSA plug-in' in line:
                self._command(f"kill-{kind} {number}")

    def unplug_speaker(self) -> None:
        self.unload("sink_name=speaker")

    def plug_in_speaker(self) -> None:
        self.load(_SPEAKER)
        self.pactl("set-default-sink", "speaker")
        self.keep_warm("speaker.monitor")

    def unplug_microphone(self) -> None:
        self.unload("source_name=microphone")

    def plug_in_microphone(self) -> None:
        self.load(_MICROPHONE)
        self.pactl("set-default-source", "microphone")
        self.keep_warm("microphone")

    def echo(self, gain: float) -> None:
        """Let the room hear the speaker, ``gain`` times as loud (1.0: as loud as it is played)."""
        self.load("module-loopback source=speaker.monitor sink=room latency_msec=20")
        for line in self.pactl("list", "short", "sink-inputs").splitlines():
            if "module-loopback" in line:
                self.pactl("set-sink-input-volume", line.split("\t")[0], str(round(65536 * gain ** (1 / 3))))

    def load(self, module: str) -> None:
        self.pactl("load-module", *module.split(" "))

    def unload(self, argument: str) -> None:
        """Unload the module that was loaded with ``argument``."""
        for line in self.pactl("list", "short", "modules").splitlines():
            if argument in line:
                self.pactl("unload-module", line.split("\t")[0])

    def say(self, recording: Path) -> subprocess.Popen[bytes]:
        """Play a WAV file into the room, where the microphone hears it. Does not wait for its end."""
        return self._spawn("paplay", "-d", "room", "--latency-msec=20", str(recording))

    def play_to(self, sink: str, recording: Path) -> subprocess.Popen[bytes]:
        """Play a WAV file as another program would. Does not wait for its end."""
        return self._spawn("paplay", "-d", sink, str(recording))

    def record_speaker(self) -> Recorder:
        """Everything the speaker plays from now on. Close it."""
        return self.record("speaker.monitor")

    def record(self, source: str, rate_hz: int = SAMPLE_RATE) -> Recorder:
        """Everything that comes out of ``source`` from now on. Close it."""
        form = ("--raw", "--format=s16le", "--channels=1", f"--rate={rate_hz}", "--latency-msec=10")
        return Recorder(self._spawn("parec", "-d", source, *form, read=True), rate_hz)

    def pactl(self, *arguments: str) -> str:
        command = ["pactl", *arguments]
        return subprocess.run(
            command, env=self._staff, capture_output=True, text=True, timeout=10, check=True
        ).stdout

    def _command(self, line: str) -> None:
        """What ``pactl`` cannot do, over the server's own command line."""
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self._folder / "cli"))
            client.sendall(f"{line}\n".encode())
            client.shutdown(socket.SHUT_WR)
            while client.recv(4096):
                pass

    def _answers(self) -> bool:
        try:
            return "microphone" in self.pactl("list", "short", "sources")
        except subprocess.CalledProcessError:
            return False

    def _is_warm(self) -> bool:
        """Both are listened to, and the speaker is no longer ahead of time."""
        outputs = self.pactl("list", "short", "source-outputs").splitlines()
        ahead = re.findall(r"Name: speaker\n.*?Latency: (\d+) usec", self.pactl("list", "sinks"), re.DOTALL)
        return len(outputs) >= 1 + len(self._warm) and any(int(usec) < _MOST_AHEAD_USEC for usec in ahead)

    @property
    def _staff(self) -> dict[str, str]:
        return {**self.environment, "PULSE_SERVER": f"unix:{self._staff_entrance}"}

    def _spawn(self, *command: str, read: bool = False) -> subprocess.Popen[bytes]:
        wanted = subprocess.PIPE if read else subprocess.DEVNULL
        return subprocess.Popen(command, env=self._staff, stdout=wanted, stderr=subprocess.DEVNULL)
