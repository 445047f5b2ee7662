/**
 * The colours of sites, in their order; more sites share them, and are told apart by their names. The first eight are those of
 * Okabe and Ito, which stay apart for the colour-blind.
 */
export const SITE_COLORS = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#f0e442',
  '#8a8f98',
  '#7a4fbf',
  '#8c6d1f',
  '#a8d08d',
  '#b2475f',
] as const;

/** The number of the colour of one of some sites. */
export function siteColorNumber(site: string, sites: readonly string[]): number {
  return sites.indexOf(site) % SITE_COLORS.length;
}
