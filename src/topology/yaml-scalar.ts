import {
  boolCoreTag,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import type { YamlScalar } from './yaml-tree.ts';

const PLAIN_TAGS = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];

/**
 * A scalar with its value by YAML 1.2's core schema (section 10.3.2), in which `no` and dates are
 * text. `offset` is where an empty one is said to stand.
 */
export function readScalar(source: string, event: ScalarEvent, offset: number): YamlScalar {
  const text = getScalarValue(source, event);
  const plain = event.style === SCALAR_STYLE.PLAIN;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  const isEmpty = event.valueStart < 0;
  return {
    kind: 'scalar',
    offset: isEmpty ? offset : event.valueStart - (quoted ? 1 : 0),
    end: isEmpty ? offset : event.valueEnd + (quoted ? 1 : 0),
    text,
    value: plain ? plainValue(text) : text,
    ...(event.fast ? { textOffset: event.valueStart } : {}),
  };
}

function plainValue(text: string): string | number | boolean | null {
  for (const tag of PLAIN_TAGS) {
    const value = tag.resolve(text, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return text;
}
