import type { AnnouncementForm, EndPolicyForm, ExportForm, ImportForm } from './schema-policy.ts';
import type { Announcement, EndPolicy, ExportChange, Strip } from './topology.ts';

/** What a file says of one end's policy. */
export function readEndPolicy(form: EndPolicyForm): EndPolicy {
  return { in: readImport(form.in ?? {}), out: { ...readExport(form.out ?? {}), ...readStrip(form.out) } };
}

/** What a file says of a site's announcement. */
export function readAnnouncement({ to, ...changes }: AnnouncementForm): Announcement {
  return { ...readExport(changes), ...(to === undefined ? {} : { to }) };
}

function readImport({ 'local-pref': localPref, weight, ...changes }: ImportForm): EndPolicy['in'] {
  return {
    ...readExport(changes),
    ...readStrip(changes),
    ...(localPref === undefined ? {} : { localPref }),
    ...(weight === undefined ? {} : { weight }),
  };
}

function readStrip({ strip }: ExportForm = {}): Strip {
  return strip === undefined ? {} : { strip };
}

function readExport({ prepend, med, origin, communities }: ExportForm): ExportChange {
  return {
    ...(prepend === undefined ? {} : { prepend }),
    ...(med === undefined ? {} : { med }),
    ...(origin === undefined ? {} : { origin }),
    ...(communities === undefined ? {} : { communities }),
  };
}
