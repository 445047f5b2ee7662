/** Labs of any size: a ring of routers with chords. */

/**
 * A topology of `routers` networks. Each buys transit from the one before it and from one further back, so the ring has a
 * top from which everyone is reached; two sites at opposite ends, and clients all around.
 * @param {number} routers
 * @param {number} [clients]
 */
export function ringWithChords(routers, clients = 1) {
  const name = (/** @type {number} */ index) => `r${index}`;
  const indexes = Array.from({ length: routers }, (_, index) => index);
  const ring = indexes.slice(1).map((index) => `${name(index)} -> ${name(index - 1)}`);
  const close = `${name(routers - 1)} -> ${name(0)}`;
  const chords = indexes
    .filter((index) => index % 5 === 0 && index >= 10)
    .map((index) => `${name(index)} -> ${name(Math.floor(index / 2))}`);
  const half = Math.floor(routers / 2);
  return [
    `name: ring-${routers}`,
    'sites: { east: , west: }',
    `routers: { ${indexes.map((index) => `${name(index)}: `).join(', ')} }`,
    `clients: { ${Array.from({ length: clients }, (_, c) => `c${c}: ${name(Math.floor(((c + 1) * routers) / (clients + 2)))}`).join(', ')} }`,
    'links:',
    ...[...ring, close, ...chords, `east -> ${name(half)}`, `west -> ${name(routers - 1)}`].map(
      (l) => `  - ${l}`,
    ),
    '',
  ].join('\n');
}
