import { describe, expect, it } from 'vitest';
import { parseResolverAnswer } from '../../src/measure/own-resolver.ts';

const answer = (status: string, flags: string, ede = '') => `
; <<>> DiG 9.20.15 <<>> -r @127.0.0.1 anycast.test SOA
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 4242
;; flags: ${flags}; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
${ede}
`;

describe('what a client’s own resolver answers', () => {
  it.each([
    ['AD: it has validated', answer('NOERROR', 'qr rd ra ad'), undefined],
    ['no AD: it found nothing to validate', answer('NOERROR', 'qr rd ra'), 'taken for unsigned'],
    ['SERVFAIL, and nothing else', answer('SERVFAIL', 'qr rd ra'), 'SERVFAIL'],
    [
      'SERVFAIL with the reason',
      answer(
        'SERVFAIL',
        'qr rd ra',
        '; EDE: 7 (Signature Expired): (validation failure <anycast.test. SOA IN>: signature expired from 192.0.2.53)',
      ),
      'SERVFAIL: signature expired from 192.0.2.53',
    ],
    ['nothing', ';; communications error to 127.0.0.1#53: timed out\n', 'no answer'],
  ])('%s', (_, output, reason) => {
    expect(parseResolverAnswer(output)).toEqual(
      reason === undefined ? { valid: true } : { valid: false, reason },
    );
  });
});
