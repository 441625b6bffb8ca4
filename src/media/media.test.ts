import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, type InputTrack } from 'mediabunny';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExcerptMedia } from '../domain/excerpt.ts';
import { UserError } from '../domain/errors.ts';
import { type CardStyle, type Media, openMedia } from './media.ts';

// A process is started, and machines may be busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let media: Media;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cutline-media-'));
  media = openMedia(path.join(folder, 'made'), { templatesFolder: path.join(folder, 'no-templates') });
});
afterAll(async () => {
  await media.close();
  await rm(folder, { recursive: true, force: true });
});

const style: CardStyle = { brand: '한빛통증의학과', lang: 'ko', background: '#ffffff', accent: '#0f766e' };

function picture(title: string | undefined, text: string): ExcerptMedia {
  return { kind: 'picture', alt: 'what it says', cards: [title === undefined ? { text } : { title, text }] };
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How much of a part of a picture is darker than paper, 0 to 1. */
async function inked(file: string, area: Area): Promise<number> {
  const grey = await sharp(file).extract(area).greyscale().raw().toBuffer();
  return grey.reduce((count, value) => count + (value < 200 ? 1 : 0), 0) / grey.length;
}

describe('a picture', () => {
  it('is a baseline JPEG of 1080 by 1350 with words where words belong and nothing in its margins', async () => {
    const [made] = await media.make(
      [picture('무릎 통증 Knee pain', '주사 치료는 20분이면 끝납니다. It is quick 💉')],
      style,
    );
    expect(made).toMatchObject({
      kind: 'picture',
      mime: 'image/jpeg',
      width: 1080,
      height: 1350,
      alt: 'what it says',
    });
    expect(made?.file).toMatch(/^[0-9a-f]{32}\.jpg$/);
    const facts = await sharp(made!.path).metadata();
    expect(facts).toMatchObject({ format: 'jpeg', width: 1080, height: 1350, isProgressive: false });
    expect((await stat(made!.path)).size).toBe(made!.bytes);

    expect(await inked(made!.path, { left: 96, top: 300, width: 888, height: 700 })).toBeGreaterThan(0.03);
    expect(await inked(made!.path, { left: 96, top: 1210, width: 400, height: 60 })).toBeGreaterThan(0.03);
    for (const margin of [
      { left: 0, top: 0, width: 90, height: 1350 },
      { left: 990, top: 400, width: 90, height: 950 },
      { left: 0, top: 1290, width: 1080, height: 60 },
    ]) {
      expect(await inked(made!.path, margin)).toBe(0);
    }
  });

  it('draws emoji in their colours', async () => {
    const [made] = await media.make([picture(undefined, '🟥🟥🟥🟥')], style);
    const { data } = await sharp(made!.path).raw().toBuffer({ resolveWithObject: true });
    let red = 0;
    for (let at = 0; at < data.length; at += 3)
      if (data[at]! > 180 && data[at + 1]! < 90 && data[at + 2]! < 110) red++;
    expect(red).toBeGreaterThan(5000);
  });

  it.each([
    ['Korean', '초음파로 보면서 정확한 위치에 주사합니다. '.repeat(300)],
    ['Latin', 'Ultrasound guidance places the needle exactly. '.repeat(300)],
    ['one endless word', 'x'.repeat(20_000)],
    ['an endless address', `https://example.com/${'path-'.repeat(400)}`],
    ['many short lines', 'one\n\ntwo\n'.repeat(200)],
  ])('keeps too many words inside: %s', async (_, text) => {
    const [made] = await media.make([picture('제목 '.repeat(100), text)], style);
    expect(await inked(made!.path, { left: 96, top: 150, width: 888, height: 950 })).toBeGreaterThan(0.05);
    expect(await inked(made!.path, { left: 990, top: 400, width: 90, height: 950 })).toBe(0);
    // Between the words and the line above the brand.
    expect(await inked(made!.path, { left: 0, top: 1135, width: 1080, height: 44 })).toBe(0);
  });

  it('is made once for the same words, at once or later, and anew for others', async () => {
    const same = picture('Once', 'only');
    const both = await Promise.all([media.make([same], style), media.make([same], style)]);
    expect(both[0][0]?.file).toBe(both[1][0]?.file);
    const before = await stat(both[0][0]!.path);
    const [again] = await media.make([same], {
      lang: 'ko',
      accent: '#0f766e',
      background: '#ffffff',
      brand: '한빛통증의학과',
    });
    expect(again?.file).toBe(both[0][0]?.file);
    expect((await stat(again!.path)).ino).toBe(before.ino);

    const [other] = await media.make([same], { ...style, accent: '#2563eb' });
    expect(other?.file).not.toBe(again?.file);
    expect(await readdir(path.join(folder, 'made'))).not.toContainEqual(expect.stringContaining('.part'));
  });

  it('is refused for a script that no font has', async () => {
    const thai = picture(undefined, 'สวัสดีครับ ยินดีต้อนรับ');
    await expect(media.make([thai], style)).rejects.toThrow(/no font here has.*templates\/cards\/fonts/);
  });

  it('leaves out bracketed Hanja that it cannot draw', async () => {
    const [plain] = await media.make([picture(undefined, '면역 반응입니다')], style);
    const [glossed] = await media.make([picture(undefined, '면역(免疫) 반응입니다')], style);
    expect(await readFile(glossed!.path)).toEqual(await readFile(plain!.path));
  });
});

describe('names', () => {
  it('lead to a file only when they are of our own making', async () => {
    const [made] = await media.make([picture('Name', 'of a file')], style);
    expect(media.pathOf(made!.file)).toBe(made!.path);
    for (const name of [
      '',
      '.',
      '../secret',
      `../${made!.file}`,
      'a.jpg',
      `${made!.file}.part`,
      `${made!.file}\n`,
      '/etc/passwd',
    ]) {
      expect(media.pathOf(name)).toBeUndefined();
    }
  });
});

describe('mistakes', () => {
  it.each([
    [
      'a word that Liquid does not know',
      '<div>\n  {{ titel }}\n</div>',
      /picture\.html, line 2: there is no word "titel"/,
    ],
    [
      'a tag left open',
      '<div>\n<div>{% if title %}</div>\n</div>',
      /picture\.html, line 2: \{% if title %\} is not closed by its end/,
    ],
    [
      'an element that cannot be drawn',
      '<div>\n\n<script>alert(1)</script></div>',
      /picture\.html, line 3: <script> cannot be drawn/,
    ],
    [
      'a value that the style does not have',
      '<div>\n<div style="display: sideways">x</div></div>',
      /picture\.html, line 2: .*sideways/,
    ],
    [
      'a picture from elsewhere',
      '<div>\n<img src="https://example.com/a.png"></div>',
      /picture\.html, line 2: .*beside the template/,
    ],
  ])('in a template are named with file and line: %s', async (_, template, message) => {
    const templatesFolder = await templates({ 'picture.html': template });
    const own = openMedia(path.join(folder, 'mistakes'), { templatesFolder });
    const making = own.make([picture('a', 'b')], style);
    await expect(making).rejects.toThrow(message);
    await expect(making).rejects.toBeInstanceOf(UserError);
    await own.close();
    expect(await readdir(path.join(folder, 'mistakes'))).toEqual([]);
  });

  it('in a colour are named', async () => {
    await expect(media.make([picture('a', 'b')], { ...style, accent: 'reddish' })).rejects.toThrow(
      /accent colour.*"reddish"/,
    );
  });
});

describe("the user's own template", () => {
  it('is drawn with its pictures, and drawn anew when one of them changes', async () => {
    const templatesFolder = await templates({
      'picture.html':
        '<div style="background: #fff; width: 100%; height: 100%"><img src="logo.png" width="300" height="300"></div>',
    });
    const logo = path.join(templatesFolder, 'cards', 'logo.png');
    const square = (colour: string) =>
      sharp({ create: { width: 30, height: 30, channels: 3, background: colour } }).png();
    await square('#ff0000').toFile(logo);
    const own = openMedia(path.join(folder, 'own'), { templatesFolder });
    const [red] = await own.make([picture('a', 'b')], style);
    const pixel = await sharp(red!.path)
      .extract({ left: 150, top: 150, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(pixel[0]).toBeGreaterThan(240);
    expect(pixel[1]).toBeLessThan(15);

    await copyFile(red!.path, path.join(templatesFolder, 'cards', 'another.jpg'));
    await square('#0000ff').resize(60).toFile(logo);
    const [blue] = await own.make([picture('a', 'b')], style);
    expect(blue?.file).not.toBe(red?.file);
    await own.close();
  });
});

describe("the user's own fonts", () => {
  it('are taken in, unless they are none', async () => {
    const templatesFolder = await templates({});
    const fonts = path.join(templatesFolder, 'cards', 'fonts');
    const own = openMedia(path.join(folder, 'fonts'), { templatesFolder });
    const [without] = await own.make([picture('Knee', 'pain')], style);
    await mkdir(fonts);
    const heavy = '@fontsource/pretendard/files/pretendard-latin-900-normal.woff';
    await copyFile(createRequire(import.meta.url).resolve(heavy), path.join(fonts, 'more.woff'));
    const [withFont] = await own.make([picture('Knee', 'pain')], style);
    expect(withFont?.file).not.toBe(without?.file);

    await writeFile(path.join(fonts, 'broken.ttf'), 'not a font');
    await expect(own.make([picture('Knee', 'pain')], style)).rejects.toThrow(
      /broken\.ttf is not a font that can be read/,
    );
    await own.close();
  });
});

describe('a film', () => {
  it('is a short MP4 that starts fast, with picture and silence in step', async () => {
    const cards = [
      { title: '무릎 통증', text: '세 가지를 먼저 확인하세요 🦵' },
      { text: 'Most people need three to six sessions, four weeks apart.' },
      { text: '상담은 편하게 문의하세요.' },
    ];
    const [made] = await media.make([{ kind: 'video', alt: 'three cards', cards }], style);
    expect(made).toMatchObject({
      kind: 'video',
      mime: 'video/mp4',
      width: 1080,
      height: 1920,
      alt: 'three cards',
    });
    expect(made!.seconds).toBeGreaterThanOrEqual(8);
    expect(made!.seconds).toBeLessThan(20);

    const bytes = await readFile(made!.path);
    expect(boxes(bytes)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(bytes.includes('elst')).toBe(false);
    const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
    const [video, audio] = [(await input.getPrimaryVideoTrack())!, (await input.getPrimaryAudioTrack())!];
    expect(await video.computeDuration()).toBeCloseTo(made!.seconds!, 3);
    expect(made!.seconds! - (await audio.computeDuration())).toBeGreaterThanOrEqual(0);
    expect(made!.seconds! - (await audio.computeDuration())).toBeLessThan(0.03);

    const config = await video.getDecoderConfig();
    expect(config).toMatchObject({
      codedWidth: 1080,
      codedHeight: 1920,
      colorSpace: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false },
    });
    // Baseline (0x42).
    expect(config?.codec).toMatch(/^avc1\.42/);
    expect(await audio.getDecoderConfig()).toMatchObject({
      codec: 'mp4a.40.2',
      sampleRate: 44_100,
      numberOfChannels: 2,
    });

    const pictures = await packetsOf(video);
    expect(pictures).toHaveLength(Math.round(made!.seconds! * 24));
    expectRising(pictures.map(({ timestamp }) => timestamp));
    expectRising((await packetsOf(audio)).map(({ timestamp }) => timestamp));
    // A key frame at the beginning of each card, and every other frame numbered one higher than the one before.
    expect(pictures.filter(({ type }) => type === 'key')).toHaveLength(cards.length);
    let number = 0;
    for (const { data, type } of pictures) {
      expect(data[4]! & 31).toBe(type === 'key' ? 5 : 1);
      number = type === 'key' ? 0 : (number + 1) % 32;
      if (type === 'delta') expect(data[5]! & 31).toBe(number);
    }
  });

  it('is refused when it would be longer than three minutes', async () => {
    const cards = Array.from({ length: 60 }, (_, index) => ({ text: `card ${index}` }));
    await expect(media.make([{ kind: 'video', alt: '', cards }], style)).rejects.toThrow(
      /60 cards.*at most 59/,
    );
  });
});

async function templates(files: Readonly<Record<string, string>>): Promise<string> {
  const templatesFolder = await mkdtemp(path.join(folder, 'templates-'));
  await mkdir(path.join(templatesFolder, 'cards'));
  for (const [name, text] of Object.entries(files))
    await writeFile(path.join(templatesFolder, 'cards', name), text);
  return templatesFolder;
}

/** The outermost boxes of an MP4, in order. */
function boxes(file: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at < file.length; at += file.readUInt32BE(at))
    names.push(file.toString('latin1', at + 4, at + 8));
  return names;
}

async function packetsOf(track: InputTrack) {
  const packets = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  return packets;
}

function expectRising(times: readonly number[]): void {
  expect(times[0]).toBe(0);
  expect(times.filter((time, index) => index > 0 && time <= times[index - 1]!)).toEqual([]);
}
