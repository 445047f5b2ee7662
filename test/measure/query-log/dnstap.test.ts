import { describe, expect, it } from 'vitest';
import { readDnstap } from '../../../src/measure/query-log/dnstap.ts';
import { readQuestion } from '../../../src/measure/query-log/question.ts';
import { message, tap } from './messages.ts';

const AT = 1_700_000_000_123_456;
const query = message({ id: 7 });
const told = { address: '10.0.1.2', port: 40_000, at: AT };

describe('readDnstap', () => {
  it('reads queries and answers, with what the server adds', () => {
    const seen = { address: '\x0a\0\x01\x02', port: 40_000, at: AT, transport: 'udp' };
    expect(readDnstap(tap({ ...told, kind: 'query', message: query }))).toEqual({
      ...seen,
      ...{ kind: 'query', message: query, extra: null },
    });
    const answer = message({ id: 7, answeredBy: 'ns1.fra' });
    expect(readDnstap(tap({ ...told, kind: 'answer', message: answer, extra: 'cache' }))).toEqual({
      ...seen,
      ...{ kind: 'answer', message: answer, extra: 'cache' },
    });
  });

  it.each([
    [2, 'tcp'],
    [3, 'tls'],
    [9, 'other'],
  ])('knows protocol %i as %s', (protocol, transport) => {
    expect(readDnstap(tap({ ...told, kind: 'query', message: query, protocol }))).toMatchObject({
      transport,
    });
  });

  it('reads IPv6 addresses', () => {
    const frame = tap({ ...told, address: '2001:db8::9', kind: 'query', message: query });
    expect(readDnstap(frame)?.address).toHaveLength(16);
  });

  it('takes nothing from what is cut short, or no frame of dnstap', () => {
    const frame = tap({ ...told, kind: 'query', message: query });
    for (let length = 0; length < frame.length - 2; length++) {
      expect(readDnstap(frame.subarray(0, length))).toBeUndefined();
    }
    expect(readDnstap(Buffer.from('not a message of protocol buffers'))).toBeUndefined();
    expect(readDnstap(Buffer.alloc(40, 0xff))).toBeUndefined();
  });
});

describe('readQuestion', () => {
  it('reads what is asked, in lower case and by the name of its type', () => {
    expect(readQuestion(message({ id: 258, name: 'WWW.Anycast.test', type: 28 }))).toEqual({
      ...{ id: 258, opcode: 0, name: 'www.anycast.test', type: 'AAAA' },
    });
    expect(readQuestion(message({ id: 1, type: 200 }))?.type).toBe('TYPE200');
  });

  it('keeps control characters, and dots within labels, from a terminal', () => {
    const odd = message({ id: 1, name: 'aXb' });
    odd[14] = 0x1b;
    expect(readQuestion(odd)?.name).toBe('a\\027b');
    odd[14] = 0x2e;
    expect(readQuestion(odd)?.name).toBe('a\\.b');
  });

  it('takes nothing from a message that is cut short, or points', () => {
    const whole = message({ id: 1 });
    for (const length of [0, 11, 12, 20, 31]) expect(readQuestion(whole.subarray(0, length))).toBeUndefined();
    whole[12] = 0xc0;
    expect(readQuestion(whole)).toBeUndefined();
  });
});
