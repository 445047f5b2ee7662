import type { Diagnostic } from '../diagnostic.ts';
import { USER_FIGURES } from '../scenario.ts';
import type { DraftStep } from '../scenario-draft.ts';

/**
 * What users see is known of clients with a resolver of their own: of those that the bounds are for one has one or, where none is named, any
 * client. One diagnostic a step, at its first such bound.
 * @param resolving names of the clients that have one
 */
export function usersHaveResolvers(
  { bounds, clients }: DraftStep,
  {
    clients: known,
    resolving,
  }: { readonly clients: readonly string[]; readonly resolving: readonly string[] },
): readonly Diagnostic[] {
  const figures: readonly string[] = USER_FIGURES;
  const bound = bounds.find(({ figure }) => figures.includes(figure));
  const meant = clients === undefined ? known : clients.map(({ text }) => text);
  // Who is named and is not there is told by another rule.
  if (bound === undefined || meant.some((client) => resolving.includes(client) || !known.includes(client)))
    return [];
  const args = { figure: bound.figure, clients: clients === undefined ? [] : meant };
  return [{ code: 'users-without-resolver', args, location: bound.at }];
}
