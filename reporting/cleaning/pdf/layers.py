"""Which layers (optional content, ISO 32000-1, 8.11) are switched off when the document is opened."""

from pikepdf import Array, Object, Pdf

from reporting.cleaning.pdf.values import dictionary

MOST = 16


class Layers:
    """`hides(thing)`: whether its group or membership says that it is not shown."""

    def __init__(self, untrusted: Pdf) -> None:
        properties = dictionary(untrusted.Root.get("/OCProperties"))
        default = dictionary(properties.get("/D")) if properties is not None else None
        self.off: set[tuple[int, int]] = set()
        if properties is None or default is None:
            return
        if str(default.get("/BaseState")) == "/OFF":
            self.off |= group_ids(properties.get("/OCGs"))
        self.off |= group_ids(default.get("/OFF"))
        self.off -= group_ids(default.get("/ON"))

    def hides(self, untrusted: object, depth: int = 0) -> bool:
        group = dictionary(untrusted)
        if group is None or depth > MOST:
            return False
        if str(group.get("/Type")) != "/OCMD":
            return group.is_indirect and group.objgen in self.off
        if isinstance(expression := group.get("/VE"), Array):
            return not self.holds(expression, depth + 1)
        members = group.get("/OCGs")
        listed = list(members) if isinstance(members, Array) else [members]
        shown = [not self.hides(one, depth + 1) for one in listed if dictionary(one) is not None]
        return bool(shown) and not POLICIES.get(str(group.get("/P")), any)(shown)

    def holds(self, expression: Object, depth: int) -> bool:
        if depth > MOST or not len(expression):
            return True
        inside = [
            self.holds(one, depth + 1) if isinstance(one, Array) else not self.hides(one, depth + 1)
            for one in list(expression)[1:]
        ]
        match str(expression[0]):
            case "/And":
                return all(inside)
            case "/Not":
                return not all(inside)
        return any(inside)


def all_off(shown: list[bool]) -> bool:
    return not any(shown)


def any_off(shown: list[bool]) -> bool:
    return not all(shown)


POLICIES = {"/AllOn": all, "/AnyOn": any, "/AllOff": all_off, "/AnyOff": any_off}


def group_ids(untrusted: object) -> set[tuple[int, int]]:
    if not isinstance(untrusted, Array):
        return set()
    return {one.objgen for one in untrusted if dictionary(one) is not None and one.is_indirect}
