/** What the page opens with where something failed: what was expected, what was seen, and what that is told from. */
import { failuresOf, troublesOf } from '../failures.ts';
import type { LabView } from '../view.ts';
import { checkSubject, counted } from '../words.ts';
import { htmlTable, text } from './markup.ts';

/** So many rows are read; each of the others stands with its scenario. */
const MOST = 50;

/** Empty where everything held, or nothing was expected, and every run has a result. */
export function failedPart(views: readonly LabView[]): string {
  const labs = views.length > 1;
  const rows = views.flatMap((view) =>
    failuresOf(view).map(({ where, check }) => [
      ...(labs ? [view.title] : []),
      where,
      checkSubject(check, view.lab.plan.services.length > 1),
      ...[check.what, check.expected, check.seen, check.evidence.join('; ')],
    ]),
  );
  const troubles = views.flatMap((view) =>
    troublesOf(view).map(
      (trouble) => `<p class=trouble>${text(labs ? `${view.title}: ${trouble}` : trouble)}</p>`,
    ),
  );
  if (rows.length === 0 && troubles.length === 0) return '';
  const head = [...(labs ? ['Lab'] : []), 'Where', 'Client', 'Figure', 'Expected', 'Seen', 'Evidence'];
  const more = rows.length - MOST;
  return `<section id=failed><h2>${rows.length > 0 ? 'What failed' : 'What has no result'}</h2>
${rows.length === 0 ? '' : htmlTable(`${counted(rows.length, 'expectation')} did not hold`, { head, rows: rows.slice(0, MOST) })}
${more > 0 ? `<p>And ${more} more, which stand with their scenarios below.</p>` : ''}
${troubles.join('\n')}</section>`;
}
