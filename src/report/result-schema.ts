/** The format of result.json, version 1 (docs/adr/0008). A change that an older reader would misread is a new version. */
import * as z from 'zod';
import { FORENSICS_INVALIDITIES } from '../measure/forensics/forensics.ts';
import { TIMELINE_KINDS } from '../measure/forensics/timeline.ts';
import { VERDICTS } from '../measure/forensics/verdict.ts';
import { FAULT_KINDS } from '../topology/topology.ts';
import { family, planSchema } from './plan-schema.ts';
import { columnsSchema } from './sample-columns.ts';

export const RESULT_VERSION = 1;

const instantSchema = z
  .looseObject({ family, prefix: z.string(), before: z.number(), after: z.number() })
  .describe('When a step took effect for a prefix, in µs of CLOCK_MONOTONIC; figures count from `before`');

const stepSchema = z.looseObject({
  action: z.enum(['fault', 'restore']),
  kind: z.enum(FAULT_KINDS),
  target: z.string().nullable().describe('Null: a restore of everything that was in force'),
  site: z.string().nullable(),
  instants: z.array(instantSchema),
  settled: z.boolean(),
  unsettled: z
    .array(z.looseObject({ client: z.string(), service: z.string(), family, awaited: z.string() }))
    .optional()
    .describe('Whose queries had not settled when the time for it was over, and what was waited for'),
});

const fibSchema = z
  .looseObject({
    node: z.string(),
    family,
    prefix: z.string(),
    at: z.number(),
    interfaces: z.array(z.string()),
  })
  .describe("A router's route as it stands from `at` on, in µs of CLOCK_MONOTONIC");

const heldSchema = z
  .looseObject({
    interval: z.number().positive().describe('Between two queries over a connection, in ms'),
    timeout: z.number().positive().describe('After so long without an answer a client gives one up, in ms'),
    events: z.array(
      z.looseObject({
        ...{ client: z.string(), service: z.string(), family },
        kind: z.enum(['open', 'silent', 'spoke', 'broken']),
        at: z.number().describe('In µs of CLOCK_MONOTONIC'),
      }),
    ),
  })
  .describe('What became of the TCP connections that clients held, one to each address');

const invalidSchema = z.looseObject({ client: z.string(), reason: z.string() });

const runSchema = z.looseObject({
  interval: z
    .number()
    .positive()
    .describe('Between two queries, in ms: the resolution of figures from queries'),
  timeout: z.number().positive().describe('In ms'),
  patience: z.number().describe('In s'),
  steps: z.array(stepSchema),
  samples: columnsSchema,
  fib: z.array(fibSchema),
  users: columnsSchema
    .optional()
    .describe(
      "What users behind clients' own resolvers asked these: `service` is the name, *.ZONE a new one each time",
    ),
  held: heldSchema.optional(),
  invalid: z.array(invalidSchema).describe('Reasons not to believe the figures; none: they stand'),
});

const checkSchema = z.looseObject({
  scenario: z.string().nullable(),
  step: z.int().nullable(),
  what: z.string(),
  client: z.string().nullable(),
  service: z.string().nullable(),
  family: family.nullable(),
  expected: z.string(),
  seen: z.string(),
  held: z.boolean(),
  evidence: z.array(z.string()),
});

const timelineSchema = z.looseObject({
  at: z.number().describe('In µs of CLOCK_MONOTONIC'),
  kind: z.enum(TIMELINE_KINDS),
  node: z.string(),
  text: z.string(),
});

const fateSchema = z
  .looseObject({
    verdict: z.enum(VERDICTS),
    cause: z.string().optional(),
    where: z.string().nullable(),
    path: z.array(z.string()),
  })
  .describe('What became of a query, and the nodes that it and its answer passed');

const forensicsSchema = z.looseObject({
  invalid: z
    .array(z.looseObject({ reason: z.enum(FORENSICS_INVALIDITIES) }))
    .describe('Reasons not to believe what is said of lost queries; none: it stands'),
  packets: z.int(),
  counts: z
    .array(
      z.array(
        z.looseObject({
          ...{ client: z.string(), service: z.string(), family, lost: z.int() },
          ...{ verdict: z.enum(VERDICTS), cause: z.string().optional(), where: z.string().nullable() },
        }),
      ),
    )
    .describe('For each step of the run; a client’s sum to the lost queries of its figures'),
  losses: z.looseObject({
    fates: z.array(fateSchema),
    series: z
      .array(
        z.looseObject({
          ...{ client: z.string(), service: z.string(), family },
          seq: z.array(z.int()).describe('Numbers of queries, as in samples'),
          fate: z.array(z.int()).describe('For each of them an index into fates'),
        }),
      )
      .describe('Every lost query of the run'),
  }),
  timeline: z.array(timelineSchema),
});

const scenarioSchema = z.looseObject({
  name: z.string(),
  repeat: z.int().positive(),
  steps: z.array(z.looseObject({ action: z.enum(['fault', 'restore']) })),
  run: runSchema.nullable(),
  checks: z.array(checkSchema),
  problem: z.string().nullable(),
  seconds: z.number(),
  forensics: forensicsSchema.optional().describe('Where every link was captured during the run'),
  discarded: z
    .array(z.array(invalidSchema))
    .optional()
    .describe('Of each invalid run that was thrown away before this one: the reasons'),
});

const impairmentsSchema = z
  .looseObject({
    mtu: z.int().optional(),
    from: z.record(
      z.string(),
      z.looseObject({
        latency: z.number().optional().describe('In µs'),
        jitter: z.number().optional().describe('In µs'),
        loss: z.number().optional().describe('Share of packets, from 0 to 1'),
        rate: z.number().optional().describe('Bits a second'),
      }),
    ),
  })
  .describe('By the end that packets come from');

const linkSchema = z.looseObject({
  link: z.string(),
  mechanism: z.enum(['kernel', 'line']).nullable().describe('Null: nothing impairs it, its MTU apart'),
  impairments: impairmentsSchema.nullable().describe('Null: it was a plain cable'),
  planned: impairmentsSchema.nullable(),
  asPlanned: z.boolean(),
  works: z.boolean(),
});

const environmentSchema = z.looseObject({
  tool: z.string(),
  engine: z.looseObject({ name: z.string(), version: z.string() }),
  kernel: z.string(),
  cpus: z.number(),
  images: z
    .record(z.string(), z.string())
    .describe('By kind of node: a tag that ends in the hash of what it is made from'),
  frr: z.string().nullable(),
  servers: z.record(z.string(), z.string()).describe('Version of each kind of DNS server'),
  links: z
    .array(linkSchema)
    .optional()
    .describe('Links that are, or by the topology should be, more than cables'),
});

const catchmentSchema = z.looseObject({
  client: z.string(),
  service: z.string(),
  family,
  site: z.string().nullable(),
  server: z.string().nullable(),
});

const labSchema = z.looseObject({
  topology: z.looseObject({ file: z.string(), name: z.string(), source: z.string(), hash: z.string() }),
  scenarioFile: z.looseObject({ file: z.string(), source: z.string() }).nullable(),
  plan: planSchema,
  environment: environmentSchema.nullable(),
  startedAt: z.string(),
  durations: z.looseObject({ up: z.number(), down: z.number(), total: z.number() }).describe('In s'),
  catchment: z.looseObject({ entries: z.array(catchmentSchema), checks: z.array(checkSchema) }),
  scenarios: z.array(scenarioSchema),
  notes: z.array(z.string()),
  interrupted: z.boolean(),
  problem: z.string().nullable(),
  kept: z.string().nullable(),
});

export const resultSchema = z.looseObject({
  format: z.literal('anycast-lab result'),
  version: z.literal(RESULT_VERSION),
  labs: z.array(labSchema),
});

export type ResultFile = z.infer<typeof resultSchema>;

/** The text of result.schema.json: what a program that reads results can rely on. */
export function resultSchemaJson(): string {
  const { $schema, ...rest } = z.toJSONSchema(resultSchema, { target: 'draft-7' });
  return `${JSON.stringify({ $schema, title: 'Result of an anycast lab', ...rest }, null, 2)}\n`;
}
