"""The fabric's agent: wires a lab's nodes, waits for them, and watches and changes their routing.

It runs in the fabric container, which shares the engine's process namespace and may enter the nodes' network
namespaces; so one process does for all nodes what would otherwise cost an `exec` in each.
"""
