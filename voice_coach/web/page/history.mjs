// Past sessions: the lines of the computer's history.jsonl, shown, saved as a file, added from one.

export const HISTORY = 'history.jsonl';

// The lines that are sessions; what is damaged is passed over, as on the computer.
export function sessionsIn(text) {
  const found = [];
  for (const line of text.split('\n')) {
    try {
      const one = JSON.parse(line);
      if (typeof one.when === 'string' && typeof one.routine === 'string' && Number.isFinite(one.minutes)) {
        found.push({ ...one, line });
      }
    } catch {
      continue;
    }
  }
  return found;
}

// `text` with those sessions of `more` that it lacks, in order of time; and how many those are. Two that began at
// the same time with the same routine are one, as on the computer.
export function together(text, more) {
  const known = sessionsIn(text);
  const name = (one) => `${Date.parse(one.when) || one.when} ${one.routine}`;
  const names = new Set(known.map(name));
  const added = sessionsIn(more).filter((one) => !names.has(name(one)) && names.add(name(one)));
  const all = [...known, ...added].sort((one, other) => one.when.localeCompare(other.when));
  return { text: all.map((one) => `${one.line}\n`).join(''), added: added.length };
}

export function saveAs(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
