import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Responder, type SeenQuery, startResponder } from '../prober/responder.ts';
import { type HealthAgent, startAgent } from './run-agent.ts';

let responder: Responder | undefined;
let agent: HealthAgent | undefined;
afterEach(async () => {
  agent?.stop();
  await responder?.close();
});

/** An answer with a SOA record of this serial. */
function soa({ message }: SeenQuery, serial: number): Buffer {
  const header = Buffer.from(message.subarray(0, 12));
  header.writeUInt16BE(0x8400, 2);
  header.writeUInt16BE(1, 6);
  const numbers = Buffer.alloc(20);
  numbers.writeUInt32BE(serial);
  // Both names are that of the question, by pointers.
  const record = Buffer.from([0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 60, 0, 24, 0xc0, 12, 0xc0, 12]);
  return Buffer.concat([header, message.subarray(12), record, numbers]);
}

const CHECK = {
  family: 4,
  prefix: '192.0.2.0/24',
  zone: 'anycast.test',
  server: 'ns1.fra',
  address: '127.0.0.1',
} as const;

async function start(
  primary: string,
  serialAt: (index: number) => number,
  interval = 0.1,
): Promise<HealthAgent> {
  responder = await startResponder((query) => [{ message: soa(query, serialAt(query.index)) }]);
  agent = startAgent(
    { interval, fall: 2, rise: 2, maxStale: 1, primary: [primary], checks: [CHECK] },
    responder.port,
  );
  return agent;
}

vi.setConfig({ testTimeout: 20_000 });

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 15_000, interval: 20 });
const healthy = (running: HealthAgent) => running.state()?.checks[0]?.healthy;

it('leaves a server in whose zone is as the primary has it', async () => {
  const running = await start('::1', () => 7);
  await soon(() => expect(responder?.seen.length).toBeGreaterThan(25));
  expect(healthy(running)).toBe(true);
  expect(running.commands()).toEqual([]);
});

it('takes a server out, and its site with it, when nothing has confirmed its zone for so long', async () => {
  // Nothing listens there.
  const running = await start('127.0.0.2', () => 7);
  await soon(() => expect(healthy(running)).toBe(false));
  expect(running.state()?.changes[0]?.reason).toBe(
    'its zone anycast.test has not been confirmed with the primary for 1 s, 2 checks in a row',
  );
  expect(running.commands()).toEqual(['ip route del 192.0.2.0/24 proto boot']);
});

it('brings it back with the first confirmation', async () => {
  let ahead = true;
  // Each answer is newer than the one before, so that the primary is ahead of the server, unless it is told to stop.
  const running = await start('::1', (index) => (ahead ? 100 - index : 50));
  await soon(() => expect(healthy(running)).toBe(false));
  ahead = false;
  await soon(() => expect(healthy(running)).toBe(true));
});

it('asks the primary every second, however long it is until the next check', async () => {
  await start('::1', () => 7, 60);
  // One check, and three questions to the primary.
  await soon(() => expect(responder?.seen.length).toBeGreaterThan(3));
});

describe('where checks ask for something else than the serial', () => {
  const isForAddress = ({ message }: SeenQuery) => message.readUInt16BE(message.length - 4) === 1;

  interface World {
    /** What each says: the primary is at ::1, the server at 127.0.0.1. */
    readonly serials: Record<string, number>;
    /** The server says nothing to the question beside. */
    silent: boolean;
    rcode: number;
  }

  async function begin(): Promise<World> {
    const world: World = { serials: { '::1': 7, '127.0.0.1': 7 }, silent: false, rcode: 0 };
    responder = await startResponder((query) => {
      if (!isForAddress(query)) {
        const silent = world.silent && query.address === '127.0.0.1';
        return silent ? [] : [{ message: soa(query, world.serials[query.address] ?? 0) }];
      }
      const message = Buffer.from(query.message);
      message.writeUInt16BE(0x8400 | world.rcode, 2);
      return [{ message }];
    });
    agent = startAgent(
      {
        ...{ interval: 0.1, fall: 2, rise: 2, maxStale: 2, primary: ['::1'], type: 'A' },
        checks: [{ ...CHECK, name: 'www.anycast.test' }],
      },
      responder.port,
    );
    return world;
  }

  const found = () => agent?.state()?.checks[0];
  const STALE = 'its zone anycast.test has not been confirmed with the primary for 2 s';

  it('asks for that besides, and leaves a server in whose zone is as the primary has it', async () => {
    await begin();
    await soon(() => expect(responder?.seen.filter(isForAddress).length).toBeGreaterThan(35));
    expect(found()).toMatchObject({ healthy: true, lastError: null });
    expect(agent?.state()?.changes).toEqual([]);
  });

  it('takes one out whose zone is older, whatever it answers to the check, and brings it back', async () => {
    const { serials } = await begin();
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(5));
    serials['::1'] = 8;
    await soon(() => expect(found()).toMatchObject({ healthy: false, lastError: STALE }));
    serials['127.0.0.1'] = 8;
    await soon(() => expect(found()).toMatchObject({ healthy: true, lastError: null }));
  });

  it('takes one out that no longer says its serial', async () => {
    const world = await begin();
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(5));
    world.silent = true;
    await soon(() => expect(found()).toMatchObject({ healthy: false, lastError: STALE }));
  });

  it('goes by the answer to the check first', async () => {
    const world = await begin();
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(5));
    world.rcode = 3;
    await soon(() => expect(found()).toMatchObject({ healthy: false, lastError: 'answered NXDOMAIN' }));
  });
});
