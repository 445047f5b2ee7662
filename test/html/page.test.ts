import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/report/result.ts';
import { encodeResult } from '../../src/report/result-file.ts';
import { bigResult, matrixResult, mixedResult } from '../report/results.ts';

/** Pages as the built command makes them, in headless Chromium. */
const command = fileURLToPath(new URL('../../bin/anycast-lab.js', import.meta.url));
let folder: string;
let browser: Browser;

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findBrowser(): string {
  const candidates = BROWSERS.flatMap((name) =>
    (process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, name)),
  );
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('no Chromium or Chrome is installed: see scripts/setup --tests');
  return found;
}

function makePage(name: string, result: Result): string {
  const file = join(folder, `${name}.html`);
  writeFileSync(join(folder, `${name}.json`), [...encodeResult(result)].join(''));
  execFileSync(process.execPath, [command, 'report', join(folder, `${name}.json`), '--html', file]);
  return file;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  // Root has no user namespace to be shut in; what is opened is our own page.
  browser = await puppeteer.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
  readonly requests: readonly string[];
}

async function open(file: string, width = 1280): Promise<Opened> {
  const page = await browser.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.setViewport({ width, height: 900 });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('.timeline[data-drawn-losses]');
  return { page, errors, requests };
}

const drawnLosses = (page: Page) => page.$eval('.timeline', (box) => box.getAttribute('data-drawn-losses'));

describe.each([
  ['mixed', mixedResult],
  ['matrix', matrixResult],
  ['big', bigResult],
] as const)('the page of the %s result', (name, make) => {
  let file: string;
  beforeAll(() => {
    file = makePage(name, make());
  });

  it.each([1280, 400])('has no errors, asks for nothing, and fits a window of %i px', async (width) => {
    const { page, errors, requests } = await open(file, width);
    expect(errors).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });

  it('is no larger than 3 MB', () => {
    expect(statSync(file).size).toBeLessThan(3_000_000);
  });
});

describe('the timeline', () => {
  it('shows every loss, in the drawing and in its table', async () => {
    const result = bigResult();
    const lost = result.labs[0]?.scenarios[0]?.run?.record.series.flatMap(({ samples }) =>
      samples.filter((one) => one.receivedAt === null),
    );
    const { page } = await open(makePage('timeline', result));
    expect(lost?.length).toBeGreaterThan(1000);
    expect(await drawnLosses(page)).toBe(String(lost?.length));
    const cells = await page.$$eval('.losses tbody tr td:last-child', (all) =>
      all.map((td) => td.textContent),
    );
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(lost?.length);
    await page.close();
  });

  it('paints a loss in the colour of the text, and answers in those of their sites', async () => {
    const { page } = await open(makePage('pixels', mixedResult()));
    // c1 is answered by fra until -10 ms, loses the queries of 0 and 10 ms, and is answered by nyc from 20 ms on.
    const colors = (await page.evaluate(`(() => {
      const canvas = document.querySelector('.timeline canvas');
      const box = canvas.getBoundingClientRect();
      const over = document.querySelector('.timeline .u-over').getBoundingClientRect();
      const { from, to } = JSON.parse(document.getElementById('timelines').textContent)[0];
      const margin = Math.max(40, (to - from) * 0.01);
      const at = (ms) => {
        const x = over.left - box.left + (over.width * (ms - from + margin)) / (to - from + 2 * margin);
        const y = over.top - box.top + over.height / 4 + 3;
        return [...canvas.getContext('2d').getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data];
      };
      return [-50, 10, 100].map(at);
    })()`)) as readonly (readonly number[])[];
    expect(colors).toEqual([
      [0x00, 0x72, 0xb2, 255],
      [0x1b, 0x1f, 0x24, 255],
      [0xe6, 0x9f, 0x00, 255],
    ]);
    await page.close();
  });

  it('is zoomed by buttons that the keyboard reaches', async () => {
    const { page } = await open(makePage('zoom', mixedResult()));
    await page.focus('button[data-zoom=in]');
    expect(await drawnLosses(page)).toBe('2');
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('Enter');
    await page.focus('button[data-zoom=right]');
    for (let times = 0; times < 4; times += 1) await page.keyboard.press('Enter');
    await page.waitForFunction("document.querySelector('.timeline').dataset.drawnLosses === '0'");
    await page.click('button[data-zoom=all]');
    await page.waitForFunction("document.querySelector('.timeline').dataset.drawnLosses === '2'");
    await page.close();
  });
});

describe('the page', () => {
  it('follows the system between light and dark, and is switched by its button', async () => {
    const { page } = await open(makePage('theme', mixedResult()));
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const [light, dark] = ['rgb(255, 255, 255)', 'rgb(20, 23, 26)'];
    expect(await ground()).toBe(light);
    await page.click('#theme');
    expect(await ground()).toBe(dark);
    expect(await page.$eval('#theme', (button) => button.textContent)).toBe('Light');
    await page.click('#theme');
    expect(await ground()).toBe(light);
    await page.close();

    const other = await browser.newPage();
    await other.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await other.goto(pathToFileURL(join(folder, 'theme.html')).href);
    expect(await other.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(dark);
    await other.close();
  });

  it('colours clients by the site that answers them before and after each step', async () => {
    const { page } = await open(makePage('sites', mixedResult()));
    const sites = await page.$$eval('.network', (drawings) =>
      drawings.map((drawing) => [
        drawing.querySelector('figcaption')?.textContent,
        drawing.querySelector('[data-client=c1][data-family="4"]')?.getAttribute('data-site'),
        drawing.querySelectorAll('.away').length,
      ]),
    );
    expect(sites).toEqual([
      ['Before', 'fra', 0],
      ['After withdraw fra', 'nyc', 1],
      ['After restore fra', 'fra', 0],
    ]);
    await page.close();
  });

  it('has a heat map where there are several kinds of fault', async () => {
    const { page } = await open(makePage('heat', matrixResult()));
    const rows = await page.$$eval('.heat tbody tr', (all) =>
      all.map((row) => row.textContent?.replace(/\s+/g, ' ').trim()),
    );
    expect(rows).toEqual([
      'withdraw fra0 (0)0 lost0 (0)0 lost',
      'blackhole fra50 ms (60 ms)4 lost130 ms (160 ms)12 lost',
    ]);
    await page.close();
  });

  it('shows no figures of a run that is invalid', async () => {
    const { page } = await open(makePage('invalid', mixedResult()));
    const sections = await page.$$eval('section section', (all) =>
      all.map((section) => [
        section.querySelector('h3')?.textContent,
        [...section.querySelectorAll('caption')].filter((one) => one.textContent?.startsWith('Figures'))
          .length,
      ]),
    );
    expect(sections).toEqual([
      ['lose-fra FAILED', 2],
      ['too-busy no result', 0],
      ['hostile <&"\'|`> name no result', 0],
    ]);
    await page.close();
  });
});
