import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/docker/**', 'test/figures/**', 'test/html/**', 'test/slow/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/html/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['test/docker/**/*.test.ts'],
          globalSetup: 'test/docker/support/images.ts',
          // Two labs at once keep two cores busy; more only make each other slow.
          maxWorkers: 2,
          // After the unit tests: what they find is known sooner, and nothing disturbs what is timed.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          // Figures that want the machine for themselves: one lab at a time, after everything else.
          name: 'figures',
          include: ['test/figures/**/*.test.ts'],
          globalSetup: 'test/docker/support/images.ts',
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          // Run on request only: npm run test:slow.
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          globalSetup: 'test/docker/support/images.ts',
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
          testTimeout: 3_600_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
