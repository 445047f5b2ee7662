/** The finer rate, 2 ms, is tested with everything else. */
import { describe } from 'vitest';
import { compareWithCaptures } from '../figures/support/fault-captures.ts';

describe('at a query every 10 ms', () => compareWithCaptures(10));
