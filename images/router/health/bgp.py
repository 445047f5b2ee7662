"""bgpd of this router, over its vty: who else announces a prefix, and telling the neighbours that this site is leaving.

FRR's vty protocol, as vtysh speaks it: a command ends with a NUL; its output ends with three NULs and one byte of status.
"""

import json
import socket

SOCKET = '/run/frr/bgpd.vty'

# The longest that bgpd may take for a command, in seconds: checks wait meanwhile.
PATIENCE = 0.5

# The prefix lists that the policies towards the neighbours look at (src/render/failing-prefixes.ts), and numbers of entries.
LIST, FIRST = 'failing', 100

KEYWORDS = {4: 'ip', 6: 'ipv6'}


class Bgp:
    def __init__(self, path=SOCKET):
        self.path = path

    def look(self, family, prefix):
        """(of each path to another site whether that one is leaving, whether the neighbours are told that this one is)."""
        with Vty(self.path) as vty:
            table = json.loads(vty.run(f'show bgp ipv{family} unicast {prefix} json'))
            shown = vty.run(f'show {KEYWORDS[family]} prefix-list {LIST}')
        others = [is_leaving(path) for path in table.get('paths', ()) if not path.get('sourced')]
        return others, f'permit {prefix}' in (' '.join(line.split()[-2:]) for line in shown.splitlines())

    def tell(self, family, prefix, number, leaving):
        """Tell the neighbours at once that this site is leaving, or that it is not."""
        with Vty(self.path) as vty:
            for command in ('enable', 'configure terminal'):
                vty.run(command)
            vty.run(f'{"" if leaving else "no "}{KEYWORDS[family]} prefix-list {LIST} seq {FIRST + number} permit {prefix}')
            vty.run('end')
            # By itself bgpd would wait for five seconds, in case more of its policies changes.
            vty.run(f'clear bgp ipv{family} unicast * soft out')


def is_leaving(path):
    return 'graceful-shutdown' in path.get('community', {}).get('string', '').split()


class Vty:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def run(self, command):
        """What a command prints; raises OSError where bgpd refuses it or says nothing."""
        self.socket.sendall(command.encode() + b'\0')
        answer = bytearray()
        while len(answer) < 4 or answer[-4:-1] != b'\0\0\0':
            part = self.socket.recv(65536)
            if not part:
                raise OSError(f'bgpd ended during `{command}`')
            answer += part
        text = answer[:-4].decode(errors='replace')
        if answer[-1] != 0:
            raise OSError(f'bgpd refused `{command}`: {text.strip()}')
        return text
