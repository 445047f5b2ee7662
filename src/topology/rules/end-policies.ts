import type { Draft, DraftEndPolicy } from '../draft.ts';

/** What the ends of all sessions do to routes: of those over links, and then of those at exchanges. */
export function endPolicies({ links, exchanges }: Draft): readonly DraftEndPolicy[] {
  const members = exchanges.flatMap((exchange) => exchange.members);
  return [
    ...links.flatMap(({ policy }) => policy),
    ...members.flatMap((member) => [member, ...member.with].flatMap(({ policy }) => policy ?? [])),
  ];
}
