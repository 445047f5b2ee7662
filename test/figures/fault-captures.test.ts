import { describe } from 'vitest';
import { compareWithCaptures } from './support/fault-captures.ts';

describe('at a query every 2 ms', () => compareWithCaptures(2));
