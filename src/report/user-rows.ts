/** What users behind clients' own resolvers saw, as text in cells: one row a user and what it asked for. */
import type { UserFigures } from '../measure/users.ts';
import type { Table } from './figure-rows.ts';
import { duration } from './words.ts';

/** What stands over the table. */
export const USERS_TITLE = "Behind clients' own resolvers";

/** Those of one step. */
export function userTable(figures: readonly UserFigures[]): Table {
  return {
    head: ['Client', 'Asked for', 'Failed', 'No answer', 'Median', 'Slowest'],
    rows: figures.map((user) => [
      user.client,
      userQuestionText(user),
      `${user.failed} of ${user.asked}`,
      `${user.silent} of ${user.asked}`,
      user.median === null ? '–' : duration(user.median),
      user.slowest === null ? '–' : duration(user.slowest),
    ]),
  };
}

/** `www.anycast.test, cached`, `new names in anycast.test`. */
function userQuestionText({ zone, fresh, cache }: Pick<UserFigures, 'zone' | 'fresh' | 'cache'>): string {
  if (fresh) return `new names in ${zone}`;
  return cache ? `www.${zone}, cached` : `www.${zone}, no cache`;
}
