import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../domain/errors.ts';
import { readCutting } from './cutting.ts';
import { readHashtags } from './hashtags.ts';
import { readTimetable } from './timetable.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cutline-yaml-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const platforms = ['facebook', 'instagram', 'linkedin', 'x', 'youtube'];
let files = 0;

function write(content: string | Uint8Array): string {
  const file = path.join(folder, `${(files += 1)}.yaml`);
  writeFileSync(file, content);
  return file;
}

/** The message without the file's name, which it must begin with. */
function mistake(read: (file: string) => unknown, content: string | Uint8Array): string {
  const file = write(content);
  try {
    read(file);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { message } = error as UserError;
    expect(message.startsWith(file)).toBe(true);
    return message.slice(file.length);
  }
  throw new Error('It was taken without a word.');
}
const timetable = (file: string) => readTimetable(file, platforms);
const cutting = (file: string) => readCutting(file, platforms);

describe('the timetable', () => {
  it('is read', () => {
    const file = write(`
timeZone: Asia/Seoul
slots:
  x: [tuesday 9:00, daily 18:30, Tue 09:00]
  youtube: []
otherSlots: [weekend 10:00]
quietHours: { from: "22:00", to: "06:30" }
blackoutDates: [2026-12-25 Christmas, 2027-02-06 to 2027-02-08]
smallestGapMinutes: 45
`);
    expect(timetable(file)).toEqual({
      file,
      timeZone: 'Asia/Seoul',
      slots: {
        x: [
          { weekday: 1, minute: 1110 },
          { weekday: 2, minute: 540 },
          ...[2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, minute: 1110 })),
        ],
        youtube: [],
      },
      otherSlots: [
        { weekday: 6, minute: 600 },
        { weekday: 7, minute: 600 },
      ],
      quietHours: { from: 1320, to: 390 },
      blackoutDates: [
        { from: '2026-12-25', to: '2026-12-25', why: 'Christmas' },
        { from: '2027-02-06', to: '2027-02-08', why: undefined },
      ],
      smallestGapMinutes: 45,
      mostPerDay: undefined,
      passageGapDays: 0,
      sameTextDays: 30,
      evergreenCooldownDays: 90,
      late: { publishWithinHours: 6, moveWithinDays: 14 },
      holidayOn: undefined,
      channels: {},
    });
  });

  it('says what a channel has instead', () => {
    const { channels, ...rest } = timetable(
      write(`
mostPerDay: 3
passageGapDays: 4
late: { publishWithinHours: 0 }
channels:
  The clinic:
    slots: [monday 9:00, mon 9:00]
    quietHours: { from: "18:00", to: "09:00" }
    blackoutDates: [2027-08-01]
    smallestGapMinutes: 240
    mostPerDay: 1
`),
    );
    expect(rest).toMatchObject({
      mostPerDay: 3,
      passageGapDays: 4,
      late: { publishWithinHours: 0, moveWithinDays: 14 },
    });
    expect(channels['The clinic']).toEqual({
      slots: [{ weekday: 1, minute: 540 }],
      quietHours: { from: 1080, to: 540 },
      blackoutDates: [{ from: '2027-08-01', to: '2027-08-01', why: undefined }],
      smallestGapMinutes: 240,
      mostPerDay: 1,
    });
  });

  it.each(['', '# nothing but a remark\n', '{}', 'slots:\nquietHours:\nblackoutDates:\n'])(
    'has defaults where the file says nothing: %j',
    (content) => {
      const { otherSlots, ...rest } = timetable(write(content));
      expect(rest).toMatchObject({
        timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        slots: {},
        quietHours: undefined,
        blackoutDates: [],
        smallestGapMinutes: 60,
      });
      expect(otherSlots).toEqual([1, 2, 3, 4, 5].map((weekday) => ({ weekday, minute: 540 })));
    },
  );

  it('has the same defaults where there is no file', () => {
    const file = path.join(folder, 'absent.yaml');
    expect(timetable(file)).toEqual({ ...timetable(write('')), file });
  });

  it.each([
    [
      'timeZon: UTC',
      ':1:1: "timeZon" is not a key here: the keys are timeZone, slots, otherSlots, quietHours, blackoutDates, holidays, smallestGapMinutes, mostPerDay, passageGapDays, sameTextDays, evergreenCooldownDays, late, channels.',
    ],
    [
      '# first\ntimeZone: Vancouver',
      ':2:11: timeZone is not a time zone: write an IANA name such as America/Vancouver.',
    ],
    [
      'timeZone: "+09:00"',
      ':1:11: timeZone is not a time zone: write an IANA name such as America/Vancouver.',
    ],
    ['slots:\n  x:\n    - monday 9:00\n    - monday 25:00', ':4:7: slots → x entry 2 is not a weekly slot'],
    ['slots:\n  x:\n    - monday 9:00\n    - 9:00', ':4:7: slots → x entry 2 is not a weekly slot'],
    [
      'slots:\n  myspace: [monday 9:00]',
      ':2:3: "myspace" is not a platform: the platforms are facebook, instagram, linkedin, x, youtube.',
    ],
    [
      'slots:\n  x: monday 9:00',
      ':2:6: slots → x must be a list, each entry on a line of its own after "- ".',
    ],
    [
      'quietHours:\n  from: "21:00"',
      ':2:3: quietHours → to must be text (in quotes where it begins with # or looks like a number).',
    ],
    [
      'quietHours:\n  from: 21\n  to: "07:00"',
      ':2:9: quietHours → from must be text (in quotes where it begins with # or looks like a number).',
    ],
    [
      'quietHours:\n  from: "21:00"\n  to: "07:00"\n  til: 3',
      ':4:3: "til" is not a key here: the keys are from, to.',
    ],
    ['blackoutDates:\n  - 2026-02-29', ':2:5: blackoutDates entry 1 is not a date'],
    ['blackoutDates:\n  - 2026-12-26 to 2026-12-24', ':2:5: blackoutDates entry 1 ends before it begins.'],
    ['smallestGapMinutes: an hour', ':1:21: smallestGapMinutes must be a number.'],
    ['smallestGapMinutes: 1.5', ':1:21: smallestGapMinutes must be a whole number.'],
    ['smallestGapMinutes: -1', ':1:21: smallestGapMinutes must be at least 0.'],
    ['mostPerDay: 0', ':1:13: mostPerDay must be at least 1.'],
    ['passageGapDays: soon', ':1:17: passageGapDays must be a number.'],
    ['late:\n  publishWithinHours: -1', ':2:23: late → publishWithinHours must be at least 0.'],
    [
      'late:\n  hours: 1',
      ':2:3: "hours" is not a key here: the keys are publishWithinHours, moveWithinDays.',
    ],
    [
      'channels:\n  Clinic:\n    slots: [noon]',
      ':3:13: channels → Clinic → slots entry 1 is not a weekly slot',
    ],
    [
      'channels:\n  Clinic:\n    slots: []',
      ':3:12: channels → Clinic → slots must name at least one slot, or be left out.',
    ],
    [
      'channels:\n  Clinic:\n    timeZone: UTC',
      ':3:5: "timeZone" is not a key here: the keys are slots, quietHours, blackoutDates, smallestGapMinutes, mostPerDay.',
    ],
    ['holidays:\n  country: KR\n  region: 11', ':3:11: holidays → region must be text'],
    ['- a\n- b', ':1:1: The file must be a list of "key: value" lines.'],
    [
      'smallestGapMinutes: -1\nfoo: 2\nbar: 3',
      ':1:21: smallestGapMinutes must be at least 0 (and 2 more in this file).',
    ],
  ])('refuses %j with its place', (content, message) => {
    expect(mistake(timetable, content).slice(0, message.length)).toBe(message);
  });
});

describe('hashtags', () => {
  it('are read, without #, in NFC, each once', () => {
    const read = readHashtags(
      write(`
spelling: ["#TMJ", PRP]
synonyms: { MuscleSpasm: [musclespasms, 근육경련] }
brand: [YoonClinic, yoonclinic]
place: ["${'관절'.normalize('NFD')}"]
campaign: [spring2027]
never: [Pain]
`),
    );
    expect(read).toEqual({
      spelling: { tmj: 'TMJ', prp: 'PRP', musclespasm: 'MuscleSpasm' },
      synonyms: { musclespasms: 'MuscleSpasm', 근육경련: 'MuscleSpasm' },
      brand: ['YoonClinic'],
      place: ['관절'],
      campaign: ['spring2027'],
      never: ['Pain'],
    });
  });

  it.each([
    [
      'never: [two words]',
      ':1:9: never entry 1 is not a hashtag: write letters, digits and _ alone, no spaces.',
    ],
    [
      'place: ["2027"]',
      ':1:9: place entry 1 is not a hashtag: one that is digits alone is not clickable anywhere.',
    ],
    [
      'place:\n  - #burnaby',
      ':2:5: place entry 1 must be text (in quotes where it begins with # or looks like a number).',
    ],
    ['synonyms:\n  a b: [c]', ':2:3: "a b" is not a hashtag: write letters, digits and _ alone, no spaces.'],
    [
      'synonyms:\n  a: [b, c-d]',
      ':2:10: synonyms → a entry 2 is not a hashtag: write letters, digits and _ alone, no spaces.',
    ],
  ])('refuses %j with its place', (content, message) => {
    expect(mistake(readHashtags, content)).toBe(message);
  });
});

describe('cutting', () => {
  it('is read', () => {
    const content =
      'modes: { x: thread }\nlinks: { x: once }\nlink: https://example.org/a?b\ncitations: keep\nbrand: { name: 윤 한의원, accent: "#0F766E" }';
    expect(cutting(write(content))).toEqual({
      cutting: {
        modes: { x: 'thread' },
        links: { x: 'once' },
        link: 'https://example.org/a?b',
        citations: 'keep',
      },
      brand: { name: '윤 한의원', accent: '#0f766e' },
    });
  });

  it('has defaults, also for keys with nothing after them', () => {
    for (const content of ['', 'link:\nbrand:\n  name:\n  accent:']) {
      expect(cutting(write(content))).toEqual({
        cutting: { modes: {}, links: {}, link: undefined, citations: 'drop' },
        brand: {},
      });
    }
  });

  it.each([
    ['modes: { x: threads }', ':1:13: modes → x must be one of series, thread, whole.'],
    ['link: www.example.org', ':1:7: link is not an address: write it with https://.'],
    ['link: javascript:alert(1)', ':1:7: link is not an address: write it with https://.'],
    [
      'brand:\n  accent: teal',
      ':2:11: brand → accent is not a colour: write six hex digits in quotes, such as "#0f766e".',
    ],
    ['citations: maybe', ':1:12: citations must be one of keep, drop.'],
  ])('refuses %j with its place', (content, message) => {
    expect(mistake(cutting, content)).toBe(message);
  });
});

describe('a file that is no good', () => {
  it.each([
    ['a: [1, 2\nb: 3', /^:\d+:\d+: .*\[ is not closed: write \]/],
    ['timeZone: UTC\n  slots: {}', /^:1:11: a second "key: value" .*nested/],
    ['timeZone: UTC\ntimeZone: UTC', /^:2:1: this key stands above already: keep one/],
    ['\tslots: {}', /^:1:1: .*tab/i],
    ['timeZone: UTC\n---\ntimeZone: UTC', /^:\d+:\d+: .*document/i],
    ['timeZone: !clock UTC', /^:1:11: .*tag/i],
  ])('is refused with the place: %j', (content, message) => {
    expect(mistake(timetable, content)).toMatch(message);
  });

  it('is refused when its aliases explode, whatever they stand under', () => {
    const lines = ['a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
    for (const [was, is] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'])
      lines.push(`${is}: &${is} [${Array(9).fill(`*${was}`).join(', ')}]`);
    expect(mistake(timetable, lines.join('\n'))).toContain('aliases');
  });

  it('is refused when an alias has no anchor or is nested too deeply', () => {
    expect(mistake(timetable, 'timeZone: *zone')).toBe(
      ':1:11: *zone names nothing: no &zone stands above it.',
    );
    expect(mistake(timetable, `slots: ${'['.repeat(50_000)}`)).toMatch(/^:1:\d+: it is nested too deeply/);
  });

  it('takes aliases that are no harm', () => {
    const file = write('slots:\n  x: &mine [monday 9:00]\n  youtube: *mine');
    expect(timetable(file).slots['youtube']).toEqual([{ weekday: 1, minute: 540 }]);
    expect(mistake(timetable, 'slots:\n  x: &mine [monday]\n  youtube: *mine')).toMatch(
      /^:2:13: slots → x entry 1 .* \(and 1 more/,
    );
  });

  it('is refused when it is not UTF-8, or a folder', () => {
    expect(mistake(timetable, Uint8Array.of(0x74, 0xff, 0xfe))).toBe(
      ' is not text in UTF-8: save it as UTF-8.',
    );
    expect(mistake(timetable, Buffer.from('﻿timeZone: UTC', 'utf16le'))).toBe(
      ' is not text in UTF-8: save it as UTF-8.',
    );
    const there = path.join(folder, 'folder.yaml');
    mkdirSync(there);
    expect(() => timetable(there)).toThrow(`${there} cannot be read (EISDIR)`);
  });

  it('may begin with a byte order mark', () => {
    expect(timetable(write('﻿timeZone: Asia/Seoul')).timeZone).toBe('Asia/Seoul');
  });
});

describe('the files that ship', () => {
  const shipped = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../config');

  it('can be read, and say something of every platform', () => {
    expect(
      readdirSync(shipped)
        .filter((name) => name.endsWith('.yaml'))
        .sort(),
    ).toEqual(['channels.yaml', 'cutting.yaml', 'hashtags.yaml', 'queues.yaml', 'timetable.yaml']);
    expect(Object.keys(timetable(path.join(shipped, 'timetable.yaml')).slots).sort()).toEqual(platforms);
    expect(Object.keys(cutting(path.join(shipped, 'cutting.yaml')).cutting.modes).sort()).toEqual(platforms);
    expect(readHashtags(path.join(shipped, 'hashtags.yaml')).never.length).toBeGreaterThan(0);
  });
});
