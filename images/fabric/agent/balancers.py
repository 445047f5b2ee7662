"""How balancers are, by their own word: dnsdist says it over HTTP, to its own node alone."""

import json
import socket

from . import nodes

# Where dnsdist says it (src/render/dnsdist-conf.ts), and the longest that it may take, in seconds.
ADDRESS, PATIENCE = ("127.0.0.1", 8083), 2


def look(request, _emit):
    """{"nodes": [{name, pid}]}: answers [{node, backends: [{name, up, queries}], queries, hits, misses, dropped}], counted since its
    balancer was started, or {node, error}.
    """
    return [look_at(node) for node in request["nodes"]]


def look_at(node):
    try:
        counters = get(node, "/jsonstat?command=stats")
        return {
            "node": node["name"],
            "backends": backends(node),
            "queries": counters["queries"],
            "hits": counters["cache-hits"],
            "misses": counters["cache-misses"],
            "dropped": counters["rule-drop"],
        }
    except (OSError, ValueError, LookupError, nodes.NodeError) as error:
        return {"node": node["name"], "error": f"dnsdist does not say: {error}"}


def backends(node):
    # In capitals where it does not check the server itself, and was told.
    return [
        {"name": server["name"], "up": server["state"] in ("up", "UP"), "queries": server["queries"]}
        for server in get(node, "/api/v1/servers/localhost")["servers"]
    ]


def get(node, path):
    nodes.check(node["name"], node["pid"])
    with nodes.open_socket(node["pid"], socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.settimeout(PATIENCE)
        connection.connect(ADDRESS)
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: {ADDRESS[0]}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    if head.split()[1:2] != [b"200"]:
        raise ValueError(f"{path}: {head.splitlines()[0].decode(errors='replace') if head else 'nothing'}")
    return json.loads(body)
