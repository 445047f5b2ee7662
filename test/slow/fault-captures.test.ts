/** What test/figures leaves out. */
import { describe } from 'vitest';
import { compareWithCaptures, KINDS, REPEATING_KINDS } from '../figures/support/fault-captures.ts';

describe('at a query every 10 ms', () => compareWithCaptures(10, [...KINDS, ...REPEATING_KINDS]));
describe('at a query every 2 ms', () => compareWithCaptures(2, REPEATING_KINDS));
