import * as z from 'zod';
import { nearest } from './names.ts';
import { mapping, named, text, whole } from './schema-builders.ts';
import { FAULT_KINDS } from './topology.ts';

const timeBound = bound('"< 500ms", "<= 3s" or "2s..3.5s"');
const queryBound = bound('"<= 3", "< 1%" or "10..200"');

function bound(examples: string) {
  return z.union([z.string(), z.number()], { error: `a bound such as ${examples}` });
}

/** One of some words. */
export function kind<Kind extends string>(kinds: readonly Kind[]) {
  return z.enum(kinds as readonly [Kind, ...Kind[]], {
    error: ({ input }) => {
      const close = typeof input === 'string' ? nearest(input, kinds) : undefined;
      return close === undefined ? `one of ${kinds.join(', ')}` : `"${close}"`;
    },
  });
}

const siteName = text('the name of a site');
const CASES = 'the name of a site, or a mapping such as { v4: fra, v6: nyc }';
function over(version: string, example: string) {
  return siteName.optional().meta({
    description: `Which site answers the client over ${version}.`,
    defaultText: 'no expectation',
    examples: [example],
  });
}

/** Which site answers which client, at any moment that expectations are about. */
export const catchment = named(
  z.union(
    [
      siteName,
      named(
        z.union([siteName, mapping({ v4: over('IPv4', 'fra'), v6: over('IPv6', 'nyc') }, CASES)], {
          error: CASES,
        }),
        CASES,
      ),
    ],
    { error: CASES },
  ),
  'a mapping of clients to sites such as { berlin: fra }',
);

const stepExpectations = mapping(
  {
    catchment: catchment.optional().meta({
      description:
        'Which site answers which client at the end of the step, over IPv4 and IPv6, or by IP version or service; `none`: none does.',
      defaultText: 'no expectation',
      examples: [{ berlin: 'nyc', paris: 'none' }],
    }),
    outage: timeBound.optional().meta({
      description:
        'The longest gap of a client: from the last answered query before it to the first after it; 0 where no query is lost.',
      defaultText: 'no expectation',
      examples: ['< 500ms'],
    }),
    lost: queryBound.optional().meta({
      description:
        'Queries of a client that were never answered, or later than the timeout: a number, or a share of those sent during the step.',
      defaultText: 'no expectation',
      examples: ['<= 1%'],
    }),
    late: queryBound.optional().meta({
      description: 'Those of the lost queries that were answered, but later than the timeout.',
      defaultText: 'no expectation',
      examples: ['0'],
    }),
    failover: timeBound.optional().meta({
      description:
        'From the instant at which the step took effect to the first answer from another site than before.',
      defaultText: 'no expectation',
      examples: ['2s..3.5s'],
    }),
    settle: timeBound.optional().meta({
      description: 'From that instant until a client loses no query and changes site no more.',
      defaultText: 'no expectation',
      examples: ['< 1s'],
    }),
    'control-plane': timeBound.optional().meta({
      description: "From that instant until the routers' tables lead the client to where it ends up.",
      defaultText: 'no expectation',
      examples: ['< 200ms'],
    }),
    'user-failed': queryBound.optional().meta({
      description:
        "Queries that a user behind a client's own resolver had no good answer to: an error, or none within 5 s.",
      defaultText: 'no expectation',
      examples: ['<= 1%'],
    }),
    'user-delay': timeBound.optional().meta({
      description: "The longest that a user behind a client's own resolver waited for an answer.",
      defaultText: 'no expectation',
      examples: ['< 1s'],
    }),
    'connections-broken': queryBound.optional().meta({
      description:
        'How many TCP connections broke, of those that the clients held, one to each address: a number, or a share. The scenario holds them where one of its steps has this key or the next.',
      defaultText: 'no expectation',
      examples: ['0'],
    }),
    'noticed-after': timeBound.optional().meta({
      description:
        'From that instant until a client noticed that a TCP connection was broken; one has to be.',
      defaultText: 'no expectation',
      examples: ['< 3s'],
    }),
    clients: z
      .array(text('the name of a client'), { error: 'a list of clients such as [berlin, paris]' })
      .min(1, { error: 'at least one client' })
      .optional()
      .meta({
        description: 'Clients that the bounds are for.',
        defaultText: 'those that the site answered before it went away',
        examples: [['berlin']],
      }),
    others: kind(['unaffected'])
      .optional()
      .meta({
        description:
          'That the clients which the bounds are not for, and which the site did not answer before, lose nothing, no TCP connection either, and stay where they are.',
        defaultText: 'no expectation',
        examples: ['unaffected'],
      }),
  },
  'a mapping such as { catchment: { berlin: nyc }, outage: < 500ms }',
).meta({ description: 'What has to hold after the step.' });

const step = mapping(
  {
    fault: kind(FAULT_KINDS)
      .optional()
      .meta({
        description: 'What is done to the target.',
        defaultText: '`restore` instead',
        examples: ['withdraw'],
      }),
    target: text('the name of a site or link')
      .optional()
      .meta({
        description:
          'The site that it is done to; for `server-kill`, `server-hang`, `server-broken` and `bad-signature` a site or one server (`ns1.fra`), for `link-down` and `blackhole` a site, a link, or the port of one member of an exchange (`ams-ix:eu-isp`).',
        defaultText: 'required with `fault`',
        examples: ['fra'],
      }),
    restore: text('the name of a site or link, or nothing')
      .nullish()
      .meta({
        description: 'The target whose faults are undone; nothing after the colon: everything is.',
        defaultText: '`fault` instead',
        examples: ['fra'],
      }),
    carrier: kind(['stays', 'lost'])
      .optional()
      .meta({
        description: '`site-crash`: whether its neighbours see a loss of carrier, as on a direct cable.',
        defaultText: '`stays`, as behind a switch',
        examples: ['lost'],
      }),
    direction: kind(['both', 'from', 'to'])
      .optional()
      .meta({
        description:
          '`blackhole`: which frames are dropped, seen from the site, or from the first end of the link.',
        defaultText: '`both`',
        examples: ['to'],
      }),
    deadline: whole(0, 3600, ' of seconds')
      .optional()
      .meta({
        description: '`drain`: seconds that are waited for the last query before the withdrawal.',
        defaultText: '`10`',
        examples: [5],
      }),
    flap: kind(FAULT_KINDS.filter((each) => each !== 'flap'))
      .optional()
      .meta({
        description: '`flap`: which fault is applied and undone again and again.',
        defaultText: '`withdraw`',
        examples: ['link-down'],
      }),
    every: whole(1, 3600, ' of seconds')
      .optional()
      .meta({
        description: '`flap`: seconds from one application to the next; half of it the fault is in force.',
        defaultText: '`4`',
        examples: [4],
      }),
    times: whole(1, 1000, '')
      .optional()
      .meta({
        description: '`flap`: how often.',
        defaultText: '`3`',
        examples: [3],
      }),
    expect: stepExpectations
      .optional()
      .meta({ ...stepExpectations.meta(), defaultText: 'nothing', examples: [{ outage: '< 500ms' }] }),
  },
  'a mapping such as { fault: withdraw, target: fra } or { restore: fra }',
);

const scenario = z
  .array(step, { error: 'a list of steps such as - { fault: withdraw, target: fra }' })
  .min(1, { error: 'at least one step such as - { fault: withdraw, target: fra }' });

/** `scenarios`, in a topology file or in one beside it. */
export const scenarios = named(scenario, 'a mapping of scenarios to lists of steps')
  .nullish()
  .meta({
    description: 'What `anycast-lab test` does to the lab, step by step, and what has to hold then.',
    defaultText: 'none',
    examples: [{ 'lose-frankfurt': [{ fault: 'withdraw', target: 'fra' }, { restore: 'fra' }] }],
  });

/** `expect`, in a topology file or in one beside it. */
export const expectations = mapping(
  {
    catchment: catchment.nullish().meta({
      description:
        'Which site answers which client, by IP version or service where that makes a difference; `none`: none does, and `up` does not wait for one; `fra + nyc`: routers share its queries among these.',
      defaultText: 'no expectation',
      examples: [{ berlin: 'fra', madrid: { v4: 'fra', v6: 'nyc' } }],
    }),
  },
  'a mapping such as { catchment: { berlin: fra } }',
);

/** The shape of a file with scenarios beside the topology that it names. */
export const scenarioFileSchema = mapping(
  {
    topology: text('the path of a topology file, or the name of a bundled topology'),
    expect: expectations.nullish(),
    scenarios,
  },
  'a mapping with topology, expect and scenarios',
);
