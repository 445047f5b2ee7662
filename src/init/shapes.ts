import type { Shape } from './shape.ts';
import { exchange } from './shapes/exchange.ts';
import { ring } from './shapes/ring.ts';
import { star } from './shapes/star.ts';
import { threeTier } from './shapes/three-tier.ts';
import { twoTier } from './shapes/two-tier.ts';

/** All shapes, the simple ones first. */
export const SHAPES = {
  star,
  ring,
  'two-tier': twoTier,
  'three-tier': threeTier,
  exchange,
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

export const SHAPE_NAMES = Object.keys(SHAPES) as readonly ShapeName[];
