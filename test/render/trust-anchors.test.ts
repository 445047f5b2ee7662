import { expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab } from '../topology/mistakes.ts';

function filesOf(dnssec: boolean) {
  const parsed = parseTopology(
    lab({
      services: `{ dns: { prefixes: [192.0.2.0/24], zone: anycast.test, dnssec: ${dnssec} } }`,
      primary: '{ router: transit }',
      clients: '{ berlin: { router: transit, resolver: unbound } }',
    }),
    'signed.yaml',
  );
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  return plan.nodes
    .filter(({ name }) => name === 'berlin')
    .flatMap((node) => renderNodeFiles(plan, node))
    .map(({ path, content }) => ({ name: path.replace('/etc/anycast-lab/', ''), content }));
}

it('a resolver validates where zones are signed, with keys that the plan does not know', async () => {
  const [conf, anchors] = filesOf(true);
  await expect(conf?.content).toMatchFileSnapshot('../golden/primary/berlin/unbound.conf');
  expect(anchors).toEqual({ name: 'trust-anchors', content: '{{trust-anchors}}\n' });
});

it('and does not where none is', () => {
  const files = filesOf(false);
  expect(files.map(({ name }) => name)).toEqual(['unbound.conf', '/etc/resolv.conf']);
  expect(files[0]?.content).toContain('module-config: "iterator"');
});
