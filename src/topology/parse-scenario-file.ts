import { limited, readDocument } from './document.ts';
import type { ParsedTopology } from './parse-topology.ts';
import { resolveCatchment } from './resolve-catchment.ts';
import { resolveScenarios } from './resolve-scenarios.ts';
import { expectedNamesExist } from './rules/expected-names.ts';
import { namesIn } from './rules/known-names.ts';
import { checkScenarios } from './rules/scenarios.ts';
import { draftCatchment, draftScenarios } from './scenario-draft.ts';
import { scenarioFileSchema } from './scenario-schema.ts';
import { checkShape, type FileForm } from './shape.ts';
import type { Topology } from './topology.ts';
import { entryOf, nodeAt } from './yaml-tree.ts';

const SCENARIO_FORM: FileForm<unknown> = { schema: scenarioFileSchema, complete: (tree) => tree };

/**
 * Reads a file of scenarios for a topology. What it says of expectations, and its scenarios, take the place of those that
 * the topology has itself. Never throws.
 */
export function parseScenarioFile(source: string, file: string, topology: Topology): ParsedTopology {
  const document = readDocument(source, file);
  if (!('root' in document)) return document;
  const { root, locate } = document;
  const shape = checkShape(root, locate, SCENARIO_FORM);
  const found = [...document.diagnostics, ...shape.diagnostics];
  if (shape.sound === undefined) return { diagnostics: limited(found) };
  const { tree } = shape.sound;
  const scenarios = draftScenarios(root, locate);
  const catchment = draftCatchment(nodeAt(tree, ['expect']), locate);
  const names = namesIn(topology);
  found.push(...expectedNamesExist(catchment, names), ...checkScenarios(scenarios, names));
  if (found.length > 0) return { diagnostics: limited(found) };
  const { scenarios: _own, ...rest } = topology;
  return {
    topology: {
      ...rest,
      ...(entryOf(tree, 'expect') === undefined
        ? {}
        : { expect: { catchment: resolveCatchment(catchment) } }),
      ...(scenarios.length === 0 ? {} : { scenarios: resolveScenarios(scenarios) }),
    },
  };
}
