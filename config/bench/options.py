"""What a benchmark was asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """How much is sent, among how many residents is searched, how often, and where the workers' logs go."""

    messages: int
    peer_messages: int
    repeats: int
    residents: int
    planned: int
    log: Path
