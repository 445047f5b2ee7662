import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HealthPlan, ServerCheck } from '../../src/plan/lab-plan.ts';
import { type Reply, type Responder, type SeenQuery, startResponder } from '../prober/responder.ts';
import { type HealthAgent, startAgent } from './run-agent.ts';

const V4 = '127.0.0.1';
const V6 = '::1';
/** Nothing listens at these: the kernel refuses at once. */
const DEAD = ['127.0.0.2', '127.0.0.3'] as const;

const check = (server: string, address: string, prefix = '192.0.2.0/24'): ServerCheck => ({
  ...{ family: address.includes(':') ? 6 : 4, prefix, zone: 'anycast.test', server, address },
});

let responder: Responder | undefined;
let agent: HealthAgent | undefined;

afterEach(async () => {
  agent?.stop();
  await responder?.close();
});

/** The query as an authoritative answer without records. */
function answer({ message }: SeenQuery, rcode = 0): readonly Reply[] {
  const reply = Buffer.from(message);
  reply.writeUInt16BE(0x8400 | rcode, 2);
  return [{ message: reply }];
}

async function start(
  behave: (query: SeenQuery) => readonly Reply[],
  checks: readonly ServerCheck[] = [check('ns1.fra', V4)],
  numbers: Partial<HealthPlan> = {},
): Promise<HealthAgent> {
  responder = await startResponder(behave);
  agent = startAgent({ interval: 0.1, fall: 2, rise: 2, ...numbers, checks }, responder.port);
  return agent;
}

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 8000, interval: 20 });

describe('the health check', () => {
  it('asks for the SOA of the zone, with a fresh id and port each time, at its interval', async () => {
    await start(answer);
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(5));
    const seen = responder?.seen ?? [];
    expect(new Set(seen.map(({ port }) => port)).size).toBe(seen.length);
    // Two of them may be the same by chance.
    expect(new Set(seen.map(({ message }) => message.readUInt16BE(0))).size).toBeGreaterThan(seen.length - 2);
    expect(seen[0]?.message.subarray(2).toString('hex')).toBe(
      `0000${'0001000000000000'}07616e7963617374${'0474657374'}0000060001`,
    );
    expect(agent?.commands()).toEqual([]);
    expect(agent?.state()).toMatchObject({
      checks: [{ server: 'ns1.fra', prefix: '192.0.2.0/24', family: 4, healthy: true, lastError: null }],
      changes: [],
    });
  });

  it('takes a server that falls silent out of the routes, the last one too, and back', async () => {
    let silent = false;
    const prefix6 = '2001:db8:53::/48';
    const checks = [check('ns1.fra', V4), check('ns1.fra', V6, prefix6)];
    const running = await start((query) => (silent ? [] : answer(query)), checks);
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(3));
    silent = true;
    await soon(() => {
      expect(running.commands().toSorted()).toEqual([
        'ip route del 192.0.2.0/24 proto boot',
        `ip route del ${prefix6} proto boot`,
      ]);
    });
    // It is written after the routes have changed.
    await soon(() => {
      expect(running.state()?.checks.map(({ healthy, lastError }) => ({ healthy, lastError }))).toEqual([
        { healthy: false, lastError: 'no answer within 100 ms' },
        { healthy: false, lastError: 'no answer within 100 ms' },
      ]);
    });
    silent = false;
    await soon(() => {
      expect(running.commands().slice(2).toSorted()).toEqual([
        'ip route replace 192.0.2.0/24 via 127.0.0.1',
        `ip route replace ${prefix6} via ::1`,
      ]);
    });
    await soon(() => {
      const said = running.said().map((line) => line.replace(/^[\d/]+ [\d:]+\.\d{6} /, ''));
      expect(said.filter((line) => line.includes('192.0.2.0/24'))).toEqual([
        'HEALTH: ns1.fra is out of 192.0.2.0/24: no answer within 100 ms, 2 checks in a row',
        'HEALTH: ns1.fra is back in 192.0.2.0/24: answered, 2 checks in a row',
      ]);
    });
    const changesNow = () => running.state()?.changes.filter(({ prefix }) => prefix === '192.0.2.0/24') ?? [];
    await soon(() => expect(changesNow()).toHaveLength(2));
    const changes = changesNow();
    expect(changes).toMatchObject([
      { server: 'ns1.fra', healthy: false, reason: 'no answer within 100 ms, 2 checks in a row' },
      { server: 'ns1.fra', healthy: true, reason: 'answered, 2 checks in a row' },
    ]);
    const [out, back] = changes;
    expect(Number(back?.at)).toBeGreaterThan(Number(out?.at));
    expect(Date.parse(back?.wall ?? '')).toBeLessThanOrEqual(Date.now());
    expect(running.state()?.checks[0]?.since).toBeGreaterThanOrEqual(Number(back?.at));
  });

  it('asks every server at its interval, whatever another one does', async () => {
    const silent = { ...check('ns2.fra', V4, '198.51.100.0/24'), zone: 'silent.test' };
    const isSilent = ({ message }: SeenQuery) => message.includes('silent');
    await start((query) => (isSilent(query) ? [] : answer(query)), [silent, check('ns1.fra', V4)]);
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(20));
    const ignored = responder?.seen.filter(isSilent).length ?? 0;
    expect(Math.abs((responder?.seen.length ?? 0) - 2 * ignored)).toBeLessThanOrEqual(1);
  });

  it('leaves the other servers in, in their order', async () => {
    let wrong = false;
    const checks = [check('ns1.fra', V4), check('ns2.fra', DEAD[1]), check('ns3.fra', DEAD[0])];
    // ns2 and ns3 have never answered, so their failures do not count.
    const running = await start((query) => answer(query, wrong ? 2 : 0), checks);
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(3));
    expect(running.commands()).toEqual([]);
    wrong = true;
    await soon(() => {
      expect(running.commands()).toEqual([
        'ip route replace 192.0.2.0/24 nexthop via 127.0.0.3 nexthop via 127.0.0.2',
      ]);
    });
    await soon(() => {
      expect(running.state()?.checks.map(({ lastError }) => lastError)).toEqual([
        'answered SERVFAIL',
        'Connection refused',
        'Connection refused',
      ]);
    });
  });

  it('takes out at once one that serves something else from the start on, but not one that has yet to read its zones', async () => {
    const failing = ['NXDOMAIN', 'SERVFAIL', 'REFUSED'].map((code, index) => ({
      ...check(code, V4, `198.51.10${index}.0/24`),
      zone: `${code.toLowerCase()}.test`,
    }));
    const rcodeOf = ({ message }: SeenQuery) =>
      message.includes('nxdomain') ? 3 : message.includes('servfail') ? 2 : 5;
    const running = await start((query) => answer(query, rcodeOf(query)), failing);
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(20));
    await soon(() => expect(running.state()?.checks[0]?.healthy).toBe(false));
    expect(running.commands()).toEqual(['ip route del 198.51.100.0/24 proto boot']);
    expect(running.state()?.checks).toMatchObject([
      { server: 'NXDOMAIN', answered: true, lastError: 'answered NXDOMAIN' },
      { server: 'SERVFAIL', answered: false, healthy: true, lastError: 'answered SERVFAIL' },
      { server: 'REFUSED', answered: false, healthy: true, lastError: 'answered REFUSED' },
    ]);
  });

  it('asks one that has never answered sooner than its interval says', async () => {
    let rcode = 2;
    const running = await start((query) => answer(query, rcode), undefined, { interval: 30 });
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(4));
    rcode = 0;
    await soon(() => expect(running.state()?.checks[0]).toMatchObject({ answered: true, lastError: null }));
  });

  it('takes no answer with another id, to another question, or that is none', async () => {
    let spoil: (message: Buffer) => Buffer = (message) => message;
    const running = await start((query) =>
      answer(query).map(({ message }) => ({ message: spoil(Buffer.from(message)) })),
    );
    const changed = (change: (message: Buffer) => unknown) => (message: Buffer) => {
      change(message);
      return message;
    };
    for (const way of [
      changed((message) => message.writeUInt16BE(message.readUInt16BE(0) ^ 1, 0)),
      changed((message) => message.write('x', 13)),
      changed((message) => message.writeUInt8(0, 2)),
      changed((message) => message.writeUInt16BE(0, 4)),
      (message: Buffer) => message.subarray(0, 11),
    ]) {
      const before = running.state()?.changes.length ?? 0;
      await soon(() => expect(running.state()?.checks[0]).toMatchObject({ healthy: true, lastError: null }));
      spoil = way;
      await soon(() => expect(running.state()?.checks[0]?.healthy).toBe(false));
      spoil = (message) => message;
      await soon(() => expect(running.state()?.changes.length).toBe(before + 2));
    }
  });

  it('says what went wrong with `ip`, once, and tries again', async () => {
    let silent = false;
    const running = await start((query) => (silent ? [] : answer(query)));
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(2));
    running.failIp('RTNETLINK answers: Operation not permitted');
    silent = true;
    await soon(() => expect(running.commands().length).toBe(1));
    const first = performance.now();
    await soon(() => expect(running.commands().length).toBeGreaterThan(1));
    // Not at every check.
    expect(performance.now() - first).toBeGreaterThan(500);
    const complaints = running.said().filter((line) => line.includes('failed'));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(
      /HEALTH: `ip route del 192.0.2.0\/24 proto boot` failed: RTNETLINK answers: Operation not permitted$/,
    );
    running.failIp(null);
    const tried = running.commands().length;
    await soon(() => expect(running.commands().length).toBe(tried + 1));
    silent = false;
    await soon(() => expect(running.commands().at(-1)).toBe('ip route replace 192.0.2.0/24 via 127.0.0.1'));
    expect(running.commands().length).toBe(tried + 2);
  });

  it('takes a route for gone that a dead link has taken along', async () => {
    let silent = false;
    const running = await start((query) => (silent ? [] : answer(query)));
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(2));
    running.failIp('RTNETLINK answers: No such process');
    silent = true;
    await soon(() => expect(running.state()?.checks[0]?.healthy).toBe(false));
    silent = false;
    await soon(() => expect(running.commands().at(-1)).toContain('replace'));
    expect(running.commands()[0]).toBe('ip route del 192.0.2.0/24 proto boot');
    expect(running.said().filter((line) => line.includes('`ip route del'))).toEqual([]);
  });

  it('keeps the last fifty changes', async () => {
    let count = 0;
    const running = await start(
      (query) => (count++ % 2 === 0 ? answer(query) : answer(query, 5)),
      undefined,
      {
        interval: 0.02,
        fall: 1,
        rise: 1,
      },
    );
    await soon(() => expect(running.said().length).toBeGreaterThan(54));
    await soon(() => expect(running.state()?.changes).toHaveLength(50));
    const changes = running.state()?.changes ?? [];
    expect(changes.map(({ at }) => at)).toEqual(changes.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('writes its file every second although nothing changes, so that its end is noticed', async () => {
    const running = await start(answer);
    await soon(() => expect(running.state()?.checks[0]?.lastError).toBeNull());
    const { beat = 0, changes } = running.state() ?? {};
    await soon(() => expect(running.state()?.beat).toBeGreaterThan(beat + 2_000_000));
    expect(running.state()?.changes).toEqual(changes);
  });

  it('goes on where it was killed, and writes every route again', async () => {
    let rcode = 0;
    const checks = [check('ns1.fra', V4), check('ns2.fra', DEAD[0], '198.51.100.0/24')];
    const running = await start((query) => answer(query, rcode), checks);
    await soon(() => expect(responder?.seen.length).toBeGreaterThan(3));
    rcode = 2;
    await soon(() => expect(running.state()?.checks[0]?.healthy).toBe(false));
    const before = running.state();
    const commands = running.commands().length;
    await running.restart();
    await soon(() => expect(running.commands().length).toBeGreaterThan(commands + 1));
    // The last verdict stands, and nobody gets queries who has not answered; whatever the kernel has, it is made to fit.
    expect(running.commands().slice(commands, commands + 2)).toEqual([
      'ip route del 192.0.2.0/24 proto boot',
      'ip route replace 198.51.100.0/24 via 127.0.0.2',
    ]);
    expect(running.state()?.checks[0]).toMatchObject({
      healthy: false,
      since: before?.checks[0]?.since,
      sinceWall: before?.checks[0]?.sinceWall,
    });
    // It has been asked before, so its failures count at once.
    await soon(() => expect(running.state()?.checks[1]?.healthy).toBe(false));
    rcode = 0;
    await soon(() => expect(running.state()?.checks[0]?.healthy).toBe(true));
    expect(running.state()?.changes.slice(0, 1)).toEqual(before?.changes);
  });

  it('runs once', async () => {
    const running = await start(answer);
    await soon(() => expect(running.state()).toBeDefined());
    expect(await running.second()).toBe(1);
    expect(running.child.exitCode).toBeNull();
  });
});
