/** What the health check takes for a good answer, of answers that a server would give (RFC 1035, section 4). */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HealthPlan, ServerCheck } from '../../src/plan/lab-plan.ts';
import { type Reply, type Responder, type SeenQuery, startResponder } from '../prober/responder.ts';
import { type HealthAgent, startAgent } from './run-agent.ts';

const HEALTH = fileURLToPath(new URL('../../images/router/health', import.meta.url));

const CHECK: ServerCheck = {
  ...{ family: 4, prefix: '192.0.2.0/24', zone: 'anycast.test', server: 'ns1.fra', address: '127.0.0.1' },
};

let responder: Responder | undefined;
let agent: HealthAgent | undefined;

afterEach(async () => {
  agent?.stop();
  await responder?.close();
});

/** One record, with a pointer to the name in the question. */
function record(type: number, data: string): string {
  return `c00c${type.toString(16).padStart(4, '0')}00010000003c${(data.length / 2).toString(16).padStart(4, '0')}${data}`;
}

/** The query as an answer with these records, in hexadecimal. */
function answer({ message }: SeenQuery, rcode: number, records: readonly string[]): readonly Reply[] {
  const reply = Buffer.concat([message, Buffer.from(records.join(''), 'hex')]);
  reply.writeUInt16BE(0x8400 | rcode, 2);
  reply.writeUInt16BE(records.length, 6);
  return [{ message: reply }];
}

async function found(
  numbers: Partial<HealthPlan>,
  rcode: number,
  records: readonly string[],
): Promise<string | null> {
  responder = await startResponder((query) => answer(query, rcode, records));
  const running = startAgent(
    { interval: 0.1, fall: 2, rise: 2, checks: [CHECK], ...numbers },
    responder.port,
  );
  agent = running;
  const seen = () => running.state()?.checks[0]?.lastError;
  // As many queries as it takes until one has been answered for sure.
  await vi.waitFor(() => expect(responder?.seen.length).toBeGreaterThan(2), { timeout: 8000, interval: 20 });
  const before = running.state()?.beat ?? 0;
  await vi.waitFor(() => expect(running.state()?.beat).toBeGreaterThan(before), {
    timeout: 8000,
    interval: 20,
  });
  return seen() ?? null;
}

const ALIAS = record(5, '03777777c014');
const ADDRESS = record(1, 'cb007150');
/** ns and hostmaster of the zone, 7 3600 600 86400 60. */
const SOA = record(
  6,
  `026e73c00c${'0a686f73746d6173746572c00c'}${'00000007'}${'00000e10'}${'00000258'}${'00015180'}${'0000003c'}`,
);
/** Reads [[type, message in hexadecimal]], of answers to the same question, and prints the data of each, or that it cannot be read. */
const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
import dns
asked = dns.query(dns.question('anycast.test', 'A'))
def read(kind, records):
    message = bytearray(asked + bytes.fromhex(''.join(records)))
    message[7] = len(records)
    try:
        return dns.data(asked, bytes(message), kind)
    except ValueError as error:
        return f'ValueError: {error}'
print(json.dumps([read(*case) for case in json.load(sys.stdin)]))
`;

describe('the data of an answer', () => {
  const cases = [
    ['A', [ADDRESS], ['203.0.113.80']],
    ['A', [ALIAS, ADDRESS], ['203.0.113.80']],
    ['AAAA', [record(28, '20010db8000000000000000000000001')], ['2001:db8::1']],
    ['CNAME', [ALIAS], ['www.test']],
    ['NS', [record(2, '026e73c00c'), record(2, '036e7332c00c')], ['ns.anycast.test', 'ns2.anycast.test']],
    ['MX', [record(15, '000a03777777c014')], ['10 www.test']],
    ['SOA', [SOA], ['ns.anycast.test hostmaster.anycast.test 7 3600 600 86400 60']],
    ['TXT', [record(16, '046e73312e03667261')], ['ns1.fra']],
    ['TXT', [ADDRESS], []],
    ['A', [ADDRESS.slice(0, -4)], 'ValueError: cut short'],
    ['CNAME', [record(5, 'c02a')], 'ValueError: a pointer that leads nowhere'],
    ['CNAME', [record(5, '3f41')], 'ValueError: index out of range'],
  ] as const;
  const args = ['-BIS', '-c', DRIVER, HEALTH];
  const given = JSON.stringify(cases.map(([type, records]) => [type, records]));
  const found = JSON.parse(execFileSync('python3', args, { encoding: 'utf8', input: given }));

  it.each(cases.map((one, index) => [...one, index] as const))(
    '%s of %j is %j',
    (_type, _records, data, index) => {
      expect(found[index]).toEqual(data);
    },
  );
});

describe('a health check that looks at what is answered', () => {
  const address = { type: 'A', expect: { answer: '203.0.113.80' } } as const;
  it.each([
    ['another code that is asked for', { expect: { rcode: 'NXDOMAIN' } }, 3, [], null],
    ['NOERROR where another code is asked for', { expect: { rcode: 'NXDOMAIN' } }, 0, [], 'answered NOERROR'],
    ['the address', address, 0, [ALIAS, ADDRESS], null],
    ['another address', address, 0, [record(1, 'cb007151')], 'answered 203.0.113.81'],
    ['no record', address, 0, [], 'answered without a record of type A'],
    ['what was cut short', address, 0, [ADDRESS.slice(0, -4)], 'its answer cannot be read: cut short'],
  ] as const)('%s', async (_what, numbers, rcode, records, expected) => {
    expect(await found(numbers, rcode, records)).toBe(expected);
  });
});
