import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Responder, startResponder } from '../prober/responder.ts';
import { type HealthAgent, startAgent } from './run-agent.ts';

const PREFIX = '192.0.2.0/24';

let responder: Responder | undefined;
let agent: HealthAgent | undefined;

afterEach(async () => {
  agent?.stop();
  await responder?.close();
});

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function start(isWell: () => boolean): Promise<number> {
  responder = await startResponder(({ message }) => {
    const reply = Buffer.from(message);
    reply.writeUInt16BE(0x8400 | (isWell() ? 0 : 2), 2);
    return [{ message: reply }];
  });
  const check = {
    family: 4,
    prefix: PREFIX,
    zone: 'anycast.test',
    server: 'ns1.fra',
    address: '127.0.0.1',
  } as const;
  const port = await freePort();
  agent = startAgent({ interval: 0.05, fall: 2, rise: 2, checks: [check] }, responder.port, port);
  return port;
}

const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 8000, interval: 20 });

async function scrape(port: number, host = '127.0.0.1', path = '/metrics') {
  const response = await fetch(`http://${host}:${port}${path}`);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** The value of a metric of the one check there is. */
function value(text: string, name: string, more = ''): number {
  const labels = `site="[^"]+",server="ns1\\.fra",prefix="${PREFIX}"${more}`;
  return Number(
    new RegExp(`^anycast_lab_site_${name}\\{${labels}\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN,
  );
}

describe('what a health check says of itself', () => {
  it('are its servers, its checks and its changes, as they are now, over both IP versions', async () => {
    let well = true;
    const port = await start(() => well);
    await soon(async () => {
      const { status, type, text } = await scrape(port);
      expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
      expect(value(text, 'checks_total', ',result="good"')).toBeGreaterThan(3);
      expect(value(text, 'checks_total', ',result="bad"')).toBe(0);
      expect(value(text, 'server_healthy')).toBe(1);
    });
    well = false;
    await soon(async () => {
      const { text } = await scrape(port, '[::1]');
      expect(value(text, 'server_healthy')).toBe(0);
      expect(value(text, 'transitions_total', ',to="out"')).toBe(1);
      expect(text).toMatch(/^anycast_lab_site_prefix_routed\{site="[^"]+",prefix="192\.0\.2\.0\/24"\} 0$/m);
      expect(Math.abs(value(text, 'last_check_timestamp_seconds') - Date.now() / 1000)).toBeLessThan(5);
    });
  });

  it('is at one path, and nothing else is understood', async () => {
    const port = await start(() => true);
    await soon(async () => expect((await scrape(port)).status).toBe(200));
    expect((await scrape(port, '127.0.0.1', '/')).status).toBe(404);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' });
    expect(response.status).toBe(405);
  });

  it('does not hold up its checks, whatever is connected to it and says nothing', async () => {
    const port = await start(() => true);
    await soon(async () => expect((await scrape(port)).status).toBe(200));
    const silent = Array.from({ length: 20 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    const before = responder?.seen.length ?? 0;
    await soon(async () => expect(responder?.seen.length).toBeGreaterThan(before + 20));
    for (const socket of silent) socket.destroy();
    await soon(async () => expect((await scrape(port)).status).toBe(200));
  });
});
