import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { renderFrrConf } from '../../src/render/frr-conf.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

/** Every option of a session once, and a link on which the relationship means nothing. */
const OPTIONS = `
sites:
  fra: { announce: { prepend: 1 }, frr: "ip prefix-list mine permit 192.0.2.0/24" }
  nyc:
routers:
  options:
    frr: |
      router bgp
       bgp bestpath as-path ignore
  open:
  top:
  other:
clients: { anna: options }
links:
  - link: fra -> options
    password: s3cret
    ttl-security: true
    policy:
      fra:
        allowas-in: 1
        out:
          deny: [2001:db8:53::/48+]
          match: [{ community: "64500:9", set: { prepend: 1 } }]
      options:
        maximum-prefix: 20
        in:
          allow: [192.0.2.0/24, 2001:db8::/32+]
          deny: [192.0.2.128/25]
          match:
            - { community: "64500:666", deny: true }
            - { community: "64500:1:70", set: { local-pref: 50, strip: ["64500:1:70"] } }
          do-not-announce-to: [top]
  - { link: nyc -> options, policy: { options: { in: { announce-to: [top, fra] }, maximum-prefix: { count: 5, warning-only: true } } } }
  - options -> top
  - { link: options -- open, policy: none }
  - { link: open -> other, policy: { open: none } }
`;

function configurations(source: string): ReadonlyMap<string, string> {
  const parsed = parseTopology(source, 'options.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  return new Map(plan.nodes.filter(isRouter).map((router) => [router.name, renderFrrConf(plan, router)]));
}

describe('options of sessions', () => {
  const files = configurations(OPTIONS);

  it.each(['fra', 'options', 'open'])('are rendered for %s', async (node) => {
    await expect(files.get(node)).toMatchFileSnapshot(`../golden/options/${node}.conf`);
  });

  it('give each end of a session the role that the other expects', () => {
    const roles = (node: string) => files.get(node)?.match(/local-role \w+/g);
    expect(roles('nyc')).toEqual(['local-role customer', 'local-role customer']);
    expect(roles('top')).toEqual(['local-role provider', 'local-role provider']);
    expect(roles('other')).toEqual(['local-role provider', 'local-role provider']);
    expect(roles('open')).toBeNull();
  });
});
