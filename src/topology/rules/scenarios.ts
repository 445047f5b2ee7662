import { BOUND_EXAMPLES, isTime, parseBound } from '../bound.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isName, toName } from '../names.ts';
import type { DraftScenario, DraftStep, FaultOption } from '../scenario-draft.ts';
import { FAULT_KINDS, type FaultKind } from '../topology.ts';
import { type ExpectedNames, expectedNamesExist } from './expected-names.ts';
import { refuseUnknown } from './unknown-name.ts';
import { usersHaveResolvers } from './user-bounds.ts';

/** The names that scenarios may refer to. */
export interface KnownNames extends ExpectedNames {
  readonly servers: readonly string[];
  readonly links: readonly { readonly name: string; readonly ends: readonly [string, string] }[];
  /** The clients that have a resolver of their own. */
  readonly resolving: readonly string[];
  /** Whether any zone is. */
  readonly signed: boolean;
}

const KINDS: ReadonlySet<string> = new Set(FAULT_KINDS);

const ON_LINKS: ReadonlySet<string> = new Set<FaultKind>(['link-down', 'blackhole']);

const ON_SERVERS: ReadonlySet<string> = new Set<FaultKind>([
  'server-kill',
  'server-hang',
  'server-broken',
  'bad-signature',
]);

/** Faults that are over by themselves, so that nothing need be restored after them, and they can be applied again. */
const PASSING: ReadonlySet<string> = new Set<FaultKind>(['flap', 'bgp-restart']);

const KIND_OF_OPTION: Readonly<Record<FaultOption, FaultKind>> = {
  carrier: 'site-crash',
  direction: 'blackhole',
  deadline: 'drain',
  flap: 'flap',
  every: 'flap',
  times: 'flap',
};

/** Everything wrong with scenarios that have the right shape. */
export function checkScenarios(
  scenarios: readonly DraftScenario[],
  names: KnownNames,
): readonly Diagnostic[] {
  return scenarios.flatMap((scenario) => [
    ...scenarioIsNamed(scenario),
    ...scenario.steps.flatMap((step) => [
      ...stepsDoOneThing(step),
      ...optionsFitTheFault(step),
      ...targetsExist(step, names),
      ...signaturesExist(step, names),
      ...expectedNamesExist(step.catchment, names),
      ...clientsExist(step, names),
      ...boundsParse(step),
      ...usersHaveResolvers(step, names),
      ...othersAreKnown(step, names),
    ]),
    ...faultsAndRestoresTakeTurns(scenario, names),
  ]);
}

function scenarioIsNamed({ text: name, at: location }: DraftScenario): readonly Diagnostic[] {
  if (isName(name)) return [];
  const suggestion = toName(name);
  const args = { what: 'scenario', name, ...(suggestion === undefined ? {} : { suggestion }) };
  return [{ code: 'bad-name', args, location }];
}

/** A step applies a fault to a target, or restores. */
function stepsDoOneThing({ at, fault, target, restore }: DraftStep): readonly Diagnostic[] {
  if ((fault === undefined) === (restore === undefined))
    return [{ code: 'step-action', args: { both: fault !== undefined }, location: restore?.at ?? at }];
  if (fault !== undefined && target === undefined) {
    const expected = 'the name of the site or link that it is done to';
    return [{ code: 'missing-key', args: { key: 'target', expected }, location: at }];
  }
  return fault === undefined && target !== undefined
    ? [{ code: 'restore-target', args: { target: target.text }, location: target.at }]
    : [];
}

/** Each key beside a fault is one that this kind of fault knows. */
function optionsFitTheFault({ fault, options }: DraftStep): readonly Diagnostic[] {
  if (fault !== undefined && !KINDS.has(fault.text)) return [];
  const flapped = options.find(({ key }) => key === 'flap')?.text ?? 'withdraw';
  const kinds = fault?.text === 'flap' ? ['flap', flapped] : [fault?.text];
  return options
    .filter(({ key }) => !kinds.includes(KIND_OF_OPTION[key]))
    .map(({ key, keyAt: location }) => ({
      code: 'fault-option',
      args: { option: key, fault: fault?.text ?? 'restore', kind: KIND_OF_OPTION[key] },
      location,
    }));
}

function targetsExist(step: DraftStep, names: KnownNames): readonly Diagnostic[] {
  const links = names.links.map(({ name }) => name);
  if (step.fault !== undefined && step.target !== undefined) {
    if (step.target.text === '') return [];
    const kind = kindOf(step);
    if (ON_LINKS.has(kind) || !KINDS.has(kind))
      return refuseUnknown('site or link', step.target, [...names.sites, ...links]);
    if (ON_SERVERS.has(kind) && !links.includes(step.target.text))
      return refuseUnknown('site or server', step.target, [...names.sites, ...names.servers]);
    if (links.includes(step.target.text) && !names.sites.includes(step.target.text)) {
      const args = { fault: kind, link: step.target.text };
      return [{ code: 'fault-on-link', args, location: step.target.at }];
    }
    return refuseUnknown('site', step.target, names.sites);
  }
  return step.restore === undefined || step.restore.text === ''
    ? []
    : refuseUnknown('site, server or link', step.restore, [...names.sites, ...names.servers, ...links]);
}

/** Signatures are spoilt where there are any. */
function signaturesExist(step: DraftStep, { signed }: KnownNames): readonly Diagnostic[] {
  if (signed || step.fault === undefined || kindOf(step) !== 'bad-signature') return [];
  return [{ code: 'fault-unsigned', args: {}, location: step.fault.at }];
}

/** What is done to the target: the fault itself, or the one that a flap repeats. */
function kindOf({ fault, options }: DraftStep): string {
  if (fault?.text !== 'flap') return fault?.text ?? '';
  return options.find(({ key }) => key === 'flap')?.text ?? 'withdraw';
}

function clientsExist({ clients = [] }: DraftStep, names: KnownNames): readonly Diagnostic[] {
  return clients.flatMap((client) => refuseUnknown('client', client, names.clients));
}

function boundsParse({ bounds }: DraftStep): readonly Diagnostic[] {
  return bounds.flatMap(({ figure, text, at: location }): readonly Diagnostic[] => {
    const parsed = parseBound(text, figure);
    if ('bound' in parsed) return [];
    const expected = BOUND_EXAMPLES[isTime(figure) ? 'time' : 'queries'];
    return [{ code: 'bad-bound', args: { figure, text, expected, ...parsed }, location }];
  });
}

/** Who the others are follows from the site that goes away, or from the clients that are named; a transit link has neither. */
function othersAreKnown(
  { fault, target, others, clients }: DraftStep,
  names: KnownNames,
): readonly Diagnostic[] {
  if (others === undefined || clients !== undefined || fault === undefined || target === undefined) return [];
  const link = names.sites.includes(target.text)
    ? undefined
    : names.links.find(({ name }) => name === target.text);
  if (link === undefined || link.ends.some((node) => names.sites.includes(node))) return [];
  return [{ code: 'others-unknown', args: { link: target.text }, location: others.at }];
}

/** A target has one fault at a time, and nothing is restored that is not broken. */
function faultsAndRestoresTakeTurns(
  { steps }: DraftScenario,
  { sites, servers, links }: KnownNames,
): readonly Diagnostic[] {
  const known = new Set([...sites, ...servers, ...links.map(({ name }) => name)]);
  const found: Diagnostic[] = [];
  const inForce = new Map<string, string>();
  const touched = new Set<string>();
  for (const { fault, target, restore } of steps) {
    if (fault !== undefined && target !== undefined && known.has(target.text)) {
      const before = inForce.get(target.text);
      if (before !== undefined) {
        const args = { fault: before, target: target.text };
        found.push({ code: 'fault-in-force', args, location: fault.at });
      }
      if (!PASSING.has(fault.text)) inForce.set(target.text, fault.text);
      touched.add(target.text);
    } else if (restore !== undefined && fault === undefined) {
      if (restore.text === '' ? touched.size === 0 : known.has(restore.text) && !touched.has(restore.text)) {
        const args = { target: restore.text, broken: [...touched] };
        found.push({ code: 'restore-nothing', args, location: restore.at });
      }
      for (const name of restore.text === '' ? known : [restore.text]) {
        inForce.delete(name);
        touched.delete(name);
      }
    }
  }
  return found;
}
