/** What the page's script finds in the page. */
import type { Timeline } from '../timeline.ts';

export interface PageTimeline extends Timeline {
  /** Of the element that it is drawn in. */
  readonly id: string;
  /** In the order of their colours. */
  readonly sites: readonly string[];
  /** How many colours there are. */
  readonly colors: number;
}
