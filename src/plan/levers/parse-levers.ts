/** Levers as they are typed: `prepend fra 2`, `local-pref eu-transit:us-transit 300`. */
import { meantOrAll } from '../../topology/names.ts';
import { COMMUNITY, communityFits, MAX_PREPEND, MAX_UINT32 } from '../../topology/policy-bounds.ts';
import { ORIGINS } from '../../topology/topology.ts';
import type { LabPlan, RouterPlan } from '../lab-plan.ts';
import { isRouter } from '../roles.ts';
import type { Lever } from './lever.ts';

/** A mistake in a lever, and what to write instead. */
export class LeverMistake extends Error {
  override readonly name = 'LeverMistake';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A lever, and its text in one form, however it was typed. */
export interface PulledLever {
  readonly text: string;
  readonly lever: Lever;
}

/** What stands after the name of a lever, for help texts, and a sentence on what it does. */
export const LEVERS = {
  prepend: ['SITE|ROUTER:NEIGHBOUR N', 'its ASN put before the path N times more; 0: as it is by itself'],
  med: ['SITE|ROUTER:NEIGHBOUR N|none', 'MULTI_EXIT_DISC of what it sends'],
  origin: [`SITE|ROUTER:NEIGHBOUR ${ORIGINS.join('|')}`, 'ORIGIN of what it sends'],
  communities: ['SITE|ROUTER:NEIGHBOUR C...|none', 'communities added to what it sends'],
  'local-pref': ['ROUTER:NEIGHBOUR N|default', 'local preference, at ROUTER, of what comes from NEIGHBOUR'],
  weight: ['ROUTER:NEIGHBOUR N|default', "FRR's first criterion, at ROUTER, for what comes from NEIGHBOUR"],
  withdraw: ['SITE', 'nobody hears of its services'],
  'announce-to': ['SITE NEIGHBOUR...', 'these neighbours alone hear of its services'],
  'do-not-announce-to': ['SITE NEIGHBOUR...', 'all neighbours but these hear of its services'],
} as const satisfies Readonly<Record<string, readonly [takes: string, does: string]>>;

type Verb = keyof typeof LEVERS;

/**
 * Reads levers from the words of a command line. Several stand with commas between, or in quotes each.
 * @throws LeverMistake
 */
export function parseLevers(words: readonly string[], plan: LabPlan): readonly PulledLever[] {
  const parts = words.some((word) => /\s/.test(word.trim())) ? words : [words.join(' ')];
  return parts.flatMap((part) => part.split(',')).map((text) => parseLever(text, plan));
}

function parseLever(text: string, plan: LabPlan): PulledLever {
  const [verb = '', place = '', ...values] = text.trim().split(/\s+/);
  if (!isVerb(verb)) throw unknownVerb(verb);
  if (place === '') throw usage(verb, plan);
  return { text: [verb, place, ...values].join(' '), lever: readLever(verb, place, values, plan) };
}

function readLever(verb: Verb, place: string, values: readonly string[], plan: LabPlan): Lever {
  const [value] = values;
  const only = (): string => {
    if (value === undefined || values.length > 1) throw usage(verb, plan);
    return value;
  };
  switch (verb) {
    case 'prepend': {
      const times = wholeNumber(verb, only(), MAX_PREPEND, plan);
      return sent(verb, place, { key: 'prepend', value: times === 0 ? null : times }, plan);
    }
    case 'med': {
      const med = only() === 'none' ? null : wholeNumber(verb, only(), MAX_UINT32, plan);
      return sent(verb, place, { key: 'med', value: med }, plan);
    }
    case 'origin': {
      const origin = ORIGINS.find((each) => each === only());
      if (origin === undefined) throw usage(verb, plan);
      return sent(verb, place, { key: 'origin', value: origin }, plan);
    }
    case 'communities': {
      if (values.length === 0) throw usage(verb, plan);
      const wrong = values.find((each) => !isCommunity(each) && !(each === 'none' && values.length === 1));
      if (wrong !== undefined) {
        throw new LeverMistake(
          `${quoted(wrong)} is no community`,
          'Write one such as 64500:70, 64500:1:2 or no-export.',
        );
      }
      return sent(verb, place, { key: 'communities', value: value === 'none' ? null : values }, plan);
    }
    case 'local-pref': {
      const preference = only() === 'default' ? null : wholeNumber(verb, only(), MAX_UINT32, plan);
      return { kind: 'in', ...endOf(verb, place, plan), change: { key: 'localPref', value: preference } };
    }
    case 'weight': {
      const weight = only() === 'default' ? null : wholeNumber(verb, only(), 65_535, plan);
      return { kind: 'in', ...endOf(verb, place, plan), change: { key: 'weight', value: weight } };
    }
    case 'withdraw':
      if (values.length > 0) throw usage(verb, plan);
      return { kind: 'withdraw', node: siteOf(verb, place, plan).name };
    case 'announce-to':
      return { kind: 'hears', ...neighborsNamed(verb, place, values, plan), only: true };
    case 'do-not-announce-to':
      return { kind: 'hears', ...neighborsNamed(verb, place, values, plan), only: false };
  }
}

/** What a site sends to all, or one end of a link to one neighbour. */
function sent(
  verb: Verb,
  place: string,
  change: Extract<Lever, { readonly kind: 'out' }>['change'],
  plan: LabPlan,
): Lever {
  if (place.includes(':')) return { kind: 'out', ...endOf(verb, place, plan), change };
  return { kind: 'services', node: borderSiteOf(verb, place, plan).name, change };
}

function siteOf(verb: Verb, name: string, plan: LabPlan): RouterPlan {
  const routers = plan.nodes.filter(isRouter);
  const found = routers.find((router) => router.name === name);
  if (found?.role === 'edge') return found;
  const sites = routers.filter(({ role }) => role === 'edge').map((site) => site.name);
  if (found !== undefined) {
    const [neighbor] = neighborsOf(found);
    const end = LEVERS[verb][0].includes('ROUTER:') && neighbor !== undefined;
    throw new LeverMistake(
      `${name} is a router, and ${verb} ${name} is about a site`,
      end ? `Name the neighbour too, such as ${name}:${neighbor}.` : `Sites: ${sites.join(', ')}.`,
    );
  }
  throw unknownName('site', name, sites);
}

/** A site that meets other networks itself: what it sends within its own stays as it is. */
function borderSiteOf(verb: Verb, name: string, plan: LabPlan): RouterPlan {
  const site = siteOf(verb, name, plan);
  if (neighborsOf(site).length > 0) return site;
  const border = plan.nodes
    .filter(isRouter)
    .find((router) => router.asn === site.asn && router.igp !== undefined && neighborsOf(router).length > 0);
  throw new LeverMistake(
    `${name} has no neighbour in another network, and ${verb} is about what those hear`,
    border === undefined
      ? `Withdraw it instead: withdraw ${name}`
      : `Pull it where its network meets others, such as ${border.name}:${neighborsOf(border)[0]}.`,
  );
}

function endOf(
  verb: Verb,
  place: string,
  plan: LabPlan,
): { readonly node: string; readonly neighbor: string } {
  const [name = '', neighbor, ...more] = place.split(':');
  if (neighbor === undefined || more.length > 0) throw usage(verb, plan);
  const routers = plan.nodes.filter(isRouter);
  const router = routers.find((each) => each.name === name);
  if (router === undefined)
    throw unknownName(
      'site or router',
      name,
      routers.map((each) => each.name),
    );
  return { node: name, neighbor: requireNeighbor(router, neighbor) };
}

function neighborsNamed(verb: Verb, place: string, names: readonly string[], plan: LabPlan) {
  const site = borderSiteOf(verb, place, plan);
  if (names.length === 0) throw usage(verb, plan);
  const exchanges = site.neighbors.flatMap(({ atExchange, link }) => (atExchange ? [link] : []));
  return { node: site.name, names: names.map((name) => requireNeighbor(site, name, exchanges)) };
}

/** @param exchanges those that may be named too, for all neighbours there */
function requireNeighbor(router: RouterPlan, name: string, exchanges: readonly string[] = []): string {
  const known = [...neighborsOf(router), ...new Set(exchanges)];
  if (known.includes(name)) return name;
  if (router.neighbors.some(({ node }) => node === name)) {
    throw new LeverMistake(
      `${name} is in the network of ${router.name}, and levers are for what passes between networks`,
      known.length === 0
        ? 'Name a router that has neighbours in other networks.'
        : `Write one of these: ${known.join(', ')}.`,
    );
  }
  throw unknownName(`neighbour of ${router.name}`, name, known);
}

/** Those in other networks. */
function neighborsOf(router: RouterPlan): readonly string[] {
  const others = router.neighbors.filter(({ relationship }) => relationship !== 'internal');
  return [...new Set(others.map(({ node }) => node))];
}

function wholeNumber(verb: Verb, text: string, most: number, plan: LabPlan): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= most) return Number(text);
  const { hint } = usage(verb, plan);
  throw new LeverMistake(`${verb} takes a whole number from 0 to ${most}, and not ${quoted(text)}`, hint);
}

function isCommunity(text: string): boolean {
  return COMMUNITY.test(text) && communityFits(text);
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(LEVERS, text);
}

function unknownVerb(text: string): LeverMistake {
  const message = text === '' ? 'a lever without a name' : `there is no lever ${quoted(text)}`;
  return new LeverMistake(message, meantOrAll(text, Object.keys(LEVERS), 'Levers'));
}

function unknownName(what: string, name: string, known: readonly string[]): LeverMistake {
  return new LeverMistake(
    `there is no ${what} ${quoted(name)}`,
    meantOrAll(name, known, 'Write one of these'),
  );
}

/** How a lever is written, with names of this lab. */
function usage(verb: Verb, plan: LabPlan): LeverMistake {
  const routers = plan.nodes.filter(isRouter);
  const site = routers.find(({ role }) => role === 'edge');
  const [neighbor = 'NEIGHBOUR'] = site === undefined ? [] : neighborsOf(site);
  const places = { site: site?.name ?? 'SITE', end: `${neighbor}:${site?.name ?? 'SITE'}` };
  const examples: Readonly<Record<Verb, string>> = {
    prepend: `${places.site} 2`,
    med: `${places.site} 10`,
    origin: `${places.site} incomplete`,
    communities: `${places.site} no-export`,
    'local-pref': `${places.end} 300`,
    weight: `${places.end} 10`,
    withdraw: places.site,
    'announce-to': `${places.site} ${neighbor}`,
    'do-not-announce-to': `${places.site} ${neighbor}`,
  };
  return new LeverMistake(
    `${verb} is written ${verb} ${LEVERS[verb][0]}`,
    `Write for example: ${verb} ${examples[verb]}`,
  );
}

/** As it was typed, less what could disturb the terminal, and not longer than a line holds. */
function quoted(text: string): string {
  return JSON.stringify(text.replace(/\p{Cc}/gu, '?').slice(0, 80));
}
