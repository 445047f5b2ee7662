/** What the health check tells a balancer of its back ends; both are a responder here, by the names that are asked for. */
import { afterEach, expect, it, vi } from 'vitest';
import type { HealthPlan, ServerCheck } from '../../src/plan/lab-plan.ts';
import { type Responder, type SeenQuery, startResponder } from '../prober/responder.ts';
import { type HealthAgent, startAgent } from './run-agent.ts';

let responder: Responder | undefined;
let agent: HealthAgent | undefined;
afterEach(async () => {
  agent?.stop();
  await responder?.close();
});

vi.setConfig({ testTimeout: 20_000 });
const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 15_000, interval: 20 });

const check = (server: string, zone: string): ServerCheck => ({
  ...{ family: 4, prefix: '192.0.2.0/24', zone, server, address: '127.0.0.1' },
});

/** Three back ends and two services, each asked for by a name of its own. */
const BACKENDS = ['ns1', 'ns2', 'ns3'].flatMap((name) => [name, `web.${name}`]);
const CHECKS = ['', 'web.'].flatMap((service) =>
  ['ns1', 'ns2', 'ns3'].map((name) => check(`${name}.fra`, `${service}${name}`)),
);

const labelsOf = ({ message }: SeenQuery): string => {
  const labels: string[] = [];
  for (let at = 12; message[at] !== 0; at += 1 + (message[at] ?? 0)) {
    labels.push(message.subarray(at + 1, at + 1 + (message[at] ?? 0)).toString('latin1'));
  }
  return labels.join('.');
};

interface World {
  /** Names that are answered by SERVFAIL. */
  readonly bad: Set<string>;
  /** The balancer does not hear. */
  deaf: boolean;
}

async function start(numbers: Partial<HealthPlan> = {}): Promise<World> {
  const world: World = { bad: new Set(), deaf: false };
  responder = await startResponder((query) => {
    const name = labelsOf(query);
    if (world.deaf && name.endsWith('.backends.anycast-lab')) return [];
    const reply = Buffer.from(query.message);
    // The balancer itself has an answer as long as one of its back ends has.
    const bad = name === 'lb' ? BACKENDS.every((each) => world.bad.has(each)) : world.bad.has(name);
    reply.writeUInt16BE(bad ? 0x8402 : 0x8400, 2);
    return [{ message: reply }];
  });
  agent = startAgent(
    {
      ...{ interval: 0.1, fall: 2, rise: 2, checks: [check('lb.fra', 'lb')] },
      balancer: { name: 'lb.fra', address: '127.0.0.1', checks: CHECKS },
      ...numbers,
    },
    responder.port,
  );
  return world;
}

/** What the balancer has heard, in turn. */
const told = () =>
  (responder?.seen ?? [])
    .map(labelsOf)
    .flatMap((name) => name.match(/^(.+)\.backends\.anycast-lab$/)?.[1] ?? []);

it('tells it at the start that all are in, and again every second', async () => {
  await start();
  await soon(() => expect(told().length).toBeGreaterThan(2));
  expect(new Set(told())).toEqual(new Set(['111']));
  expect(agent?.state()?.checks[1]).toMatchObject({ server: 'ns1.fra', behind: 'lb.fra', healthy: true });
});

it('tells it which one is out for any of the services, and when it is back in', async () => {
  const { bad } = await start();
  await soon(() => expect(told()).toContain('111'));
  bad.add('web.ns2');
  await soon(() => expect(told().at(-1)).toBe('101'));
  // The route to the balancer stays.
  expect(agent?.commands()).toEqual([]);
  expect(agent?.said().join('\n')).toContain(
    'ns2.fra is out of lb.fra: answered SERVFAIL, 2 checks in a row',
  );
  bad.clear();
  await soon(() => expect(told().at(-1)).toBe('111'));
});

it('tells it of the last one too, and leaves it to the check of the balancer whether the site stays', async () => {
  const { bad } = await start();
  await soon(() => expect(told()).toContain('111'));
  for (const name of BACKENDS) bad.add(name);
  await soon(() => expect(told().at(-1)).toBe('000'));
  await soon(() => expect(agent?.commands()).toEqual(['ip route del 192.0.2.0/24 proto boot']));
});

it('leaves it all of them where the site stays without any that is healthy', async () => {
  const { bad } = await start({ lastSite: { settle: 60 } });
  await soon(() => expect(told()).toContain('111'));
  for (const name of BACKENDS.slice(2)) bad.add(name);
  await soon(() => expect(told().at(-1)).toBe('100'));
  for (const name of BACKENDS) bad.add(name);
  await soon(() => expect(told().at(-1)).toBe('111'));
  await soon(() => expect(agent?.state()?.checks.map(({ healthy }) => healthy)).not.toContain(true));
  expect(told().at(-1)).toBe('111');
  expect(agent?.commands()).toEqual([]);
});

it('says it again soon to one that does not answer', async () => {
  const world = await start();
  await soon(() => expect(told()).toContain('111'));
  world.deaf = true;
  const before = told().length;
  world.bad.add('ns3');
  await soon(() => expect(told().slice(before).length).toBeGreaterThan(4));
  expect(told().at(-1)).toBe('110');
});
