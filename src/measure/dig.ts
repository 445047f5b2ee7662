/** What to ask `dig` on a command line, and what its answer says (BIND 9.20's YAML, `+yaml`). */
import { defineScalarTag, FAILSAFE_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';

export interface DigQuery {
  /** The server's IPv4 or IPv6 address. */
  readonly address: string;
  readonly name: string;
  readonly type: string;
  readonly class: 'IN' | 'CH';
}

/** How queries travel: each by itself, or each over a connection of its own (RFC 7766), in TLS (RFC 7858) without asking whose certificate it is. */
export type Transport = 'udp' | 'tcp' | 'tls';

/** What came of one query. */
export type DigReply =
  | {
      readonly answered: true;
      readonly rcode: string;
      /** NSID (RFC 5001) of this very answer; null: it carries none. */
      readonly server: string | null;
      /** The strings of the TXT records in the answer section. */
      readonly texts: readonly string[];
      /** µs. */
      readonly rtt: number;
    }
  | { readonly answered: false; readonly reason: string };

/**
 * How often dig tries, and how long, in s. Connections try by themselves, a second SYN after a second, and dig prints an entry for
 * each attempt that was refused, so it makes but one.
 */
const PATIENCE: Readonly<Record<Transport, readonly string[]>> = {
  udp: ['+time=1', '+tries=2'],
  tcp: ['+tcp', '+time=2', '+tries=1'],
  tls: ['+tls', '+time=2', '+tries=1'],
};

/**
 * The arguments with which one `dig` asks all the queries, one after the other; datagrams are tried twice, 1 s each (the
 * shortest that dig knows). The server stands after the name: dig gives one that stands before it to the query before.
 */
export function digArguments(queries: readonly DigQuery[], transport: Transport = 'udp'): readonly string[] {
  return [
    ...['-r', '-u', '+yaml', '+nsid', ...PATIENCE[transport]],
    ...queries.flatMap((query) => [
      ...['-q', query.name, '-t', query.type, '-c', query.class],
      `@${query.address}`,
    ]),
  ];
}

/**
 * Reads what `dig` printed for these queries. dig prints one entry a query, and errors do not name theirs, so the
 * order is what joins them.
 *
 * @throws Error when it is not what dig prints for this many queries.
 */
export function parseDig(output: string, queries: readonly DigQuery[]): readonly DigReply[] {
  const entries = parseEntries(output);
  if (entries.length !== queries.length) {
    throw new Error(`dig printed ${entries.length} entries for ${queries.length} queries`);
  }
  return entries.map(toReply);
}

/** The records of an answer, as dig writes them: `anycast.test. 60 IN NS ns.anycast.test.` */
export interface DigSections {
  readonly answer: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

/**
 * The records of what `dig` printed, in the order of the queries; undefined where there was no answer.
 * @throws Error when it is not what dig prints
 */
export function parseDigSections(output: string): readonly (DigSections | undefined)[] {
  return parseEntries(output).map((entry) => {
    if (entry.type === 'DIG_ERROR') return undefined;
    const { ANSWER_SECTION, AUTHORITY_SECTION, ADDITIONAL_SECTION } = entry.message.response_message_data;
    return { answer: ANSWER_SECTION, authority: AUTHORITY_SECTION, additional: ADDITIONAL_SECTION };
  });
}

function parseEntries(output: string): z.infer<typeof Entries> {
  try {
    return Entries.parse(load(output, { schema: SCHEMA }));
  } catch (cause) {
    throw new Error(`dig printed what is not its YAML: ${output.slice(0, 200)}`, { cause });
  }
}

/** Everything as text: dig's ids and flags mean nothing here, and a JavaScript Date would lose the microseconds. */
const SCHEMA = FAILSAFE_SCHEMA.withTags(
  defineScalarTag('tag:yaml.org,2002:timestamp', { resolve: (text: string) => text, identify: () => false }),
);

const Message = z.object({
  query_time: z.string(),
  response_time: z.string(),
  response_message_data: z.object({
    status: z.string(),
    OPT_PSEUDOSECTION: z.object({ EDNS: z.object({ NSID: z.string().optional() }) }).optional(),
    ANSWER_SECTION: z.array(z.string()).default([]),
    AUTHORITY_SECTION: z.array(z.string()).default([]),
    ADDITIONAL_SECTION: z.array(z.string()).default([]),
  }),
});

const Entries = z.array(
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('MESSAGE'), message: Message }),
    z.object({ type: z.literal('DIG_ERROR'), message: z.string() }),
  ]),
);

function toReply(entry: z.infer<typeof Entries>[number]): DigReply {
  if (entry.type === 'DIG_ERROR') return { answered: false, reason: entry.message.trim() };
  const { query_time, response_time, response_message_data: data } = entry.message;
  return {
    answered: true,
    rcode: data.status,
    server: decodeNsid(data.OPT_PSEUDOSECTION?.EDNS.NSID),
    texts: data.ANSWER_SECTION.flatMap(textsOf),
    rtt: Math.max(0, microseconds(response_time) - microseconds(query_time)),
  };
}

/** From dig's hexadecimal bytes (`6e 73 31 ("ns1")`): what it prints in parentheses has lost the odd ones. */
function decodeNsid(nsid: string | undefined): string | null {
  const bytes = nsid?.match(/^(?:[0-9a-f]{2}(?: |$))+/)?.[0];
  return bytes === undefined ? null : Buffer.from(bytes.replaceAll(' ', ''), 'hex').toString('latin1');
}

/** The strings of a TXT record in presentation format (`id.server. 0 CH TXT "ns1.fra"`). */
function textsOf(record: string): readonly string[] {
  const strings = record.match(/^\S+ \d+ \S+ TXT (.*)$/)?.[1] ?? '';
  return [...strings.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}

/** µs since 1970 of dig's times (`2026-11-21T08:40:57.248489Z`), which are finer than a Date. */
function microseconds(time: string): number {
  const [seconds = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
