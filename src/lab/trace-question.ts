/** What a resolution can be asked for, so that dig asks for just that. Pure. */
import { isQueryName } from '../topology/health-question.ts';
import { meantOrAll } from '../topology/names.ts';
import { RECORD_TYPES, SIGNERS_TYPES } from './record-parts.ts';

/** Types that zones have records of. */
const TYPES: readonly string[] = [...RECORD_TYPES, 'SOA', ...SIGNERS_TYPES];

/** Why a name or type cannot be asked for, and what to write; undefined: it can. */
export function impossibleQuestion(
  name: string,
  type: string,
): { readonly why: string; readonly hint: string } | undefined {
  if (name !== '.' && !isQueryName(name))
    return { why: `${JSON.stringify(name)} is no domain name`, hint: 'Write one such as www.anycast.test.' };
  if (!TYPES.includes(type))
    return {
      why: `${JSON.stringify(type)} is no type of records`,
      hint: meantOrAll(type, TYPES, 'There are'),
    };
  return undefined;
}
