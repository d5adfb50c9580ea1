"""What must hold for the HTML of any form: ids unique, references answered, groups named, nothing nested."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "br", "hr", "img", "meta", "link"})
CONTROLS = frozenset({"input", "select", "textarea"})
INTERACTIVE = CONTROLS | {"a", "button", "summary"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


@dataclass
class Element:
    """A start tag with its attributes, the tags around it, and the text inside it."""

    tag: str
    attrs: dict[str, str]
    around: tuple["Element", ...]
    text: str = ""

    @property
    def inside(self) -> tuple[str, ...]:
        return tuple(element.tag for element in self.around)

    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())


@dataclass
class Page(HTMLParser):
    """The elements of a piece of HTML, in reading order."""

    html: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        assert not self.open, f"not closed: {[element.tag for element in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, tag: str, **attrs: str) -> list[Element]:
        return [e for e in self.elements if e.tag == tag and attrs.items() <= e.attrs.items()]

    def one(self, tag: str, **attrs: str) -> Element:
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} times <{tag}> with {attrs}"
        return found[0]

    def by_id(self, name: str) -> Element:
        return next(e for e in self.elements if e.attrs.get("id") == name)

    def described(self, element: Element) -> str:
        """Return all that describes an element, as a screen reader would say it."""
        names = element.attrs.get("aria-describedby", "").split()
        return " ".join(" ".join(self.by_id(name).text.split()) for name in names)

    def faults(self) -> list[str]:
        return [*self._repeated_ids(), *self._dangling(), *self._unlabelled(), *self._nested(), *self._unnamed_groups()]

    def controls(self) -> list[Element]:
        """Return what can be filled in, without what is hidden and what takes a kept file away."""
        return [e for e in self.elements if e.tag in CONTROLS and e.attrs.get("type") != "hidden"]

    def described_with_groups(self, element: Element) -> str:
        """Return what describes an element or a group around it."""
        return " ".join(self.described(one) for one in (element, *element.around))

    def _ids(self) -> Counter[str]:
        return Counter(e.attrs["id"] for e in self.elements if "id" in e.attrs)

    def _repeated_ids(self) -> list[str]:
        return [f"id {name!r} stands {count} times" for name, count in self._ids().items() if count > 1 or not name]

    def _dangling(self) -> list[str]:
        ids = self._ids()
        names = [
            (e.tag, name)
            for e in self.elements
            for attribute in REFERENCES
            for name in e.attrs.get(attribute, "").split()
        ]
        names += [("a", e.attrs["href"][1:]) for e in self.all("a") if e.attrs.get("href", "").startswith("#")]
        return [f"<{tag}> refers to {name!r}, which is not there" for tag, name in names if name not in ids]

    def _unlabelled(self) -> list[str]:
        labelled = {e.attrs.get("for") for e in self.all("label")}
        return [
            f"<{e.tag} name={e.attrs.get('name')}> has no label"
            for e in self.elements
            if e.tag in CONTROLS and e.attrs.get("type") != "hidden"
            if e.attrs.get("id") not in labelled and "aria-labelledby" not in e.attrs
        ]

    def _nested(self) -> list[str]:
        within = {"a", "button", "summary"}
        found = [f"<{e.tag}> inside of {within & set(e.inside)}" for e in self.elements if e.tag in INTERACTIVE]
        found = [fault for fault in found if not fault.endswith("set()")]
        return found + ["a button in a label" for e in self.all("button") if "label" in e.inside]

    def _unnamed_groups(self) -> list[str]:
        faults = []
        for number, element in enumerate(self.elements):
            if element.tag == "fieldset":
                first = self.elements[number + 1] if number + 1 < len(self.elements) else None
                if first is None or first.tag != "legend" or not first.text.strip():
                    faults.append(f"<fieldset {element.attrs}> does not begin with its legend")
            elif element.attrs.get("role") in ("group", "radiogroup") and "aria-labelledby" not in element.attrs:
                faults.append(f"<{element.tag}> is a group without a name")
        return faults
