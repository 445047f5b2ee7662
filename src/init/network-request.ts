/** What `init` is asked for, from texts: options of the command line or answers to questions. */
import { describeDiagnostic } from '../topology/messages.ts';
import { isName, toName } from '../topology/names.ts';
import { SITE_CODES } from './places.ts';
import type { Bounds } from './shape.ts';
import { SHAPES, type ShapeName } from './shapes.ts';
import type { NetworkSize } from './sketch.ts';

export interface NetworkRequest extends NetworkSize {
  readonly shape: ShapeName;
}

/** As many sites as there are codes; with one, nothing is anycast. */
export const SITES: Bounds = { least: 2, most: SITE_CODES.length };

/** Each with a name of its own, also where sites have taken names of cities. */
export const CLIENTS: Bounds = { least: 1, most: 60 };

export const DEFAULTS = { shape: 'two-tier', sites: '3' } as const;

/** Longest text that a message repeats. */
const MAX_SHOWN = 40;

/** As many transit networks as sites, where the shape can have so many. */
export function defaultTransits(shape: ShapeName, sites: readonly string[]): number {
  const { least, most } = SHAPES[shape].transits;
  return Math.min(Math.max(sites.length, least), most);
}

/** Two for each transit network, and no fewer than four. */
export function defaultClients(transits: number): number {
  return Math.max(2 * transits, 4);
}

/**
 * Reads `3`, or names such as `fra,nyc,sin`.
 * @throws RangeError which says what is wrong, and what to write instead; so do all below
 */
export function readSites(text: string): readonly string[] {
  const instead = 'write one of these numbers, or so many names: fra,nyc,sin';
  const check = (count: number): number => within(SITES, count, 'a network', 'sites', instead);
  if (/^\s*\d+\s*$/.test(text)) return SITE_CODES.slice(0, check(Number(text)));
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (isName(name)) continue;
    const suggestion = toName(name);
    const args = { what: 'site', name, ...(suggestion === undefined ? {} : { suggestion }) };
    throw new RangeError(describeDiagnostic({ code: 'bad-name', args, location: { file: '' } }));
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`the site ${twice} is there twice; write each name once`);
  check(names.length);
  return names;
}

/** How many transit networks a shape is to have. */
export function readTransits(text: string, shape: ShapeName): number {
  const { transits } = SHAPES[shape];
  const wanted = wholeNumber(text, 'transit networks');
  if (transits.most === 1 && wanted !== 1) {
    throw new RangeError(
      `a ${shape} has one transit network, not ${wanted}; leave --transits out, or write --shape ${DEFAULTS.shape}`,
    );
  }
  return within(transits, wanted, `the shape ${shape}`, 'transit networks');
}

export function readClients(text: string): number {
  return within(CLIENTS, wholeNumber(text, 'clients'), 'a network', 'clients');
}

/** Texts as they were given; absent: the default. */
export interface Given {
  readonly shape?: ShapeName;
  readonly sites?: string;
  readonly transits?: string;
  readonly clients?: string;
}

/** The whole request. */
export function readRequest(given: Given): NetworkRequest {
  const shape = given.shape ?? DEFAULTS.shape;
  const sites = readSites(given.sites ?? DEFAULTS.sites);
  const transits =
    given.transits === undefined ? defaultTransits(shape, sites) : readTransits(given.transits, shape);
  const clients = given.clients === undefined ? defaultClients(transits) : readClients(given.clients);
  return { shape, sites, transits, clients };
}

function wholeNumber(text: string, what: string): number {
  if (/^\s*\d+\s*$/.test(text)) return Number(text);
  throw new RangeError(
    `${JSON.stringify(text.slice(0, MAX_SHOWN))} is no number of ${what}; write one such as 4`,
  );
}

function within(
  { least, most }: Bounds,
  count: number,
  whose: string,
  what: string,
  instead = 'write one of these numbers',
): number {
  if (count >= least && count <= most) return count;
  throw new RangeError(`${whose} has ${least} to ${most} ${what}, not ${count}; ${instead}`);
}
