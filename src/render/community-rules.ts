/** What is done with routes by a community on them: entries of a route-map, the last ones. */
import type { CommunityRule } from '../topology/topology.ts';
import { changes, stripLists, strips } from './route-changes.ts';

/** An entry without its name and number. */
export interface RuleEntry {
  readonly action: 'permit' | 'deny';
  readonly lines: readonly string[];
}

/** The lists that the entries of `ruleEntries` refer to. */
export function ruleLists(name: string, rules: readonly CommunityRule[]): readonly string[] {
  return rules.flatMap(({ community, does }, index) => {
    const list = listName(name, index);
    const kind = isLarge(community) ? 'large-community-list' : 'community-list';
    return [
      `bgp ${kind} standard ${list} seq 5 permit ${community}`,
      '!',
      ...(does === 'deny' ? [] : stripLists(list, does.strip)),
    ];
  });
}

/** One entry for each rule; one that changes a route lets the next ones see it too. @param prepended as for `changes` */
export function ruleEntries(
  name: string,
  rules: readonly CommunityRule[],
  prepended: number | 'last-as',
): readonly RuleEntry[] {
  return rules.map(({ community, does }, index) => {
    const list = listName(name, index);
    const match = `match ${isLarge(community) ? 'large-community' : 'community'} ${list}`;
    if (does === 'deny') return { action: 'deny', lines: [match] };
    const lines = [match, ...strips(list, does.strip), ...changes(does, prepended), 'on-match next'];
    return { action: 'permit', lines };
  });
}

function listName(name: string, index: number): string {
  return `match--${name}--${index + 1}`;
}

function isLarge(community: string): boolean {
  return community.split(':').length === 3;
}
