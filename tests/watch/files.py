"""Files of runs, as watches write them."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta, timezone

from garmin_fit_sdk import Encoder

BEGAN = datetime(2026, 11, 28, 7, 0, tzinfo=timezone.utc)


def fit(
    metres: float = 12_300.0,
    seconds: float = 3_900.0,
    climb: int | None = 240,
    points: int = 30,
    began: datetime = BEGAN,
) -> bytes:
    """By Garmin's own encoder."""
    encoder = Encoder()
    encoder.write_mesg({"mesg_num": 0, "type": "activity", "manufacturer": "garmin", "time_created": began})
    for at in range(points):
        share = at / max(1, points - 1)
        record = {
            "mesg_num": 20,
            "timestamp": began + timedelta(seconds=round(share * seconds)),
            "distance": metres * share,
            "enhanced_altitude": 100.0 + (climb or 0) * share,
        }
        encoder.write_mesg(record)
    session = {
        "mesg_num": 18,
        "timestamp": began + timedelta(seconds=seconds),
        "start_time": began,
        "sport": "running",
        "total_distance": metres,
        "total_timer_time": seconds,
        "total_elapsed_time": seconds + 60,
    }
    if climb is not None:
        session["total_ascent"] = climb
    encoder.write_mesg(session)
    return bytes(encoder.close())


def gpx(metres: float = 5_000.0, seconds: int = 1_800, climb: float = 60.0, points: int = 50) -> bytes:
    degrees = metres / 111_194.9
    listed = "".join(
        f'<trkpt lat="{50 + degrees * share:.7f}" lon="9.5"><ele>{200 + climb * share:.1f}</ele>'
        f"<time>{BEGAN + timedelta(seconds=round(seconds * share)):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for share in (at / (points - 1) for at in range(points))
    )
    head = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><name>Run</name><trkseg>{listed}</trkseg></trk></gpx>".encode()


def tcx(metres: float = 20_000.0, seconds: int = 7_200) -> bytes:
    laps = "".join(
        f'<Lap StartTime="{BEGAN:%Y-%m-%dT%H:%M:%S}.000Z"><TotalTimeSeconds>{seconds / 2}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres / 2}</DistanceMeters><Track><Trackpoint><Time>"
        f"{BEGAN + timedelta(seconds=seconds / 2 * lap):%Y-%m-%dT%H:%M:%SZ}</Time>"
        f"<AltitudeMeters>{100 + 50 * lap}</AltitudeMeters></Trackpoint></Track></Lap>"
        for lap in (1, 2)
    )
    space = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    activity = f'<Activities><Activity Sport="Running">{laps}</Activity></Activities>'
    return f'<TrainingCenterDatabase xmlns="{space}">{activity}</TrainingCenterDatabase>'.encode()


def empty_messages(count: int) -> bytes:
    """A FIT file of messages without a field, a byte each."""
    data = struct.pack("<BBBHB", 0x40, 0, 0, 20, 0) + b"\0" * count
    header = struct.pack("<BBHI4s", 12, 0x20, 2140, len(data), b".FIT")
    return header + data + b"\0\0"
