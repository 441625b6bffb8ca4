import { UserError } from '../domain/errors.ts';

/** A file inside an archive. `size` counts the bytes that `content` gives. */
export interface TarFile {
  /** With `/` between folders. */
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

const block = 512;
/** Eleven octal digits. */
const mostBytes = 0o77777777777;

/**
 * Writes an archive in the "ustar" form of POSIX.1-1988 (pax, IEEE Std 1003.1-2017, read 2026-11-24), which every tar reads. Names of up to
 * 255 bytes, files of up to 8 GiB; throws `UserError` beyond that. Files alone, readable by their owner.
 */
export async function* packTar(files: AsyncIterable<TarFile>, madeAt: Date): AsyncGenerator<Buffer> {
  for await (const { name, size, content } of files) {
    yield header(name, size, madeAt);
    let written = 0;
    for await (const bytes of content) {
      written += bytes.length;
      yield bytes;
    }
    if (written !== size)
      throw new Error(`${name} has changed while it was packed: ${written} bytes, not ${size}`);
    yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * block);
}

/**
 * Reads an archive as `packTar` or another tar writes it, file by file; what of a file is not read is passed over. Folders and
 * links are left out. Throws `UserError` when it is none, or ends too early.
 */
export async function* unpackTar(bytes: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const source = new Source(bytes);
  for (;;) {
    const head = await source.exactly(block);
    if (head.every((byte) => byte === 0)) return;
    const { name, size, isFile } = readHeader(head);
    let left = size;
    const content = (async function* () {
      while (left > 0) {
        const part = await source.upTo(left);
        left -= part.length;
        yield part;
      }
    })();
    if (isFile) yield { name, size, content };
    while (left > 0) left -= (await source.upTo(left)).length;
    await source.exactly(padding(size));
  }
}

function header(name: string, size: number, madeAt: Date): Buffer {
  const head = Buffer.alloc(block);
  const [prefix, rest] = splitName(name);
  if (size > mostBytes)
    throw new UserError(`${name} is larger than the 8 GiB that fit into one file of a backup.`);
  head.write(rest, 0);
  head.write('0000600\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  head.write(
    `${Math.floor(madeAt.getTime() / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  );
  head.write('        ', 148);
  head.write('0', 156);
  head.write('ustar\u000000', 257);
  head.write(prefix, 345);
  head.write(`${checksum(head).toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

/** A name of more than 100 bytes is cut at a slash into a prefix of at most 155 and the rest. */
function splitName(name: string): [prefix: string, rest: string] {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100 && rest !== '')
      return [prefix, rest];
  }
  throw new UserError(`The name ${name} is too long for a backup: shorten it.`);
}

function readHeader(head: Buffer): { name: string; size: number; isFile: boolean } {
  const said = Number.parseInt(textAt(head, 148, 8), 8);
  const seen = checksum(Buffer.concat([head.subarray(0, 148), Buffer.from('        '), head.subarray(156)]));
  if (said !== seen) throw new UserError('This is no backup of Cutline, or it is damaged: take another one.');
  const prefix = textAt(head, 257, 5) === 'ustar' ? textAt(head, 345, 155) : '';
  const name = textAt(head, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: Number.parseInt(textAt(head, 124, 12), 8) || 0,
    isFile: head[156] === 0x30 || head[156] === 0,
  };
}

function textAt(head: Buffer, start: number, length: number): string {
  const field = head.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end).trim();
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function checksum(head: Buffer): number {
  return head.reduce((sum, byte) => sum + byte, 0);
}

function padding(size: number): number {
  return (block - (size % block)) % block;
}

/** Bytes on demand from chunks of any length. */
class Source {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `most`. */
  async upTo(most: number): Promise<Buffer> {
    while (this.#held.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true)
        throw new UserError('The backup ends too early: it was not copied or written whole.');
      this.#held = next.value;
    }
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.length);
    return part;
  }

  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0;) {
      const part = await this.upTo(left);
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }
}
