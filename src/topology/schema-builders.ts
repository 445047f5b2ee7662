import * as z from 'zod';
import { NAME_PATTERN } from './names.ts';

// An `error` text says what to write instead and completes the sentence "write ...".

/** A mapping with these keys only. Its error for a key that is not among them is the list of those that are. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape, error: string) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : error),
  });
}

/** A whole number between two bounds, of what: ` of seconds`. */
export function whole(minimum: number, maximum: number, of: string) {
  const error = `a whole number${of} from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

/** A text; `error` says which one. */
export function text(error: string) {
  return z.string({ error });
}

/** Keys of a record of things with names; the rules check the names themselves. */
const names = z.string().meta({ pattern: NAME_PATTERN });

/** A mapping whose keys are names. */
export function named<Value extends z.core.SomeType>(value: Value, error: string) {
  return z.record(names, value, { error });
}
