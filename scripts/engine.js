#!/usr/bin/env node
// What scripts/setup asks about the container engine; needs dist.
//   engine.js state        prints `ready`, or `base` when images must be built and their base is missing
//   engine.js wait SECONDS the same, as soon as an engine answers
//   engine.js pull         pulls the base image
//   engine.js registry     whether Docker's registry answers at all
// Exit code 0: yes; 1: no; 3: the engine that was asked for by name does not answer.
const root = new URL('../', import.meta.url);
/** @param {string} path */
const fromDist = (path) => import(new URL(`dist/${path}`, root).href);

/** What a script does not wait for longer than, in ms. */
const REGISTRY_TIMEOUT = 5_000;

async function connect() {
  const { connectEngine } = await fromDist('engine/connect.js');
  return connectEngine();
}

/** @param {number} deadline in ms since this process began */
async function state(deadline) {
  let engine;
  while (engine === undefined) {
    try {
      engine = await connect();
    } catch (error) {
      const { DOCKER_HOST, DOCKER_CONTEXT } = process.env;
      if (DOCKER_HOST || DOCKER_CONTEXT) return refuse(error);
      if (performance.now() > deadline) return 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const [{ BASE_IMAGE }, { findImage }, { listImages }] = await Promise.all([
    fromDist('engine/base-image.js'),
    fromDist('engine/image-store.js'),
    fromDist('lab/images.js'),
  ]);
  const [images, base] = await Promise.all([listImages(engine), findImage(engine, BASE_IMAGE)]);
  const missing = images.some((/** @type {{ state: string }} */ image) => image.state === 'missing');
  console.log(missing && base === undefined ? 'base' : 'ready');
  return 0;
}

/** @param {unknown} error */
function refuse(error) {
  const { message, hint } = /** @type {{ message: string, hint?: string }} */ (error);
  console.error(`set-up: ${message}${hint === undefined ? '' : `\nset-up: ${hint}`}`);
  return 3;
}

async function pull() {
  const { BASE_IMAGE, pullBase } = await fromDist('engine/base-image.js');
  const refusal = await pullBase(await connect(), BASE_IMAGE, () => {});
  return refusal === undefined ? 0 : 1;
}

async function registry() {
  try {
    await fetch('https://registry-1.docker.io/v2/', { signal: AbortSignal.timeout(REGISTRY_TIMEOUT) });
    return 0;
  } catch {
    return 1;
  }
}

const [command, argument] = process.argv.slice(2);
switch (command) {
  case 'state':
    process.exitCode = await state(0);
    break;
  case 'wait':
    process.exitCode = await state(Number(argument) * 1000);
    break;
  case 'pull':
    process.exitCode = await pull();
    break;
  case 'registry':
    process.exitCode = await registry();
    break;
  default:
    throw new Error(`engine.js: unknown command ${command}`);
}
