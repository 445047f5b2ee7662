/** Figures and steps in words, the same in every report. */
import type { ForensicsInvalidity } from '../measure/forensics/forensics.ts';
import type { RunStep } from '../measure/run.ts';
import type { Invalidity } from '../measure/validity.ts';
import type { Mechanism } from '../plan/link-condition.ts';
import type { Check, ScenarioOutcome, Verdict } from '../scenario/outcome.ts';
import type { BgpTimers, Family, Impairment, LinkImpairments } from '../topology/topology.ts';

/** What stands beside every figure of a lab. */
export const LOWER_BOUNDS = "A lab's figures are lower bounds of the Internet's.";

/** A time in µs as people read it: `0`, `0.3 ms`, `42 ms`, `7.10 s`. */
export function duration(microseconds: number): string {
  if (microseconds === 0) return '0';
  if (microseconds >= 1_000_000) return `${(microseconds / 1_000_000).toFixed(2)} s`;
  return microseconds < 10_000
    ? `${(microseconds / 1000).toFixed(1)} ms`
    : `${Math.round(microseconds / 1000)} ms`;
}

/** `1 client`, `3 clients`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** `1.3 %`, as exact as it needs to be to tell nothing from little. */
export function percent(count: number, of: number): string {
  if (count === 0 || of === 0) return '0 %';
  const value = (100 * count) / of;
  return value < 0.1 ? '< 0.1 %' : `${value >= 99.95 && count < of ? '> 99.9' : value.toFixed(1)} %`;
}

export function familyName(family: Family): string {
  return `IPv${family}`;
}

/** `withdraw fra`, `restore fra`. */
export function stepName({ action, kind, target }: Pick<RunStep, 'action' | 'kind' | 'target'>): string {
  return action === 'fault' ? `${kind} ${target}` : `restore ${target ?? 'everything'}`;
}

/** `fast (1/3 s)`, `3/9 s`: keepalive and hold time. */
export function timersName({ profile, keepalive, hold }: BgpTimers): string {
  return profile === undefined ? `${keepalive}/${hold} s` : `${profile} (${keepalive}/${hold} s)`;
}

/** A run of a scenario by its name and, where there are several of it, its number: `lose-fra, run 2`. */
export function runName(
  { name, repeat }: Pick<ScenarioOutcome, 'name' | 'repeat'>,
  several: boolean,
): string {
  return several ? `${name}, run ${repeat}` : name;
}

/** What a check is about: `berlin IPv4 outage < 500ms`. The service is named where there are several. */
export function checkName(check: Check, severalServices: boolean): string {
  return `${checkSubject(check, severalServices)} ${check.what} ${check.expected}`;
}

/** Whom a check is about: `berlin IPv4`. */
export function checkSubject({ client, service, family }: Check, severalServices: boolean): string {
  return [
    client ?? 'every client',
    ...(severalServices && service !== null ? [service] : []),
    ...(family === null ? [] : [familyName(family)]),
  ].join(' ');
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  held: 'held',
  failed: 'FAILED',
  broken: 'no result',
  interrupted: 'interrupted',
};

/** A verdict where so many expectations were there to hold: without any, a run was measured and nothing held. */
export function verdictText(verdict: Verdict, expectations: number): string {
  return verdict === 'held' && expectations === 0 ? 'measured' : VERDICT_WORDS[verdict];
}

/** Why a run's figures are not to be believed, in a sentence without its full stop. */
export function invalidityText(invalid: Invalidity): string {
  switch (invalid.reason) {
    case 'ended-early':
      return `the prober of ${invalid.client} ended early`;
    case 'nothing-sent':
      return `${invalid.client} sent nothing to ${target(invalid)}`;
    case 'behind':
      return `${invalid.client} sent ${invalid.behind} of ${invalid.sent} queries to ${target(invalid)} late, by up to ${duration(invalid.maxLateness)}: the machine was too busy for this rate, and a longer --interval may do`;
    case 'dropped':
      return `${invalid.client} could not send ${invalid.dropped} of ${invalid.sent} queries to ${target(invalid)}`;
    case 'paused':
      return `${invalid.client} sent nothing to ${target(invalid)} for ${duration(invalid.longest)} while a step was measured: the machine was too busy`;
  }
}

/** That a run was thrown away, and why, in a sentence without its full stop. */
export function discardedText(reasons: readonly Invalidity[]): string {
  const [first, ...others] = reasons.map(invalidityText);
  const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
  return `an invalid run was thrown away and measured again: ${first ?? 'no reason is known'}${more}`;
}

function target({ service, family }: { readonly service: string; readonly family: Family }): string {
  return `${service} over ${familyName(family)}`;
}

/** Why what is said of lost queries is not to be believed, in a sentence without its full stop. */
export function forensicsInvalidityText(invalid: ForensicsInvalidity): string {
  switch (invalid.reason) {
    case 'packets-dropped':
      return `${invalid.dropped} of ${invalid.packets + invalid.dropped} packets were not captured: the machine is too busy for forensics at this rate`;
    case 'capture-full':
      return `the capture was ended after ${counted(invalid.packets, 'packet')}, before its file filled the disk: queries sent later could not be followed`;
    case 'clock-set':
      return `the clock was set by ${duration(Math.abs(invalid.shift))} during the run: packets and queries cannot be put in one order`;
  }
}

/** What impairs links, in words that follow `by`. */
export const MECHANISM_WORDS: Readonly<Record<Mechanism, string>> = {
  kernel: 'the kernel (netem, tbf)',
  line: 'a delay line in user space',
};

/** What a link is like: `20 ms, 1 % loss, 10 Mbit/s`, by direction where they differ; `a plain cable` for null. */
export function linkText(impairments: LinkImpairments | null): string {
  if (impairments === null) return 'a plain cable';
  const ways = Object.entries(impairments.from).map(([end, way]) => [end, wayText(way)] as const);
  const [first] = ways;
  const alike = ways.every(([, text]) => text === first?.[1]);
  return [
    ...(alike ? [first?.[1] ?? ''] : ways.map(([end, text]) => `from ${end}: ${text || 'nothing'}`)),
    ...(impairments.mtu === undefined ? [] : [`MTU ${impairments.mtu}`]),
  ]
    .filter((text) => text !== '')
    .join(alike ? ', ' : '; ');
}

function wayText({ latency, jitter, loss, rate }: Impairment): string {
  return [
    ...(latency === undefined ? [] : [`${fine(latency)}${jitter === undefined ? '' : ` ± ${fine(jitter)}`}`]),
    ...(loss === undefined ? [] : [`${Number((loss * 100).toFixed(6))} % loss`]),
    ...(rate === undefined ? [] : [rateText(rate)]),
  ].join(', ');
}

/** A time in µs as it was asked for, not rounded. */
function fine(microseconds: number): string {
  return `${microseconds / 1000} ms`;
}

function rateText(bits: number): string {
  const [unit, size] = bits >= 1e9 ? ['Gbit', 1e9] : bits >= 1e6 ? ['Mbit', 1e6] : ['kbit', 1e3];
  return `${bits / Number(size)} ${unit}/s`;
}
