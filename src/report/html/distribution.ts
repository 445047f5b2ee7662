/** How long each client's outage was in each repeat: a dot a repeat, a line at the median. */
import type { StepSpread } from '../../measure/repeats.ts';
import type { StepFigures } from '../../measure/run-figures.ts';
import { seriesKey } from '../../measure/samples.ts';
import { counted, duration, familyName, stepName } from '../words.ts';
import { text } from './markup.ts';

const ROW = 22;
const LEFT = 130;
const WIDTH = 640;
/** Where `never` stands, right of the longest outage. */
const NEVER = WIDTH - 36;

/** The distribution of one step over the runs, for those who lost something in any of them. */
export function distribution(
  spread: StepSpread,
  runs: readonly (readonly StepFigures[])[],
  index: number,
): string {
  const losers = spread.outcomes.filter(({ outage }) => outage.max !== 0);
  const calm = spread.outcomes.length - losers.length;
  const name = stepName(spread.step);
  const rest =
    calm === 0
      ? ''
      : `<p>${calm} of ${counted(spread.outcomes.length, 'client address', 'client addresses')} had no outage in any repeat.</p>`;
  if (losers.length === 0) return rest;
  const values = new Map(
    losers.map((loser) => [
      seriesKey(loser),
      runs.flatMap((run) =>
        (run[index]?.outcomes ?? [])
          .filter((outcome) => seriesKey(outcome) === seriesKey(loser))
          .map(({ outage, recovered }) => (recovered ? outage : null)),
      ),
    ]),
  );
  const longest = Math.max(1, ...[...values.values()].flat().map((value) => value ?? 0));
  const x = (value: number | null) =>
    value === null ? NEVER : LEFT + (value / longest) * (NEVER - 40 - LEFT);
  const rows = losers.map((loser, row) => {
    const y = row * ROW + 14;
    const dots = (values.get(seriesKey(loser)) ?? []).map(
      (value) =>
        `<circle class=dot cx="${x(value).toFixed(1)}" cy="${y}" r=5><title>${value === null ? 'never' : duration(value)}</title></circle>`,
    );
    const median = `<line class=median x1="${x(loser.outage.median).toFixed(1)}" x2="${x(loser.outage.median).toFixed(1)}" y1="${y - 9}" y2="${y + 9}"/>`;
    return `<text class=row x="${LEFT - 12}" y="${y + 4}">${text(loser.client)} ${familyName(loser.family)}</text><line class=guide x1="${LEFT}" x2="${NEVER}" y1="${y}" y2="${y}"/>${dots.join('')}${median}`;
  });
  const height = losers.length * ROW + 28;
  const marks = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      `<text class=tick x="${x(part * longest).toFixed(1)}" y="${height - 6}">${duration(part * longest)}</text>`,
  );
  const never = [...values.values()].flat().includes(null)
    ? `<text class=tick x="${NEVER}" y="${height - 6}">never</text>`
    : '';
  return `<figure class=distribution><figcaption>Outage after ${text(name)}, a dot for each repeat, a line at the median</figcaption><div class=scroll role=region tabindex=0 aria-label="Outages after ${text(name)}"><svg viewBox="0 0 ${WIDTH} ${height}" role=img aria-label="Outages after ${text(name)}; the table of figures has the same">${rows.join('')}${marks.join('')}${never}</svg></div></figure>${rest}`;
}
