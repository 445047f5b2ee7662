"""What the lab is, kept with the lab: the fabric holds the documents that later commands work from."""

import os


def store(request, _emit):
    """Keep {"files": {name: text}} under /lab; a name appears only when its text is complete."""
    for name, text in request["files"].items():
        path = os.path.join("/lab", os.path.basename(name))
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".new", path)


def read(request, _emit):
    """The text of the document {"name"}, or None where it has not been stored."""
    try:
        with open(os.path.join("/lab", os.path.basename(request["name"])), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
