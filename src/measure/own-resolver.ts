/** What to ask a client's own validating resolver with `dig`, and whether it says that the answer validates. */
import type { Validated } from './delv.ts';

/** The words with which dig asks a resolver for a zone's SOA; as long as stub resolvers wait. */
export function askResolver(address: string, zone: string): readonly string[] {
  return ['dig', '-r', '+time=5', '+tries=1', `@${address}`, zone, 'SOA'];
}

/** What a resolver made of it, from what dig (BIND 9.20) printed: it sets AD where it has validated (RFC 4035, section 3.2.3). */
export function parseResolverAnswer(output: string): Validated {
  const [, status] = /^;; ->>HEADER<<- .*status: ([A-Z0-9]+)/m.exec(output) ?? [];
  if (status === undefined) return { valid: false, reason: 'no answer' };
  if (status !== 'NOERROR') return { valid: false, reason: [status, ...explanation(output)].join(': ') };
  const [, flags = ''] = /^;; flags: ([a-z ]*);/m.exec(output) ?? [];
  return flags.split(' ').includes('ad') ? { valid: true } : { valid: false, reason: 'taken for unsigned' };
}

/** The text of an extended error (RFC 8914), without which answer it is about: the zone's SOA, as asked. */
function explanation(output: string): readonly string[] {
  const [, text] = /^; EDE: \d+ \([^)]*\): \((.*)\)$/m.exec(output) ?? [];
  return text === undefined ? [] : [text.replace(/^validation failure <[^>]*>: /, '')];
}
