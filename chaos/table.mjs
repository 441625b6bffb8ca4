// What came of the runs, for a person.

/** The figures, a column for each way of running. */
export function table(sums) {
  const rows = [
    ['', ...sums.map(({ title }) => title)],
    ['seed', ...sums.map(({ seed }) => seed)],
    ['runs', ...sums.map(({ runs }) => runs)],
    ['publications', ...sums.map(({ publications }) => publications)],
    [
      'faults injected',
      ...sums.map(({ faults }) => Object.values(faults).reduce((all, counts) => all + allOf(counts), 0)),
    ],
    ...kindsIn(sums).map((kind) => [`  ${kind}`, ...sums.map(({ faults }) => allOf(faults[kind]))]),
    ['doubled', ...sums.map(({ doubled }) => doubled)],
    ['lost', ...sums.map(({ lost }) => lost)],
    ['out of order', ...sums.map(({ disordered }) => disordered)],
    ['not as people were told', ...sums.map(({ broken }) => broken)],
    ['cancelled by a person', ...sums.map(({ cancelled }) => cancelled)],
    ['refused, with a reason', ...sums.map(({ refused }) => refused)],
    ['processes that ended by themselves', ...sums.map(({ fallen }) => fallen)],
    ['  and those that had to: the disk full, no server to start with', ...sums.map(({ inNeed }) => inNeed)],
    ['outcome not known at first', ...sums.map(({ unsure }) => unsure)],
    [
      '  settled by themselves',
      ...sums.map(({ settled, unsure }) => `${settled} (${percent(settled, unsure)})`),
    ],
    ['  left to a person', ...sums.map(({ left }) => left)],
    ...[50, 99, 100].map((share) => [
      `lateness ${share === 100 ? 'max' : `p${share}`}, s`,
      ...sums.map(({ lateness }) => at(lateness, share / 100)),
    ]),
  ];
  const lines = aligned(rows);
  const legend = [
    'A run: two to four publications and one or two faults, drawn from the seed. The runs of a batch share servers and processes,',
    'and so meet the faults of the others as well. Lateness counts the waiting that a platform itself asked for.',
  ];
  const repeats = sums.flatMap(({ repeat }) => repeat.map((command) => `Repeat with: ${command}`));
  const parts = sums.flatMap((sum) => [
    ...byPlatform(`${sum.title}: faults by kind and platform`, sum.faults),
    ...byPlatform(`${sum.title}: killed, frozen or cut off at a step`, sum.steps),
    ...byPlatform(`${sum.title}: what people did, and how it was answered`, sum.deeds),
  ]);
  return [...lines, '', ...parts, ...legend, ...repeats].join('\n');
}

function allOf(counts = {}) {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

/** A column for each platform, and one for what is no platform's own. */
function byPlatform(title, counts) {
  const platforms = [...new Set(Object.values(counts).flatMap((each) => Object.keys(each)))].sort((a, b) =>
    a === 'all' ? 1 : b === 'all' ? -1 : a < b ? -1 : 1,
  );
  if (platforms.length === 0) return [];
  const names = Object.keys(counts).sort();
  const rows = names.map((name) => [
    `  ${name}`,
    ...platforms.map((platform) => counts[name][platform] ?? '·'),
  ]);
  return [...aligned([[title, ...platforms], ...rows]), ''];
}

function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}

function kindsIn(sums) {
  return [...new Set(sums.flatMap(({ faults }) => Object.keys(faults)))].sort();
}

function percent(part, whole) {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return value === undefined ? '–' : value.toFixed(1);
}
