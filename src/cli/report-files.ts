/** Reports as files, each in the form that was asked for. */
import { accessSync, closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../lab/lab-error.ts';
import { renderHtml } from '../report/html.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Result } from '../report/result.ts';
import { encodeResult } from '../report/result-file.ts';
import { notWritten } from './files.ts';
import { readHtmlAssets } from './html-assets.ts';

const FORMS = {
  json: encodeResult,
  junit: renderJunit,
  markdown: renderMarkdown,
  html: (result) => renderHtml(result, readHtmlAssets()),
} as const satisfies Record<string, (result: Result) => string | Iterable<string>>;

/** Which file each form is written to; absent: it is not wanted. */
export type ReportFiles = Partial<Readonly<Record<keyof typeof FORMS, string>>>;

/**
 * Refuses files that could not be written in the end, before there is anything to write.
 * @throws LabError `usage`
 */
export function checkReportFiles(files: ReportFiles): void {
  for (const file of Object.values(files)) {
    try {
      accessSync(dirname(file), constants.W_OK);
    } catch {
      throw new LabError('usage', `cannot write ${file}`, 'Give a file in a directory that is there.');
    }
  }
}

/** Writes the reports. One that cannot be written does not keep the others; returns why each of those could not. */
export function writeReports(result: Result, files: ReportFiles): readonly string[] {
  return Object.entries(FORMS).flatMap(([form, render]) => {
    const file = files[form as keyof typeof FORMS];
    if (file === undefined) return [];
    try {
      write(file, render(result));
      return [];
    } catch (error) {
      return [notWritten(file, error).message];
    }
  });
}

function write(file: string, text: string | Iterable<string>): void {
  const opened = openSync(file, 'w');
  try {
    for (const piece of typeof text === 'string' ? [text] : text) writeFileSync(opened, piece);
  } finally {
    closeSync(opened);
  }
}
