import type { Context } from 'hono';
import type { FaultEnv } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/state.ts';
import { denied, pictures, refuse, urnInPath, type Session } from './sandbox-world.ts';

type C = Context<FaultEnv>;

const uploadMs = 24 * 3600_000;
const processingMs = 2000;
/** "Images API": pictures must have fewer pixels than this. */
const pixelLimit = 36_152_320;

export async function beginUpload(c: C, session: Session, world: World): Promise<Response> {
  if (c.req.query('action') !== 'initializeUpload')
    return refuse(c, 400, 'PARAM_INVALID', 'action must be initializeUpload');
  const body = (await c.req.json().catch(() => undefined)) as
    | { initializeUploadRequest?: { owner?: unknown } }
    | undefined;
  const owner = body?.initializeUploadRequest?.owner;
  if (typeof owner !== 'string') return refuse(c, 400, 'MISSING_FIELD', 'owner is a required field');
  if (!session.mayActFor(owner, { page: 'w_organization_social', member: 'w_member_social' })) {
    return denied(c, 'images.ACTION-initializeUpload');
  }
  const until = new Date(world.now().getTime() + uploadMs);
  const number = world.nextId(19);
  const picture = pictures(world).put({
    id: `urn:li:image:C${number}`,
    owner,
    uploadKey: `upload-${number}`,
    uploadUntil: until.toISOString(),
    failed: false,
  });
  const uploadUrl = `${world.url}/dms-uploads/${picture.uploadKey}?ca=vector_feedshare`;
  return c.json({ value: { uploadUrlExpiresAt: until.getTime(), uploadUrl, image: picture.id } });
}

export async function takeUpload(c: C, world: World): Promise<Response> {
  const picture = pictures(world).find(({ uploadKey }) => uploadKey === c.req.param('key'));
  if (picture === undefined) return refuse(c, 404, 'NOT_FOUND', 'There is no such upload');
  if (new Date(picture.uploadUntil) <= world.now())
    return refuse(c, 400, 'EXPIRED_UPLOAD_URL', 'The upload has expired');
  const bytes = Buffer.from(await c.req.arrayBuffer());
  const mime = await pictureType(bytes);
  pictures(world).put({
    ...picture,
    blob: world.putBlob(bytes, mime ?? 'application/octet-stream'),
    uploadedAt: world.now().toISOString(),
    failed: mime === undefined || world.takeSwitch('picture-failed'),
  });
  return c.body(null, 201);
}

/** Undefined when LinkedIn could not show it. */
async function pictureType(bytes: Buffer): Promise<string | undefined> {
  const { default: sharp } = await import('sharp');
  const seen = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (seen === undefined || !['jpeg', 'png', 'gif'].includes(seen.format)) return undefined;
  return seen.width * seen.height < pixelLimit ? `image/${seen.format}` : undefined;
}

/** With a member's rights alone, pictures cannot be read. */
export function readPicture(c: C, session: Session, world: World): Response {
  const urn = urnInPath(c);
  if (urn === undefined) return refuse(c, 400, 'ILLEGAL_ARGUMENT', 'The URN in the path must be encoded');
  const picture = pictures(world).get(urn);
  if (picture === undefined) return refuse(c, 404, 'NOT_FOUND', `${urn} was not found`);
  if (!session.mayActFor(picture.owner, { page: 'w_organization_social', member: '' })) {
    const message =
      'Accessing this image resource is forbidden. Please check your permissions for this resource';
    return refuse(c, 403, 'ACCESS_DENIED', message);
  }
  const age =
    picture.uploadedAt === undefined ? -1 : world.now().getTime() - new Date(picture.uploadedAt).getTime();
  const done = picture.failed ? 'PROCESSING_FAILED' : 'AVAILABLE';
  return c.json({
    id: urn,
    owner: picture.owner,
    status: age < 0 ? 'WAITING_UPLOAD' : age < processingMs ? 'PROCESSING' : done,
  });
}
