import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

/** Every lever once: at a site, on the way out of an edge, on the way into a transit network, on one of two links. */
const LEVERS = `
sites:
  fra:
    announce: { to: [left], prepend: 1, med: 20, communities: [64500:70], origin: incomplete }
  nyc: { announce: { communities: [64500:1:2, no-export] } }
routers: { left: , right: , top: }
clients: { anna: left }
links:
  - { link: fra -> left, policy: { fra: { out: { prepend: 2, communities: [64500:71] } } } }
  - fra -> right
  - link: nyc -> right
    policy:
      right:
        in: { local-pref: 300, weight: 5, prepend: 1, med: 7, origin: egp, strip: [64500:1:2, no-export], communities: [64511:9] }
  - { link: left -> top, policy: { left: { out: { strip: all, communities: [64500:1] }, in: { strip: all } } } }
  - right -> top
`;

function configurations(source: string): ReadonlyMap<string, string> {
  const parsed = parseTopology(source, 'levers.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  return new Map(
    plan.nodes.flatMap((node) =>
      renderNodeFiles(plan, node)
        .filter(({ path }) => path.endsWith('/frr.conf'))
        .map(({ content }) => [node.name, content] as const),
    ),
  );
}

describe('policies of single sessions', () => {
  const files = configurations(LEVERS);

  it.each(['fra', 'nyc', 'left', 'right'])('are rendered for %s', async (node) => {
    await expect(files.get(node)).toMatchFileSnapshot(`../golden/policy/${node}.conf`);
  });

  it('leave alone who has none', () => {
    expect(files.get('top')).not.toMatch(/(in|out|strip)--|prefix-list/);
  });
});
