import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ConfigChange } from '../../src/render/config-changes.ts';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

/** A bgpd of which only the configuration is known, and which takes down what it is told. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from agent import configuration
class Bgpd:
    def __init__(self, text):
        self.text, self.told = text, []
    def run(self, command):
        if command == 'show running-config':
            return self.text
        self.told.append(command)
bgpd = Bgpd(sys.argv[2])
changed = configuration.apply(bgpd, json.loads(sys.argv[3]))
print(json.dumps({'changed': changed, 'told': bgpd.told}))
`;

function apply(running: string, changes: readonly ConfigChange[]) {
  const words = ['-BIS', '-c', DRIVER, FABRIC, running, JSON.stringify(changes)];
  return JSON.parse(execFileSync('python3', words, { encoding: 'utf8' })) as {
    readonly changed: number;
    readonly told: readonly string[];
  };
}

/** As FRR writes it: communities sorted, and comments between. */
const RUNNING = `
Current configuration:
!
frr version 10.3
!
router bgp 64500
 neighbor 10.0.0.1 remote-as 64501
 !
 address-family ipv4 unicast
  neighbor 10.0.0.1 route-map to-provider out
 exit-address-family
exit
!
route-map out--x permit 40
 match ip address prefix-list services
 set community 64500:7 no-export additive
exit
!
end
`;

const FAMILY = ['router bgp 64500', 'address-family ipv4 unicast'];

describe('changing a router that runs', () => {
  it('leaves alone what is so already', () => {
    const changes: readonly ConfigChange[] = [
      { context: FAMILY, line: 'neighbor 10.0.0.1 route-map to-provider out', wanted: true },
      { context: [], line: 'route-map out--y permit 10', wanted: false },
      {
        ...{ context: [], line: 'route-map out--x permit 40', wanted: true },
        block: ['match ip address prefix-list services', 'set community no-export 64500:7 additive'],
      },
    ];
    expect(apply(RUNNING, changes)).toEqual({ changed: 0, told: ['enable'] });
  });

  it('replaces a block as a whole, and lets bgpd act once on all that has changed', () => {
    const block = ['set metric 5'];
    const changes: readonly ConfigChange[] = [
      { context: [], line: 'route-map out--x permit 40', wanted: true, block },
      { context: FAMILY, line: 'neighbor 10.0.0.1 route-map out--x out', wanted: true },
      { context: ['router bgp 64500'], line: 'neighbor 10.0.0.1 remote-as 64501', wanted: false },
    ];
    expect(apply(RUNNING, changes)).toEqual({
      changed: 3,
      told: [
        ...['enable', 'configure terminal', 'bgp route-map delay-timer 60'],
        ...['no route-map out--x permit 40', 'route-map out--x permit 40', 'set metric 5', 'exit'],
        ...[...FAMILY, 'neighbor 10.0.0.1 route-map out--x out', 'exit', 'exit'],
        ...['router bgp 64500', 'no neighbor 10.0.0.1 remote-as 64501', 'exit'],
        ...[
          'end',
          'configure terminal',
          'bgp route-map delay-timer 0',
          'no bgp route-map delay-timer',
          'end',
        ],
      ],
    });
  });

  it('ends what an agent left behind that was killed half-way', () => {
    const { changed, told } = apply(`bgp route-map delay-timer 60\n${RUNNING}`, []);
    expect(changed).toBe(0);
    expect(told.slice(-3)).toEqual(['bgp route-map delay-timer 0', 'no bgp route-map delay-timer', 'end']);
  });
});
