"""Whether the servers of sites are in: as the health checks of their routers have it, and the balancers before them."""

from . import balancers, health, nodes


class Checks:
    """What a site's router checks: its servers or its balancer, and that one's back ends where it cannot check them itself."""

    def __init__(self, node):
        self.node = node

    def look(self):
        """None when all of them are in, or out for what they answer; else (rung, what was seen last)."""
        nodes.check(self.node["name"], self.node["pid"])
        report = health.read(self.node["pid"])
        if report is None:
            return "answers", "its health check has found nothing yet"
        waits = ", ".join(f"{name} ({seen})" for name, seen in missing(report["checks"]).items())
        return ("answers", f"its health check waits for {waits}") if waits else None


def missing(checks):
    """Server to what was last seen, of those that have yet to answer, or to be in or out as their last answer says.

    One that the topology lets fail by what it answers is out in the end. A balancer that has none but such back ends answers nothing that
    one could wait for.
    """
    found = {}
    behind = {check["behind"]: False for check in checks if "behind" in check}
    for check in checks:
        settled = check["answered"] and check["healthy"] == (check["lastError"] is None)
        if not settled:
            found[check["server"]] = check["lastError"] or "not in yet"
        if "behind" in check and (check["healthy"] or not settled):
            behind[check["behind"]] = True
    return {server: seen for server, seen in found.items() if behind.get(server, True)}


class Balancer:
    """A balancer that checks its back ends itself: it takes each of them for alive."""

    def __init__(self, node):
        self.node = node

    def look(self):
        """None, or (rung, what was seen last)."""
        try:
            up = {backend["name"] for backend in balancers.backends(self.node) if backend["up"]}
        except (OSError, ValueError, LookupError) as error:
            return "answers", f"it does not say how its back ends are ({error})"
        down = [name for name in self.node["backends"] if name not in up]
        if down:
            return "answers", "it takes these back ends for down: " + ", ".join(down)
        return None
