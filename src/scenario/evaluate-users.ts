/** Whether what users behind clients' own resolvers saw is within a step's bounds. */
import type { UserFigures } from '../measure/users.ts';
import { type StepExpectations, USER_FIGURES } from '../topology/scenario.ts';
import type { Concerned } from './concerned.ts';
import type { Check } from './outcome.ts';
import { compareUser } from './within-bound.ts';

/** One check for each bound, and each name that users at the concerned clients asked for. */
export function checkUsers(
  at: Pick<Check, 'scenario' | 'step'>,
  { bounds }: StepExpectations,
  { affected, who }: Concerned,
  users: readonly UserFigures[],
): readonly Check[] {
  const clients = new Set(affected.map(({ client }) => client));
  const concerned = users.filter(({ client }) => clients.has(client));
  return USER_FIGURES.flatMap((what): readonly Check[] => {
    const bound = bounds[what];
    if (bound === undefined) return [];
    const common = { ...at, what, family: null, expected: bound.text, evidence: [] };
    if (concerned.length === 0) {
      const seen = `no client with a resolver was ${who}`;
      return [{ ...common, client: null, service: null, seen, held: false }];
    }
    return concerned.map((user) => {
      const { seen, held } = compareUser(user, what, bound);
      return { ...common, client: user.client, service: null, seen: `${seen}, ${askedFor(user)}`, held };
    });
  });
}

function askedFor({ zone, fresh }: UserFigures): string {
  return fresh ? `new names in ${zone}` : `www.${zone}`;
}
