// What of a post's syntax reached a reader. Two judges that share nothing with the program: one knows what a browser would show
// of the same text, the other only knows what syntax looks like.

/** Signs of syntax. Each is counted, so that one that the author means does not excuse another. */
const signs = {
  'two stars': /(?<!\*)\*{2,3}(?!\*)/gu,
  'a pair of stars': /(?<![\p{L}\p{N}*])\*(?=[^\s*])[^*\n]*[^\s*]\*(?!\*)/gu,
  'two underlines': /(?<![\p{L}\p{N}_])__(?=[^\s_])|(?<=[^\s_])__(?![\p{L}\p{N}_])/gu,
  'a pair of underlines': /(?<![\p{L}\p{N}_])_(?=[^\s_])[^_\n]*[^\s_]_(?![A-Za-z\d_])/gu,
  'two tildes': /~~(?=\S)/gu,
  'a backtick': /`/gu,
  'a link': /\](?:\(|\[)|!\[|\[\[/gu,
  'a mark of a note': /\[\^|\^\[/gu,
  'a heading': /^ {0,3}#{1,6}(?=\s|$)/gmu,
  'a quotation': /^ *>/gmu,
  'a rule': /^ {0,3}(?:[-*_] *){3,}$/gmu,
  'an empty bullet': /^\s*(?:[-*+•–◦▪]|\d+[.)])\s*$/gmu,
  'a fence': /^ *(?:```|~~~|:::)/gmu,
  'a row of a table': /^\s*\|.*\|\s*$|\|\s*:?-{2,}:?\s*\|/gmu,
  'a tag': /<\/?[a-z][^<>]*>|<!--|-->/giu,
  'an entity': /&(?:[a-z][a-z\d]{1,30}|#\d{1,7}|#x[\da-f]{1,6});/giu,
  'a highlight': /==(?=\S)[^=\n]+==/gu,
  'an attribute': /\{[#.:][^{}\n]*\}/gu,
};

/** The signs of syntax that `shown` has more often than what a browser would show of `html`. */
export function leaksAgainst(shown, html) {
  const visible = visibleIn(html);
  return Object.keys(signs).filter((sign) => countOf(shown, sign) > countOf(visible, sign));
}

/** The signs of syntax in a text of which nothing else is known. Words of code (`code`, in order) are the author's own. */
export function leaksOf(shown, code = []) {
  let text = shown;
  for (const words of code) text = text.replace(words, '');
  return Object.keys(signs).filter((sign) => countOf(text, sign) > 0);
}

function countOf(text, sign) {
  return text.match(signs[sign])?.length ?? 0;
}

function visibleIn(html) {
  return html
    .replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, '')
    .replaceAll(
      /<!--(?:-?>|[\s\S]*?-->)|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<![A-Z][^>]*>|<\/?[a-z][^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/gi,
      (tag) => (/^<\/?(?:p|li|h\d|br|tr|td|th|pre|div|blockquote)\b/i.test(tag) ? '\n' : ''),
    )
    .replaceAll(/&(lt|gt|quot|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name]);
}
