import type { Outcome } from '../../domain/attempt.ts';
import type { Tokens } from '../../domain/channel.ts';
import type { Answer } from '../../net/request.ts';
import { strikeOut } from '../../net/secrets.ts';
import type { Refusal } from '../contract.ts';
import { apiVersion } from './wire.ts';

/**
 * LinkedIn's errors as outcomes ("Error handling" and "Error responses", learn.microsoft.com, read 2026-11-24). Two forms of
 * body live side by side: `{message, serviceErrorCode, status}`, and one that adds `code` and `errorDetails.inputErrors[].code`.
 */

export interface Asked {
  /** What was tried, for the sentence: "publish the post". */
  readonly doing: string;
  readonly tokens: Tokens;
  readonly now: Date;
}

/** What an answer means for the one request that can make a post public. `duplicate` names the post that stands in the way. */
export function refusedPost(
  answer: Answer,
  asked: Asked,
): Outcome | { readonly kind: 'duplicate'; readonly urn: string } {
  if (answer.kind === 'lost')
    return { kind: 'unknown', reason: `LinkedIn's answer was lost: ${answer.reason}` };
  if (answer.kind === 'answer') {
    const said = read(answer, asked);
    if (said.codes.includes('DUPLICATE_POST') || /is a duplicate of/i.test(said.message)) {
      const urn = /duplicate of (urn:li:[a-zA-Z]+:\w+)/.exec(said.message)?.[1];
      if (urn !== undefined) return { kind: 'duplicate', urn };
      return {
        kind: 'unknown',
        reason: 'LinkedIn says that this text is already posted, and does not say where.',
      };
    }
    if (said.codes.includes('MEDIA_ASSET_WAITING_UPLOAD')) {
      const askAt = new Date(asked.now.getTime() + 30_000);
      return { kind: 'processing', reason: 'LinkedIn has not finished with the picture.', askAt };
    }
    if (answer.status < 400 || answer.status === 408 || answer.status >= 500) {
      return { kind: 'unknown', reason: `LinkedIn may have made the post, but answered ${said.sentence}` };
    }
  }
  return refusalOf(answer, asked);
}

/** What an unsuccessful answer means for a request that makes nothing public: whatever became of it, it may be sent again. */
export function refusalOf(answer: Answer, asked: Asked): Refusal {
  const could = `Could not ${asked.doing}: `;
  if (answer.kind !== 'answer') return { kind: 'unavailable', reason: could + answer.reason };

  const said = read(answer, asked);
  const reason = `${could}LinkedIn answered ${said.sentence}`;
  if (
    answer.status === 426 ||
    said.codes.some((code) => code.endsWith('_VERSION') || code === 'VERSION_MISSING')
  ) {
    return {
      kind: 'unavailable',
      reason: `LINKEDIN NO LONGER TAKES API VERSION ${apiVersion.name} (ANNOUNCED END: ${apiVersion.sunset}), SO NOTHING CAN BE PUBLISHED THERE UNTIL CUTLINE IS UPDATED (${said.sentence})`,
    };
  }
  if (answer.status === 401) return { kind: 'unauthorized', reason };
  if (answer.status === 403)
    return {
      kind: /this (image|video|document) resource/.test(said.message) ? 'rejected' : 'unauthorized',
      reason,
    };
  if (answer.status === 429) return { kind: 'throttled', reason, retryAt: retryAt(said.message, asked.now) };
  const mayPass = answer.status < 400 || answer.status >= 500 || [404, 408, 409].includes(answer.status);
  return { kind: mayPass ? 'unavailable' : 'rejected', reason };
}

/** LinkedIn names no time. Its day limits start anew at 00:00 UTC ("Rate limits"); every other brake is given a quarter of an hour. */
function retryAt(message: string, now: Date): Date {
  if (/\bDAY limit\b/i.test(message)) {
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  }
  return new Date(now.getTime() + 15 * 60_000);
}

interface Said {
  readonly codes: readonly string[];
  readonly message: string;
  /** Status, code and message for a person, without secrets, with a full stop. */
  readonly sentence: string;
}

function read(answer: Extract<Answer, { kind: 'answer' }>, asked: Asked): Said {
  const body = fieldsOf(answer.json);
  const inputErrors = fieldsOf(body.errorDetails).inputErrors;
  const details = (Array.isArray(inputErrors) ? inputErrors : []).map(fieldsOf);
  const codes = [body.code, ...details.map(({ code }) => code)].filter((code) => typeof code === 'string');
  const message =
    [body.message, body.error_description, details[0]?.description].find(
      (text) => typeof text === 'string',
    ) ?? '';
  const shown = strikeOut(message.trim(), secretsOf(asked.tokens)).slice(0, 400);
  const words = [String(answer.status), ...codes.slice(0, 1)].join(' ');
  return {
    codes,
    message,
    sentence: shown === '' ? `${words}.` : `${words}: ${shown.replace(/[.\s]*$/, '.')}`,
  };
}

function secretsOf(tokens: Tokens): string[] {
  return [tokens.access_token, tokens.refresh_token, tokens.client_secret].filter(
    (value) => value !== undefined,
  );
}

/** The fields of a JSON object; none when it is something else. */
export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

/** `elements` of a list answer. */
export function elementsOf(json: unknown): Readonly<Record<string, unknown>>[] {
  const { elements } = fieldsOf(json);
  return Array.isArray(elements) ? elements.map(fieldsOf) : [];
}
