import { expect, it } from 'vitest';
import { canUnfilter } from '../../src/engine/bridge-filter.ts';
import type { EngineInfo } from '../../src/engine/engine-info.ts';

const debian = { filtersBridges: true, mapsUsers: false, kernel: '6.1.0-18-amd64' } as EngineInfo;

it.each<[boolean, Partial<EngineInfo>]>([
  [true, {}],
  [true, { kernel: '5.3.18-generic' }],
  [false, { kernel: '4.19.0-26-amd64' }],
  [false, { kernel: '5.2' }],
  [false, { kernel: 'unknown' }],
  [false, { filtersBridges: false }],
  [false, { mapsUsers: true }],
])('a container can keep its bridges out of the packet filter: %s with %o', (can, info) => {
  expect(canUnfilter({ ...debian, ...info })).toBe(can);
});
