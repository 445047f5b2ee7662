import * as z from 'zod';
import { mapping, named, text, whole } from './schema-builders.ts';

/** Most records that are generated for one zone: some 5 MB of text at each server. */
const MAX_RECORDS = 100_000;

/** Most zones of one service that are written out. */
const MAX_ZONES = 32;

const zoneName = text('a domain name such as anycast.test').meta({
  description: 'Name of the zone.',
  examples: ['anycast.test'],
});

/** The one zone of a service that is generated. */
export const zone = text('a domain name such as anycast.test').meta({
  description:
    'The zone that its servers are authoritative for, and the one that clients and health checks ask for.',
  defaultText: 'the first of `zones`; without these `anycast.test`',
  examples: ['anycast.test'],
});

const zoneInFull = mapping(
  {
    name: zoneName,
    file: text('the path of a zone file such as zones/example.zone')
      .optional()
      .meta({
        description:
          'A zone file (RFC 1035, section 5), relative to the topology file, of 1 MiB at most and without `$INCLUDE`. The programs of the servers that are to have it check it before anything starts.',
        defaultText: 'the zone is generated',
        examples: ['zones/example.zone'],
      }),
    records: whole(1, MAX_RECORDS, ' of records')
      .optional()
      .meta({
        description:
          'So many records are generated beside those that every generated zone has: A and AAAA of `host-1`, `host-2` and so on, MX of the same names, and CNAME from `alias-1` and so on to them.',
        defaultText: 'none',
        examples: [1000],
      }),
    delegate: named(
      text('the name of a service'),
      'a mapping of names in the zone to services such as sub: other',
    )
      .optional()
      .meta({
        description:
          'Names in a generated zone that are delegated, each to the service that has a zone of that name; its addresses are the glue.',
        defaultText: 'none',
        examples: [{ sub: 'other' }],
      }),
  },
  'a mapping such as { name: example.test, file: example.zone }',
);

/** All zones of a service. */
export const zones = z
  .array(
    z.union([zoneName, zoneInFull], {
      error: 'the name of a zone, or a mapping such as { name: example.test, file: example.zone }',
    }),
    { error: 'a list of zones such as [anycast.test, { name: example.test, file: example.zone }]' },
  )
  .min(1, { error: 'at least one zone such as anycast.test' })
  .max(MAX_ZONES, { error: `at most ${MAX_ZONES} zones` })
  .meta({
    description:
      'The zones that its servers are authoritative for: a name alone, whose zone is generated, or a mapping. Generated zones have `www`, and `whoami`, a TXT record with the name of the server.',
    defaultText: '`zone` alone',
    examples: [['anycast.test', { name: 'example.test', file: 'zones/example.zone' }]],
  });

export type ZonesForm = z.infer<typeof zones>;
