import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { addressesFitPrefixes } from './addresses.ts';
import {
  announcementsLeaveNetworks,
  expectedSitesAnnounce,
  servicesAreAnnounced,
  siteServicesDiffer,
  sitesAnnounce,
} from './announcements.ts';
import { asnsAreUsable, asnsDoNotClash } from './asns.ts';
import { backendsAreReached, backendsExist } from './backends.ts';
import { balancersLeaveServersTheirs } from './balancers.ts';
import { withCorrectedNames } from './corrected-names.ts';
import { zonesBelowAreDelegated } from './delegations.ts';
import {
  exchangeMembersDiffer,
  exchangeNamesDiffer,
  exchangeNeighborsExist,
  exchangeSessionsAreSaidOnce,
  exchangesJoinNetworks,
} from './exchanges.ts';
import { expectedNamesExist } from './expected-names.ts';
import { healthNamesAreShort } from './health-names.ts';
import { citiesAreKnown, distancesHavePlaces, jitterIsWithinLatency } from './impairments.ts';
import { knownNames } from './known-names.ts';
import { limits } from './limits.ts';
import { linksDiffer, linksHaveTwoEnds, linksJoinNetworks, nodesHaveLinks } from './links.ts';
import { linkNamesAreLabels, namesAreLabels, nodeNamesDiffer } from './names.ts';
import { linkKeysFit, networksHaveOneAsn, reflectorsHaveNetworks } from './networks.ts';
import {
  filtersAreSound,
  morePrefixesAreSound,
  onePrefixPerFamily,
  prefixesAreSound,
  prefixesDoNotOverlap,
} from './prefixes.ts';
import { primaryFits, signedZonesHavePrimary, stalenessHasPrimary } from './primary.ts';
import { noProviderLoops } from './provider-loops.ts';
import { clientsReachServices } from './reachability.ts';
import {
  announcementsHaveHearers,
  clientRoutersExist,
  impairedEndsExist,
  linkEndsExist,
  policyEndsExist,
  siteServicesExist,
} from './references.ts';
import {
  balancersHaveNoRoles,
  healthFitsRoles,
  onlyResolversHaveTls,
  resolversReachZones,
  rolesHaveZones,
  topLevelDomainsAreFree,
} from './roles.ts';
import { timersAreSound } from './timers.ts';
import { delegationsExist, sharedZonesAgree, zonesAreDomains, zonesAreSound } from './zones.ts';

/** Everything one rule finds wrong in a draft, nothing if all is well. Rules never throw. */
type Rule = (draft: Draft) => readonly Diagnostic[];

/** Each looks at one thing by itself, or at two of a kind. */
const RULES: readonly Rule[] = [
  namesAreLabels,
  linkNamesAreLabels,
  nodeNamesDiffer,
  prefixesAreSound,
  onePrefixPerFamily,
  prefixesDoNotOverlap,
  filtersAreSound,
  morePrefixesAreSound,
  addressesFitPrefixes,
  zonesAreDomains,
  zonesAreSound,
  sharedZonesAgree,
  zonesBelowAreDelegated,
  rolesHaveZones,
  onlyResolversHaveTls,
  topLevelDomainsAreFree,
  balancersHaveNoRoles,
  balancersLeaveServersTheirs,
  healthFitsRoles,
  healthNamesAreShort,
  siteServicesDiffer,
  asnsAreUsable,
  asnsDoNotClash,
  timersAreSound,
  linksHaveTwoEnds,
  linksDiffer,
  linksJoinNetworks,
  citiesAreKnown,
  exchangeNamesDiffer,
  exchangeMembersDiffer,
  exchangeSessionsAreSaidOnce,
  linkKeysFit,
  networksHaveOneAsn,
  reflectorsHaveNetworks,
  noProviderLoops,
  stalenessHasPrimary,
  signedZonesHavePrimary,
  sitesAnnounce,
  expectedSitesAnnounce,
];

/** Names that refer to something. What they find leaves the graph of the lab in doubt. */
const REFERENCE_RULES: readonly Rule[] = [
  linkEndsExist,
  clientRoutersExist,
  primaryFits,
  backendsExist,
  siteServicesExist,
  delegationsExist,
  policyEndsExist,
  impairedEndsExist,
  exchangeNeighborsExist,
  announcementsHaveHearers,
];

/** Each looks at the whole graph, and would blame nodes for links that are only misspelt, or links for values that are. */
const GRAPH_RULES: readonly Rule[] = [
  nodesHaveLinks,
  exchangesJoinNetworks,
  announcementsLeaveNetworks,
  servicesAreAnnounced,
  resolversReachZones,
  backendsAreReached,
  clientsReachServices,
  distancesHavePlaces,
  jitterIsWithinLatency,
];

export interface Knowledge {
  /** The file says which nodes there are; if not, no name can be called unknown. */
  readonly namesKnown: boolean;
  /** Something was left out of the draft that the graph depends on. */
  readonly damaged: boolean;
}

/** What all rules find that can be trusted with what is known of the file. */
export function checkDraft(draft: Draft, { namesKnown, damaged }: Knowledge): readonly Diagnostic[] {
  const tooLarge = limits(draft);
  if (tooLarge.length > 0) return tooLarge;
  const found = RULES.flatMap((rule) => rule(draft));
  const corrected = withCorrectedNames(draft);
  const run = (rules: readonly Rule[]) => rules.flatMap((rule) => rule(corrected));
  const broken = namesKnown ? run(REFERENCE_RULES) : [];
  found.push(
    ...broken,
    ...(namesKnown ? expectedNamesExist(corrected.catchment, knownNames(corrected)) : []),
  );
  const inDoubt = damaged || broken.some(({ code }) => code === 'unknown-name');
  return inDoubt ? found : [...found, ...run(GRAPH_RULES)];
}
