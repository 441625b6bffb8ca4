import { fetchFile } from '../../sandbox/fetch-file.ts';
import { GraphRefusal, textOf, type Parameters } from '../../sandbox/graph.ts';
import type { Collection, World } from '../../sandbox/state.ts';

export interface Photo {
  readonly id: string;
  readonly page: string;
  /** Key of its bytes. */
  readonly blob: string;
  readonly alt: string;
  readonly madeAt: string;
  /** The post it is part of; absent while unpublished. */
  readonly post?: string;
}

export function photosOf(world: World): Collection<Photo> {
  return world.collection<Photo>('photos');
}

/** Fetches the picture itself and keeps it, or refuses it as the real one does. */
export async function addPhoto(world: World, page: string, parameters: Parameters): Promise<Photo> {
  const address = textOf(parameters, 'url');
  if (address === undefined) throw new GraphRefusal({ code: 324, message: '(#324) Requires upload file' });
  const fetched = await fetchFile(address);
  if (fetched.kind === 'failed') {
    throw new GraphRefusal({
      code: 324,
      message: `(#324) Missing or invalid image file (${fetched.reason})`,
    });
  }
  const mime = kindOf(fetched.bytes);
  if (mime === undefined || fetched.bytes.length > 4 * 1024 * 1024) {
    throw new GraphRefusal({
      code: 324,
      subcode: 1366046,
      message: '(#324) Missing or invalid image file',
      userMessage: 'Photos should be smaller than 4 MB and saved as JPG or PNG.',
    });
  }
  return photosOf(world).put({
    id: world.nextId(15),
    page,
    blob: world.putBlob(fetched.bytes, mime),
    alt: textOf(parameters, 'alt_text_custom') ?? '',
    madeAt: world.now().toISOString(),
  });
}

/** By the first bytes: JPEG, PNG or GIF. */
function kindOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  return /^GIF8[79]a/.test(bytes.subarray(0, 6).toString('latin1')) ? 'image/gif' : undefined;
}
