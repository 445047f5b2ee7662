/** Labs shaped as the Internet is: few networks at the top, many at the edge, and few hops between any two. */

const TOP = 4;
/** Of ten networks, how many sell transit to others. */
const TRANSIT = 0.1;

/**
 * A topology of `routers` networks: four at the top that peer with each other, a tenth that buys from two of those, and the rest,
 * each a customer of two of that tenth. Sites are at networks that sell transit, clients at those that do not.
 * @param {number} routers
 * @param {number} clients
 * @param {number} sites
 */
export function hierarchy(routers, clients, sites) {
  const name = (/** @type {number} */ index) => `r${index}`;
  const transits = Math.round(routers * TRANSIT);
  const edges = routers - TOP - transits;
  const links = [];
  for (let a = 0; a < TOP; a++) for (let b = a + 1; b < TOP; b++) links.push(`${name(a)} -- ${name(b)}`);
  for (let t = 0; t < transits; t++)
    for (const top of [t, t + 1]) links.push(`${name(TOP + t)} -> ${name(top % TOP)}`);
  for (let e = 0; e < edges; e++)
    for (const transit of [e, e * 3 + 1]) {
      const link = `${name(TOP + transits + e)} -> ${name(TOP + (transit % transits))}`;
      if (!links.includes(link)) links.push(link);
    }
  for (let s = 0; s < sites; s++) links.push(`s${s} -> ${name(TOP + Math.floor((s * transits) / sites))}`);
  const home = (/** @type {number} */ c) => name(TOP + transits + Math.floor((c * edges) / clients));
  return [
    `name: hierarchy-${routers}`,
    `sites: { ${Array.from({ length: sites }, (_, s) => `s${s}: `).join(', ')} }`,
    `routers: { ${Array.from({ length: routers }, (_, index) => `${name(index)}: `).join(', ')} }`,
    `clients: { ${Array.from({ length: clients }, (_, c) => `c${c}: ${home(c)}`).join(', ')} }`,
    'links:',
    ...links.map((link) => `  - ${link}`),
    '',
  ].join('\n');
}
