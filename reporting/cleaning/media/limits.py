"""How much a recording may ask of us, and the sentences that refuse it."""

STREAMS = 16
PACKETS = 2_000_000
SECONDS = 4 * 60 * 60
DAMAGED = "This recording is damaged or cut short. Export it again, or send a screenshot or a note of what it says."
TOO_LONG = (
    f"This recording is longer than {SECONDS // 3600} hours or has more than {STREAMS} tracks. Cut out what matters."
)
LOCKED = "This recording is locked by copy protection. Send a screenshot or a note of what it says instead."
UNKNOWN_CODEC = "We cannot clean this kind of recording. Export it as MP4 (H.264 and AAC) or as MP3 and send that."
