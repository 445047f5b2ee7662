import type { LabPlan, SessionPlan } from './lab-plan.ts';

/** How one plan differs from another, in words, a line a difference; empty where they are the same. */
export function diffPlans(before: LabPlan, after: LabPlan): readonly string[] {
  return [
    ...compare('node', named(before.nodes), named(after.nodes)),
    ...compare('link', named(before.links), named(after.links)),
    ...compare('service', named(before.services), named(after.services)),
    ...compare('session', sessions(before), sessions(after)),
    ...(JSON.stringify(before.timers) === JSON.stringify(after.timers) ? [] : ['BGP timers changed']),
    ...(before.gracefulRestart === after.gracefulRestart ? [] : ['graceful restart changed']),
    ...(before.bestpath === after.bestpath ? [] : ['best path changed']),
    ...(before.ecmpHash === after.ecmpHash ? [] : ['ECMP hash changed']),
    ...(JSON.stringify(before.expectedCatchment) === JSON.stringify(after.expectedCatchment)
      ? []
      : ['expected catchment changed']),
  ];
}

function named(things: readonly { readonly name: string }[]): ReadonlyMap<string, string> {
  return new Map(things.map((thing) => [thing.name, JSON.stringify(thing)]));
}

function sessions(plan: LabPlan): ReadonlyMap<string, string> {
  const links = new Set(plan.links.filter(({ kind }) => kind === 'exchange').map(({ name }) => name));
  const nameOf = ({ link, a, b }: SessionPlan): string =>
    links.has(link) ? `${link} ${a.node}--${b.node}` : link;
  return new Map(plan.sessions.map((s) => [`${nameOf(s)} IPv${s.family}`, JSON.stringify(s)]));
}

function compare(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${what} ${name} removed`);
  const come = [...after.keys()].filter((name) => !before.has(name)).map((name) => `${what} ${name} added`);
  const changed = [...after]
    .filter(([name, text]) => before.has(name) && before.get(name) !== text)
    .map(([name]) => `${what} ${name} changed`);
  return [...gone, ...come, ...changed];
}
