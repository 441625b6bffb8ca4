/** The language a text is written in, by its letters alone: ko, ja, zh, ar or, for want of a better guess, en. */
export function guessLanguage(text: string): string {
  const sample = text.slice(0, 20_000);
  const letters = count(sample, /\p{L}/gu);
  if (letters === 0) return 'en';
  const share = (pattern: RegExp): number => count(sample, pattern) / letters;
  // One syllable says as much as two or three Latin letters, and Latin terms are common in Korean and Japanese texts.
  if (share(/\p{Script=Hangul}/gu) > 0.2) return 'ko';
  const kana = share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = share(/\p{Script=Han}/gu);
  if (kana > 0.05 && kana + han > 0.2) return 'ja';
  if (han > 0.2) return 'zh';
  if (share(/\p{Script=Arabic}/gu) > 0.4) return 'ar';
  return 'en';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
