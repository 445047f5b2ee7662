import * as z from 'zod';
import { catchment, kind } from './scenario-schema.ts';
import { mapping, text } from './schema-builders.ts';
import { FAULT_KINDS } from './topology.ts';

const fault = mapping(
  { fault: kind(FAULT_KINDS), target: text('the name of a site or link') },
  'a fault and its target such as { fault: withdraw, target: fra }',
);

const goal = mapping(
  {
    goal: text('a sentence such as: berlin is answered by fra'),
    catchment: catchment.optional(),
    faults: z.array(fault, { error: 'a list of faults, empty for none' }).optional(),
    levers: z
      .array(text('the name of a site or router'), { error: 'a list of sites and routers, empty for none' })
      .optional(),
  },
  'a mapping such as { goal: berlin is answered by fra, catchment: { berlin: fra } }',
);

const atLeastOne =
  'at least one goal such as - { goal: berlin is answered by fra, catchment: { berlin: fra } }';

/** The shape of what an exercise's page says in YAML. */
export const exerciseSchema = mapping(
  {
    topology: text('the name of a bundled topology'),
    goals: z.array(goal, { error: atLeastOne }).min(1, { error: atLeastOne }),
  },
  'a mapping with topology and goals',
);
