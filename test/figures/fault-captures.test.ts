import { describe } from 'vitest';
import { compareWithCaptures, KINDS } from './support/fault-captures.ts';

describe('at a query every 2 ms', () => compareWithCaptures(2, KINDS));
