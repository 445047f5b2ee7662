import { afterEach, expect, it, vi } from 'vitest';
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

async function start(
  primary: string,
  serialAt: (index: number) => number,
  interval = 0.1,
): Promise<HealthAgent> {
  responder = await startResponder((query) => [{ message: soa(query, serialAt(query.index)) }]);
  const check = {
    family: 4,
    prefix: '192.0.2.0/24',
    zone: 'anycast.test',
    server: 'ns1.fra',
    address: '127.0.0.1',
  } as const;
  agent = startAgent(
    { interval, fall: 2, rise: 2, maxStale: 1, primary: [primary], checks: [check] },
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
