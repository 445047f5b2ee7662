/// <reference lib="dom" />
/**
 * What the page does once it is open: draws the timelines when they are first seen, lets them be zoomed with
 * the mouse and from the keyboard, and switches between light and dark. It runs in the reader's browser, by itself.
 */
import type { PageTimeline } from './page-data.ts';

type Plot = import('uplot');
declare const uPlot: typeof import('uplot');

/** Of a lane, in CSS px; answers fill the middle, losses all of it. */
const LANE = 18;
const ANSWER = 0.56;

/** What is shorter than this on the screen is drawn this wide, in CSS px: a single lost query has to be seen. */
const LEAST = 2.5;

const FONT = '12px system-ui, sans-serif';

/** Above the lanes, for two rows of names, and below them, for the times, in CSS px. */
const HEAD = 40;
const FOOT = { axis: 30, label: 18 };

const root = document.documentElement;
const plots: Plot[] = [];

/** The value of one of the style sheet's colours as it is now, also for a site's. */
function color(name: string, within: Element = root): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  within.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** The colours of the sites by their numbers. */
function siteColors(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const holder = document.createElement('span');
    holder.className = `site-${index}`;
    document.body.append(holder);
    const value = color('--site', holder);
    holder.remove();
    return value;
  });
}

/** Black or white, whichever is easier to read on a colour given as `rgb(r, g, b)`. */
function readableOn(background: string): string {
  const [red = 0, green = 0, blue = 0] = (background.match(/\d+/g) ?? []).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#000' : '#fff';
}

function seconds(ms: number, step: number): string {
  return `${(ms / 1000).toFixed(step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3)} s`;
}

const data = JSON.parse(document.getElementById('timelines')?.textContent ?? '[]') as readonly PageTimeline[];

function draw(timeline: PageTimeline, box: HTMLElement): void {
  const { lanes } = timeline;
  const several = new Set(lanes.map(({ service }) => service)).size > 1;
  const names = lanes.map(
    ({ client, service, family }) => `${client}${several ? ` ${service}` : ''} v${family}`,
  );
  const longest = Math.max(...names.map((name) => name.length));
  const margin = Math.max(40, (timeline.to - timeline.from) * 0.01);
  const whole = { min: timeline.from - margin, max: timeline.to + margin };

  const axisWidth = () => Math.min(14 + longest * 6.6, box.clientWidth * 0.3);
  const size = () => ({
    width: box.clientWidth,
    height: HEAD + lanes.length * LANE + FOOT.axis + FOOT.label,
  });
  const shorten = (name: string) => {
    const room = Math.floor((axisWidth() - 14) / 6.6);
    return name.length > room ? `${name.slice(0, room - 4)}…${name.slice(-3)}` : name;
  };
  let colors = siteColors(timeline.colors);

  const paint = (plot: Plot): void => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    const x = (at: number) => plot.valToPos(at, 'x', true);
    const visible = (from: number, to: number) =>
      to >= (plot.scales['x']?.min ?? 0) && from <= (plot.scales['x']?.max ?? 0);
    colors = siteColors(timeline.colors);
    const [text, soft] = [color('--text'), color('--soft')];
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.font = `${10.5 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    let drawn = 0;
    for (const [row, lane] of lanes.entries()) {
      const middle = bbox.top + (row + 0.5) * (bbox.height / lanes.length);
      const height = (bbox.height / lanes.length) * ANSWER;
      for (const [from, to, site] of lane.answers) {
        if (!visible(from, to)) continue;
        const left = x(from);
        const width = Math.max(x(to + timeline.interval) - left, ratio);
        const fill = site === null ? soft : (colors[timeline.sites.indexOf(site) % timeline.colors] ?? text);
        ctx.fillStyle = fill;
        ctx.fillRect(left, middle - height / 2, width, height);
        const name = site ?? '?';
        const start = Math.max(left, bbox.left) + 5 * ratio;
        if (
          start + ctx.measureText(name).width + 5 * ratio <
          Math.min(left + width, bbox.left + bbox.width)
        ) {
          ctx.fillStyle = readableOn(fill);
          ctx.fillText(name, start, middle);
        }
      }
      ctx.fillStyle = text;
      const full = (bbox.height / lanes.length) * 0.92;
      for (const [from, to, lost] of lane.losses) {
        if (!visible(from, to)) continue;
        const left = x(from);
        ctx.fillRect(
          left,
          middle - full / 2,
          Math.max(x(to + timeline.interval) - left, LEAST * ratio),
          full,
        );
        drawn += lost;
      }
    }
    ctx.restore();
    box.dataset['drawnLosses'] = String(drawn);
    paintMarks(plot, ratio, x);
  };

  const paintMarks = (plot: Plot, ratio: number, x: (at: number) => number): void => {
    const { ctx, bbox } = plot;
    const ends = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    ctx.save();
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = 'left';
    ctx.lineWidth = 2 * ratio;
    for (const { at, kind, text } of timeline.marks) {
      const left = x(at);
      if (left < bbox.left || left > bbox.left + bbox.width) continue;
      ctx.strokeStyle = color(kind === 'step' ? '--bad' : '--accent');
      ctx.setLineDash(kind === 'step' ? [] : [3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(left, bbox.top - (kind === 'step' ? 4 * ratio : 0));
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      if (kind !== 'step') continue;
      const width = ctx.measureText(text).width;
      const start = Math.min(Math.max(left - 3 * ratio, 2), plot.width * ratio - width - 2);
      // Two rows of names; where there is no room in either, the table below has them.
      const row = ends.findIndex((end) => start > end);
      if (row === -1) continue;
      ends[row] = start + width + 8 * ratio;
      ctx.fillStyle = color('--text');
      ctx.textBaseline = 'bottom';
      ctx.fillText(text, start, bbox.top - (6 + row * 15) * ratio);
    }
    ctx.restore();
  };

  const readout = box.parentElement?.querySelector('.readout');
  const tell = (plot: Plot): void => {
    const { left = -1, top = -1 } = plot.cursor;
    if (!readout || left < 0 || top < 0) return;
    const row = Math.floor((top / (plot.bbox.height / devicePixelRatio)) * lanes.length);
    const lane = lanes[row];
    if (lane === undefined) return;
    const at = plot.posToVal(left, 'x');
    const near = plot.posToVal(left + LEAST, 'x') - at;
    const loss = lane.losses.find(([from, to]) => at >= from - near && at <= to + timeline.interval + near);
    const answer = lane.answers.find(
      ([from, to]) => at >= from - near && at <= to + timeline.interval + near,
    );
    const fate = loss
      ? `${loss[2]} lost from ${seconds(loss[0], 1)} to ${seconds(loss[1], 1)}`
      : answer
        ? `answered by ${answer[2] ?? 'a server without a name'}`
        : 'between two queries';
    readout.textContent = `${names[row]}, at ${seconds(at, 1)}: ${fate}`;
  };

  const plot = new uPlot(
    {
      ...size(),
      padding: [HEAD, 14, 0, 0],
      legend: { show: false },
      scales: { x: { time: false }, y: { range: [0, lanes.length] } },
      cursor: { y: false, drag: { x: true, y: false } },
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
      axes: [
        {
          stroke: () => color('--text'),
          font: FONT,
          space: 70,
          grid: { stroke: () => color('--line'), width: 1 },
          ticks: { show: false },
          values: (_, splits) => splits.map((at) => seconds(at, (splits[1] ?? 0) - (splits[0] ?? 0))),
          label: 'after the first step',
          labelFont: FONT,
          size: FOOT.axis,
          labelSize: FOOT.label,
          labelGap: 0,
        },
        {
          stroke: () => color('--text'),
          font: FONT,
          size: axisWidth,
          gap: 6,
          grid: { show: false },
          ticks: { show: false },
          splits: () => lanes.map((_, row) => lanes.length - row - 0.5),
          values: () => names.map(shorten),
        },
      ],
      hooks: { draw: [paint], setCursor: [tell] },
    },
    [
      [whole.min, whole.max],
      [0, 0],
    ],
    box,
  );
  plots.push(plot);
  new ResizeObserver(() => {
    if (box.clientWidth > 0 && box.clientWidth !== plot.width) plot.setSize(size());
  }).observe(box);

  const zoom = (factor: number, shift: number): void => {
    const { min = whole.min, max = whole.max } = plot.scales['x'] ?? {};
    const width = Math.min((max - min) * factor, whole.max - whole.min);
    const middle = (min + max) / 2 + shift * (max - min);
    const start = Math.min(Math.max(middle - width / 2, whole.min), whole.max - width);
    plot.setScale('x', { min: start, max: start + width });
  };
  const actions: Readonly<Record<string, () => void>> = {
    in: () => zoom(0.5, 0),
    out: () => zoom(2, 0),
    left: () => zoom(1, -0.25),
    right: () => zoom(1, 0.25),
    all: () => plot.setScale('x', whole),
  };
  for (const button of box.parentElement?.querySelectorAll<HTMLButtonElement>('button[data-zoom]') ?? []) {
    button.addEventListener('click', () => actions[button.dataset['zoom'] ?? '']?.());
  }
}

/** Draws a timeline when it first has a width: those in a folded part have none. */
function drawWhenSeen(timeline: PageTimeline): void {
  const box = document.getElementById(timeline.id);
  if (box === null || timeline.lanes.length === 0) return;
  const observer = new ResizeObserver(() => {
    if (box.clientWidth === 0) return;
    observer.disconnect();
    draw(timeline, box);
  });
  observer.observe(box);
}

function redraw(): void {
  for (const plot of plots) plot.redraw(false, true);
}

const toggle = document.getElementById('theme');
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () =>
  root.dataset['theme'] === undefined ? prefersDark.matches : root.dataset['theme'] === 'dark';
const nameToggle = (): void => {
  if (toggle !== null) toggle.textContent = isDark() ? 'Light' : 'Dark';
};
toggle?.addEventListener('click', () => {
  root.dataset['theme'] = isDark() ? 'light' : 'dark';
  nameToggle();
  redraw();
});
prefersDark.addEventListener('change', () => {
  nameToggle();
  redraw();
});
nameToggle();
for (const timeline of data) drawWhenSeen(timeline);
