import { expect, it } from 'vitest';
import { catchmentsOf } from '../docker/support/ties.ts';

const RUNS = 20;

it(`gives a lab full of ties the same catchments in ${RUNS} runs out of ${RUNS}`, async () => {
  expect([...(await catchmentsOf(RUNS)).values()]).toEqual([RUNS]);
});
