/** From a request to the text of a topology file: the same text for the same request. */
import { counted } from '../report/words.ts';
import type { NetworkRequest } from './network-request.ts';
import { cityOf } from './places.ts';
import { SHAPES } from './shapes.ts';
import type { Section, Sketch } from './sketch.ts';

/** What relationships mean, which decides everything that the reader will see. */
const RELATIONSHIPS = [
  'Who pays whom decides who gets which site. "a -> b": a is the customer of b, and pays. "a -- b": peers, who do not pay.',
  "- A network takes a customer's route before a peer's, and a peer's before a provider's. Only among those that are left",
  '  does the shorter AS path win, and then a tie-break. Distance is nowhere in it.',
  "- It tells everybody of its customers' routes, and of all others its customers only.",
];

/**
 * Writes a topology, with comments for somebody who learns.
 * @param file what to call it in commands that the reader is to type: a word that needs no quotes
 * @throws RangeError where a site has the name of a network
 */
export function writeTopology(request: NetworkRequest, file: string): string {
  const sketch = SHAPES[request.shape].draw(request);
  refuseTakenNames(request.sites, sketch);
  return [
    ...comment(sketch.about, ''),
    ...comment(
      ['All sites announce the same addresses, and BGP picks, network by network, the site that answers.'],
      '',
    ),
    '#',
    ...comment(next(request, sketch, file), ''),
    '#',
    ...comment([`Written by: anycast-lab init ${options(request)}`], ''),
    `description: ${describe(request).replace(/^a/, 'A')}`,
    '',
    'sites: # an edge router and a DNS server each',
    ...request.sites.map(site),
    '',
    'routers: # the networks between, each an autonomous system (AS) with one router',
    ...sketch.routers.flatMap((section) => list(section, (name) => `  ${name}:`)),
    '',
    'clients: # who asks, and the network that connects them',
    ...sketch.clients.map(({ name, router }) => `  ${name}: ${router}`),
    '',
    ...comment(RELATIONSHIPS, ''),
    'links:',
    ...sketch.links.flatMap((section) => list(section, (link) => `  - ${link}`)),
    ...exchanges(sketch),
    '',
  ].join('\n');
}

/** `a two-tier network with 3 sites, 3 transit networks and 6 clients` */
export function describe({ shape, sites, transits, clients }: NetworkRequest): string {
  const transit = counted(transits, 'transit network');
  const article = /^[aeiou]/.test(shape) ? 'an' : 'a';
  return `${article} ${shape} network with ${counted(sites.length, 'site')}, ${transit} and ${counted(clients, 'client')}`;
}

/** The options that ask for the same again. */
function options({ shape, sites, transits, clients }: NetworkRequest): string {
  const { least, most } = SHAPES[shape].transits;
  return [
    `--shape ${shape} --sites ${sites.join(',')}`,
    ...(least === most ? [] : [`--transits ${transits}`]),
    `--clients ${clients}`,
  ].join(' ');
}

/** The last client is one whose network has the most to choose from. */
function next({ sites: [first] }: NetworkRequest, { clients }: Sketch, file: string): readonly string[] {
  const commands = [
    [`up ${file}`, 'start it; anycast-lab down removes it'],
    ['probe', 'which site answers which client?'],
    [`explain ${clients.at(-1)?.name}`, 'and why that one?'],
    [`failover ${first}`, `take ${first} away and bring it back: what does every client lose?`],
    [`whatif prepend ${first} 3`, `whom does ${first} lose when its AS path gets longer, and whom not?`],
    [`expect --write ${file}`, `write down here what you saw; anycast-lab test ${file} checks it`],
  ] as const;
  const width = Math.max(...commands.map(([words]) => words.length));
  return commands.map(([words, says]) => `  anycast-lab ${words.padEnd(width)}   ${says}`);
}

function site(name: string): string {
  const city = cityOf(name);
  return `  ${name}:${city === undefined ? '' : ` # ${city}`}`;
}

function exchanges({ exchange }: Sketch): readonly string[] {
  if (exchange === undefined) return [];
  const { comment: lines, name, members } = exchange;
  return [
    '',
    ...comment(lines, ''),
    'exchanges:',
    `  ${name}:`,
    '    route-server: true',
    '    members:',
    ...members.map((member) => `      - ${listed(member)}`),
  ];
}

/** A name as an item of a list: some would be no text there. */
function listed(name: string): string {
  return ['null', 'true', 'false'].includes(name) ? JSON.stringify(name) : name;
}

function list({ comment: lines, items }: Section, write: (item: string) => string): readonly string[] {
  return items.length === 0 ? [] : [...comment(lines, '  '), ...items.map(write)];
}

function comment(lines: readonly string[], indent: string): readonly string[] {
  return lines.map((line) => `${indent}# ${line}`);
}

/** Only names that the user gave can be taken: clients are named after what is free. */
function refuseTakenNames(sites: readonly string[], { routers }: Sketch): void {
  const networks = new Set(routers.flatMap(({ items }) => items));
  const taken = sites.find((name) => networks.has(name));
  if (taken !== undefined) {
    throw new RangeError(`a network of this shape is called ${taken} already; give the site another name`);
  }
}
