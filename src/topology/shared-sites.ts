/** Several sites in one text, where routers share a client's queries among them: `fra + nyc`. No name holds a plus sign. */

/** The sites that a text names, sorted; one, where it is the name of a site. */
export function sitesIn(text: string): readonly string[] {
  return [...new Set(text.split('+').map((name) => name.trim()))].sort();
}

/** The text for these sites, the same whatever their order. */
export function sharedAmong(sites: readonly string[]): string {
  return sitesIn(sites.join('+')).join(' + ');
}
