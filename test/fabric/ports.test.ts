import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

/** The agent's ports module, with a kernel of which only the answers are known. */
const DRIVER = `
import json, subprocess, sys, types
sys.path.insert(0, sys.argv[1])
from agent import ports
def answer(code):
    def ioctl(*_):
        raise OSError(code, 'as the kernel says')
    return ioctl
def nft(code, said):
    return lambda *_, **__: types.SimpleNamespace(returncode=code, stdout=said, stderr=said)
try:
    print(json.dumps(eval(sys.argv[2])))
except ports.PortError as error:
    print(json.dumps(f'PortError: {error}'))
`;

function run(expression: string): unknown {
  return JSON.parse(
    execFileSync('python3', ['-BIS', '-c', DRIVER, FABRIC, expression], { encoding: 'utf8' }),
  );
}

const withIoctl = (errno: string, call: string) =>
  run(`(setattr(ports.fcntl, 'ioctl', answer(ports.errno.${errno})), ${call})[1]`);
const withNft = (code: number, said: string) =>
  run(`(setattr(subprocess, 'run', nft(${code}, ${JSON.stringify(said)})), ports.blocked(['a', 'b']))[1]`);

describe('ports', () => {
  it('that are gone are none to set, and whatever else the kernel refuses is told', () => {
    expect(withIoctl('ENODEV', "ports.set_up(['a'], True)")).toBeNull();
    expect(withIoctl('ENODEV', "ports.down(['a'])")).toEqual([]);
    const refused = 'PortError: port a: as the kernel says';
    expect(withIoctl('EPERM', "ports.set_up(['a'], True)")).toBe(refused);
    expect(withIoctl('EPERM', "ports.down(['a'])")).toBe(refused);
  });

  it('are blocked as nft says, none without its table, and not known where it fails', () => {
    const sets = { nftables: [{ set: { name: 'from', elem: ['b', 'c'] } }, { set: { name: 'to' } }] };
    expect(withNft(0, JSON.stringify(sets))).toEqual([['b'], []]);
    expect(withNft(1, 'Error: No such file or directory')).toEqual([[], []]);
    expect(withNft(1, 'Error: Could not process rule: Operation not supported')).toEqual([[], []]);
    expect(withNft(1, 'Operation not permitted')).toBe('PortError: Operation not permitted');
  });
});
