import { Option } from 'commander';
import type { Family } from '../topology/topology.ts';

/** `--family`, for commands that do something for one IP version. @param what it says, with what is done without it */
export function familyOption(what = 'one IP version (default: both)'): Option {
  return new Option('--family <version>', what).choices(['4', '6']);
}

/** What it means; undefined: both. */
export function toFamily(version: string | undefined): Family | undefined {
  return version === undefined ? undefined : version === '4' ? 4 : 6;
}
