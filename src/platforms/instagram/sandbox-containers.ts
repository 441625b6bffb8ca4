import { fetchFile } from '../../sandbox/fetch-file.ts';
import { GraphRefusal, textOf, type Parameters } from '../../sandbox/graph.ts';
import type { Collection, World } from '../../sandbox/state.ts';
import { readJpegHeader } from './sandbox-jpeg.ts';

export interface Picture {
  /** Key of its bytes. */
  readonly blob: string;
  readonly alt: string;
}

export interface Container {
  readonly id: string;
  readonly account: string;
  readonly kind: 'picture' | 'child' | 'carousel';
  readonly caption: string;
  readonly pictures: readonly Picture[];
  readonly bornAt: string;
  readonly state: 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR';
  readonly remarks: readonly string[];
}

export function containersOf(world: World): Collection<Container> {
  return world.collection<Container>('containers');
}

const day = 24 * 3_600_000;

/** Makes a container as the parameters say, or refuses. The picture is fetched here and now. */
export async function addContainer(
  world: World,
  account: string,
  parameters: Parameters,
): Promise<Container> {
  const since = world.now().getTime() - day;
  const today = containersOf(world).filter(
    (made) => made.account === account && Date.parse(made.bornAt) > since,
  );
  if (today.length >= 400)
    throw new GraphRefusal({ code: 4, message: '(#4) Application request limit reached' });

  const mediaType = textOf(parameters, 'media_type');
  if (mediaType === 'CAROUSEL') {
    const pictures = childrenOf(world, account, parameters).flatMap((child) => child.pictures);
    return put(world, account, 'carousel', captionOf(world, parameters), pictures);
  }
  if (mediaType === 'VIDEO')
    throw new GraphRefusal({ code: 100, message: '(#100) Use media_type=REELS for a single video' });
  if (mediaType !== undefined && mediaType !== 'IMAGE') {
    throw new GraphRefusal({
      code: 100,
      subcode: 2207023,
      message: `The media type ${mediaType} is unknown.`,
    });
  }
  const address = textOf(parameters, 'image_url');
  if (address === undefined) {
    throw new GraphRefusal({ code: 100, message: '(#100) The parameter image_url is required' });
  }
  const alt = textOf(parameters, 'alt_text') ?? '';
  if ([...alt].length > 1000)
    throw new GraphRefusal({ code: 100, message: '(#100) alt_text is longer than 1,000 characters' });
  const isChild = textOf(parameters, 'is_carousel_item') === 'true';
  // A caption on a child is passed over, not kept.
  const caption = isChild ? { text: '', remarks: [] } : captionOf(world, parameters);
  const picture = { blob: await takePicture(world, address), alt };
  return put(world, account, isChild ? 'child' : 'picture', caption, [picture]);
}

/** Looks at a container and lets time do its work: what was in progress is finished at the next look, unless it is stuck. */
export function lookAt(world: World, container: Container): Container {
  if (container.state !== 'IN_PROGRESS' || world.takeSwitch('media-stuck')) return container;
  return containersOf(world).put({
    ...container,
    state: world.takeSwitch('media-error') ? 'ERROR' : 'FINISHED',
  });
}

/** What `status_code` and `status` say of it. */
export function standingOf(world: World, container: Container): { status_code: string; status: string } {
  if (container.state === 'PUBLISHED')
    return { status_code: 'PUBLISHED', status: 'Published: Media has been published.' };
  if (isDead(world, container))
    return { status_code: 'EXPIRED', status: 'Expired: Not published within 24 hours.' };
  const sentences = {
    IN_PROGRESS: 'In Progress: Media is still being processed.',
    FINISHED: 'Finished: Media has been uploaded and it is ready to be published.',
    ERROR: 'Error: Media upload has failed with error code 2207082',
  };
  return { status_code: container.state, status: sentences[container.state] };
}

export function isDead(world: World, container: Container): boolean {
  return world.now().getTime() - Date.parse(container.bornAt) > day;
}

function put(
  world: World,
  account: string,
  kind: Container['kind'],
  caption: Caption,
  pictures: readonly Picture[],
): Container {
  return containersOf(world).put({
    id: world.nextId(17),
    account,
    kind,
    caption: caption.text,
    pictures,
    bornAt: world.now().toISOString(),
    state: 'IN_PROGRESS',
    remarks: caption.remarks,
  });
}

function childrenOf(world: World, account: string, parameters: Parameters): Container[] {
  const given = parameters['children'];
  const ids = Array.isArray(given) ? given.map(String) : (textOf(parameters, 'children') ?? '').split(',');
  if (ids.length < 2 || ids.length > 10) {
    throw new GraphRefusal({
      code: 100,
      subcode: 2207028,
      message: 'A carousel needs between 2 and 10 items.',
    });
  }
  return ids.map((id) => {
    const child = containersOf(world).get(id.trim());
    if (child === undefined || child.account !== account || isDead(world, child)) {
      throw new GraphRefusal({
        code: 24,
        subcode: 2207006,
        message: `The media with id ${id} was not found.`,
      });
    }
    if (child.kind !== 'child') {
      throw new GraphRefusal({ code: 100, message: `(#100) ${id} was not made with is_carousel_item` });
    }
    // Only what was already seen to be finished can be used.
    if (child.state === 'FINISHED') return child;
    lookAt(world, child);
    throw notReady();
  });
}

export function notReady(): GraphRefusal {
  return new GraphRefusal({
    code: 9007,
    subcode: 2207027,
    message: 'Media ID is not available',
    userMessage: 'The media is not ready for publishing, please wait for a moment',
  });
}

interface Caption {
  readonly text: string;
  readonly remarks: readonly string[];
}

/** At most 2,200 characters, 30 hashtags by the reference, 5 by the announcement, 20 mentions. */
function captionOf(world: World, parameters: Parameters): Caption {
  const text = (textOf(parameters, 'caption') ?? '').trim();
  const hashtags = text.match(hashtagPattern) ?? [];
  if (text.length > 2200 || hashtags.length > 30) {
    throw new GraphRefusal({
      code: 36004,
      subcode: 2207010,
      message: 'The submitted caption is too long.',
      userMessage: `The caption has ${text.length} characters and ${hashtags.length} hashtags; 2,200 and 30 are allowed.`,
    });
  }
  if ((text.match(/(?<=^|\s)@\S+/gu) ?? []).length > 20) {
    throw new GraphRefusal({ code: 100, subcode: 2207040, message: 'Cannot use more than 20 tags' });
  }
  if (hashtags.length <= 5) return { text, remarks: [] };
  if (!world.takeSwitch('hashtags-stripped')) {
    throw new GraphRefusal({ code: 100, message: '(#100) A post may have up to 5 hashtags.' });
  }
  let seen = 0;
  const stripped = text.replace(hashtagPattern, (hashtag) => ((seen += 1) > 5 ? '' : hashtag)).trim();
  return { text: stripped, remarks: [`${hashtags.length - 5} hashtags beyond the fifth were dropped.`] };
}

/** A number alone is none: `#1`. */
const hashtagPattern = /(?<=^|\s)#(?!\d+(?:\s|$))[^\s#]+/gu;

/** Fetches the picture and holds it against what is allowed; gives the key of its bytes. */
async function takePicture(world: World, address: string): Promise<string> {
  const fetched = await fetchFile(address);
  if (fetched.kind === 'failed') throw notFetched(address, fetched.reason);
  const { bytes } = fetched;
  if (bytes.length > 8 * 1024 * 1024) {
    throw new GraphRefusal({
      code: 36000,
      subcode: 2207004,
      message: 'The image size is too large.',
      transient: false,
      userTitle: 'Image size too large',
      userMessage: 'The image is too large to download. It should be less than 8 MiB.',
    });
  }
  const header = readJpegHeader(bytes);
  if (header.kind === 'other') {
    if (!isPicture(bytes)) throw notFetched(address, 'no picture');
    throw new GraphRefusal({
      code: 36001,
      subcode: 2207005,
      message: 'The image format is not supported.',
      userMessage: 'The image format is not supported. Supported formats are: JPEG.',
    });
  }
  const ratio = header.width / header.height;
  // Whole pixels cannot meet 1.91 exactly.
  if (ratio < 0.795 || ratio > 1.915) {
    throw new GraphRefusal({
      code: 36003,
      subcode: 2207009,
      message: 'The submitted image has an invalid aspect ratio.',
      userMessage: `The aspect ratio ${ratio.toFixed(2)}:1 is not between 4:5 and 1.91:1.`,
    });
  }
  return world.putBlob(bytes, 'image/jpeg');
}

function notFetched(address: string, reason: string): GraphRefusal {
  return new GraphRefusal({
    code: 9004,
    subcode: 2207052,
    message: 'Only photo or video can be accepted as media type.',
    userMessage: `The media could not be fetched from this URI: ${address} (${reason}).`,
  });
}

/** A picture, though of a kind that is not taken: MPO, PNG, GIF or WebP. */
function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1');
  return /^(?:\xff\xd8|\x89PNG|GIF8|RIFF....WEBP)/s.test(start);
}
