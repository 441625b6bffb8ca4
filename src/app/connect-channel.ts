import type { z } from 'zod';
import type { Channel, Tokens } from '../domain/channel.ts';
import { UserError } from '../domain/errors.ts';
import type { Platform } from '../platforms/contract.ts';
import { saveChannel } from '../store/channels.ts';
import { forgetRefusals } from '../store/renewals.ts';
import { callFor, type App } from './app.ts';

export interface NewConnection {
  readonly platform: Platform;
  /** What we shall call it; the account's own name when left out. */
  readonly name?: string | undefined;
  /** What a token file holds, not yet checked. */
  readonly tokens: unknown;
  readonly sandbox: boolean;
}

/**
 * Makes channels of the accounts that the tokens open. Throws `UserError` with what the platform says when they open none.
 */
export async function connectChannel(
  app: App,
  { platform, name, tokens, sandbox }: NewConnection,
): Promise<Channel[]> {
  const read = platform.tokenFile.safeParse(tokens);
  if (!read.success) {
    throw new UserError(
      `The token file does not fit ${platform.name}: ${mistakesIn(read.error.issues)}. What it must hold is written in src/platforms/${platform.id}/README.md.`,
    );
  }
  const call = callFor(app, platform, { sandbox }, { secrets: Object.values(read.data), signal: app.signal });
  const identified = await platform.identify(read.data, call, app.now);
  if (identified.kind !== 'channels')
    throw new UserError(
      identified.kind === 'unavailable'
        ? `${platform.name} cannot be reached now, so nothing was connected: ${identified.reason.replace(/\.$/, '')}; try again later.`
        : `${platform.name} does not accept these tokens: ${identified.reason}`,
    );
  if (identified.channels.length === 0)
    throw new UserError(
      `These tokens open no account on ${platform.name}: check which account and permissions they were made for.`,
    );
  const channels: Channel[] = [];
  for (const found of identified.channels) {
    channels.push(
      await saveChannel(app.database.db, app.vault, {
        id: app.newId(),
        platform: platform.id,
        name:
          name === undefined
            ? found.name
            : identified.channels.length === 1
              ? name
              : `${name} (${found.name})`,
        remoteId: found.remoteId,
        sandbox,
        expiresAt: found.expiresAt,
        tokens: found.tokens satisfies Tokens,
      }),
    );
  }
  for (const { id } of channels) await forgetRefusals(app.database.db, id);
  app.database.makeSafe();
  return channels;
}

/** What is wrong with a token file, in a person's words and without what it holds. */
function mistakesIn(issues: readonly z.core.$ZodIssue[]): string {
  return issues.map(mistakeOf).join('; ');
}

function mistakeOf(issue: z.core.$ZodIssue): string {
  const member = issue.path.join('.');
  switch (issue.code) {
    case 'invalid_union':
      // Several shapes are allowed: what is wrong with each is told.
      return `either ${issue.errors.map(mistakesIn).join(', or ')}`;
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `"${key}"`).join(', ')} means nothing there`;
    case 'invalid_type':
      if (member === '') return 'it must be one object in curly brackets';
      return issue.message.endsWith('received undefined')
        ? `"${member}" is missing`
        : `"${member}" must be ${issue.expected === 'string' ? 'text in quotes' : `a ${issue.expected}`}`;
    case 'too_small':
      return `"${member}" is empty`;
    default:
      return `"${member}" ${issue.message}`;
  }
}
