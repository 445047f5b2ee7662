import chalk from 'chalk';
import type { TraceQueryResult } from '../../lab/trace-query.ts';
import type { QueryStep } from '../../measure/query-log/query-steps.ts';
import { duration, familyName } from '../../report/words.ts';
import { table } from './table.ts';

/** A row for each link and server on the way there and back, with the time since the query left. */
export function reportTraceQuery(result: TraceQueryResult): string {
  const { client, service, family, address, name, type, steps, silent } = result;
  const [first] = steps;
  return [
    `${client} asks ${service} at ${address} (${familyName(family)}) for ${name} ${type}.`,
    ...(first === undefined
      ? []
      : [
          '',
          table(
            ['AFTER', 'WHERE', 'WHAT'],
            steps.map((step, index) => [after(step, first, steps.slice(0, index)), where(step), what(step)]),
            [0],
          ),
          '',
        ]),
    ending(result),
    ...(silent.length === 0 ? [] : [chalk.yellow(`${silent.join(', ')} did not tell of queries.`)]),
  ].join('\n');
}

/** Nothing where a server's clock ticks too seldom to tell it from what came before (BIND's). */
function after(step: QueryStep, first: QueryStep, before: readonly QueryStep[]): string {
  const arrived = before.findLast(({ kind }) => kind === 'link');
  if (step.kind !== 'link' && arrived !== undefined && step.at < arrived.at) return '';
  return `${((step.at - first.at) / 1000).toFixed(2)} ms`;
}

function where(step: QueryStep): string {
  return step.kind === 'link' ? `${step.from} -> ${step.to ?? chalk.red('nowhere')}` : step.node;
}

function what(step: QueryStep): string {
  switch (step.kind) {
    case 'link':
      return step.packet;
    case 'received':
      return 'has the query';
    case 'answered':
      return `answers ${step.rcode ?? ''}${sourceOf(step.from)}`;
    case 'asked': {
      const { name, type, entries, answer, sentAt } = step.query;
      const by = entries.at(-1)?.node ?? answer?.server ?? 'nobody that tells';
      const took =
        sentAt === null || answer === null ? 'no answer' : `${answer.rcode}, ${duration(answer.at - sentAt)}`;
      return `asks ${by} for ${name} ${type}: ${took}`;
    }
  }
}

function sourceOf(from: string | null): string {
  if (from === null) return '';
  return from === 'cache' ? ' from its cache' : ' by itself';
}

function ending({ client, reply, took, server, site, seen, steps }: TraceQueryResult): string {
  if (!reply.answered) {
    const last = steps.findLast((step) => step.kind === 'link');
    const seenLast =
      last === undefined ? '' : `; last seen: the ${last.packet} from ${last.from} to ${last.to ?? 'nobody'}`;
    return chalk.red(`${client} gets no answer (${reply.reason})${seenLast}.`);
  }
  const by = server === null ? 'somebody' : `${server}${site === null ? '' : ` at ${site}`}`;
  return [
    `${client} has its answer${took === null ? '' : ` after ${duration(took)}`}, from ${by}: ${reply.rcode}.`,
    ...reply.records.map((record) => `  ${record}`),
    ...(seen ? [] : [chalk.yellow('No server told of it.')]),
  ].join('\n');
}
