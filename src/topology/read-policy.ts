import type { AnnouncementForm, EndPolicyForm, ExportForm, ImportForm } from './schema-policy.ts';
import type { Announcement, EndPolicy, ExportChange, Strip } from './topology.ts';

/** What a file says of one end's policy. @param open whether it says of the link or of the whole lab that relationships mean nothing */
export function readEndPolicy(form: EndPolicyForm | 'none', open: boolean): EndPolicy {
  const { in: taken = {}, out: sent = {}, ...session } = form === 'none' ? {} : form;
  const { 'maximum-prefix': maximum, 'allowas-in': allowAsIn } = session;
  return {
    in: { ...readImport(taken), ...readFilter(taken), ...readRules(taken.match), ...readPassingOn(taken) },
    out: { ...readExport(sent), ...readStrip(sent), ...readFilter(sent), ...readRules(sent.match) },
    ...(maximum === undefined ? {} : { maximumPrefix: readMaximum(maximum) }),
    ...(allowAsIn === undefined ? {} : { allowAsIn }),
    ...(open || form === 'none' ? { open: true } : {}),
  };
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
