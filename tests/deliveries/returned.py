"""The sample bounces of ``tests/data/bounces``, about a message of the test."""

from pathlib import Path

from deliveries.verp import return_path

FOLDER = Path(__file__).parent.parent / "data" / "bounces"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.eml"))
SENDER = "notice@sotong.example"


def sample(name: str, reference: str, *, recipient: str = "hong@example.com", proven: bool = True) -> bytes:
    """Return a sample about the message ``reference``; where it is not ``proven``, it shows no return path of ours."""
    text = (FOLDER / f"{name}.eml").read_bytes()
    path = return_path(reference) if proven else SENDER
    for mark, value in (("RETURN_PATH", path), ("REFERENCE", reference), ("RECIPIENT", recipient)):
        text = text.replace(f"@@{mark}@@".encode(), value.encode("utf-8", "surrogateescape"))
    return text.decode().encode("cp949") if b"charset=euc-kr" in text else text
