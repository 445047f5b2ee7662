/** Before the tests on the engine: every image once, so that tests that start together do not build them side by side. */
import { cliJson } from './cli.ts';

export default async function setup(): Promise<void> {
  await cliJson(['images', 'build']);
}
