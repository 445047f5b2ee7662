/** Labs of any size: a ring of routers with chords. */

/**
 * A topology of `routers` networks. Each buys transit from the one before it, some also from one further back, so the ring has a
 * top from which everyone is reached; two sites below the half and the third quarter and one client. As a customer's route is
 * preferred however long it is, packets go all the way round; sites further apart would be more hops away than a TTL of 64 allows.
 * @param {number} routers
 */
export function ringWithChords(routers) {
  const name = (/** @type {number} */ index) => `r${index}`;
  const indexes = Array.from({ length: routers }, (_, index) => index);
  const ring = indexes.slice(1).map((index) => `${name(index)} -> ${name(index - 1)}`);
  const close = `${name(routers - 1)} -> ${name(0)}`;
  const chords = indexes
    .filter((index) => index % 5 === 0 && index >= 10)
    .map((index) => `${name(index)} -> ${name(Math.floor(index / 2))}`);
  const [half, quarter] = [Math.floor(routers / 2), Math.floor((routers * 3) / 4)];
  return [
    `name: ring-${routers}`,
    'sites: { east: , west: }',
    `routers: { ${indexes.map((index) => `${name(index)}: `).join(', ')} }`,
    `clients: { c0: ${name(Math.floor(routers / 3))} }`,
    'links:',
    ...[...ring, close, ...chords, `east -> ${name(half)}`, `west -> ${name(quarter)}`].map(
      (l) => `  - ${l}`,
    ),
    '',
  ].join('\n');
}
