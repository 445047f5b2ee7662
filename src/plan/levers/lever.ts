/** A lever of an operator, pulled in a lab that runs: one key of a router's policy, by the names of the plan. */
import type { ExportChange, ImportChange } from '../../topology/topology.ts';

/** One key of a policy with its value; null: as if the topology did not have it. */
type Change<Of> = {
  readonly [Key in keyof Of & string]-?: ChangeOf<Key, Exclude<Of[Key], undefined>>;
}[keyof Of & string];
interface ChangeOf<Key extends string, Value> {
  readonly key: Key;
  readonly value: Value | null;
}

/** How a site announces its services to everybody: `announce` of a topology. */
interface SiteLever {
  readonly kind: 'services';
  readonly node: string;
  readonly change: Change<ExportChange>;
}

/** What one end does to the routes that go to a neighbour, or come from there: `policy` of a topology. */
type EndLever = { readonly node: string; readonly neighbor: string } & (
  | { readonly kind: 'out'; readonly change: Change<ExportChange> }
  | { readonly kind: 'in'; readonly change: Change<ImportChange> }
);

/** Which neighbours in other networks hear of a site's services, by their names or those of exchanges where they are met. */
interface HearsLever {
  readonly kind: 'hears';
  readonly node: string;
  readonly names: readonly string[];
  /** Whether these do, and no others, or all but these. */
  readonly only: boolean;
}

/** Nobody hears of a site's services, its own network included. */
interface WithdrawLever {
  readonly kind: 'withdraw';
  readonly node: string;
}

export type Lever = SiteLever | EndLever | HearsLever | WithdrawLever;
