import { Option } from 'commander';
import type { Family } from '../topology/topology.ts';

/** `--family`, for commands that do something for one IP version or for both. */
export function familyOption(): Option {
  return new Option('--family <version>', 'one IP version (default: both)').choices(['4', '6']);
}

/** What it means; undefined: both. */
export function toFamily(version: string | undefined): Family | undefined {
  return version === undefined ? undefined : version === '4' ? 4 : 6;
}
