/** The part of a parser's error that says what is wrong. */
export interface YamlError {
  readonly code: string;
  readonly message: string;
}

/**
 * What a mistake in YAML is, in plain words, and what to do about it: the parser's own sentences speak of collections,
 * scalars and nodes. It goes on after a place and has no full stop.
 */
export function yamlMistake({ code, message }: YamlError): string {
  if (code === 'BAD_INDENT' && message.startsWith('Flow '))
    return message.trim().endsWith(']')
      ? 'a list that begins with [ is not closed: write ] at its end'
      : 'what begins with { is not closed: write } at its end';
  if (code === 'MISSING_CHAR' && /closing .*quote/i.test(message))
    return 'a text in quotes is not closed: write the same quote at its end';
  if (code === 'MISSING_CHAR' && message.includes('map value'))
    return 'this line is no "key: value": write a colon and a space after the key, or put a long text in quotes';
  return plain[code] ?? 'this cannot be read as "key: value" lines: put the text in quotes, or take it away';
}

const plain: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'a reference that begins with * can have no & or ! before it: take that away',
  BAD_ALIAS: 'a * begins a reference to a name: put the text in quotes if it is none',
  BAD_COLLECTION_TYPE: 'the ! before this does not fit what follows: take the ! and its word away',
  BAD_DIRECTIVE:
    'a line that begins with % is an instruction to the reader: put it in quotes, or take it away',
  BAD_DQ_ESCAPE: 'the backslash in "…" means something else here: write two of them, or use single quotes',
  BAD_INDENT: 'this line is not indented like its neighbours: begin it in the same column as they',
  BAD_PROP_ORDER: 'the & or ! stands in the wrong place: take it away',
  BAD_SCALAR_START: 'a text cannot begin with this sign: put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a second "key: value" begins in the value of another: put the value in quotes if the colon belongs to it, or give the nested lines a line and an indent of their own',
  BLOCK_IN_FLOW:
    'lines with "- " or an indent cannot stand within [ ] or { }: write commas between the entries',
  DUPLICATE_KEY: 'this key stands above already: keep one of the two',
  KEY_OVER_1024_CHARS: 'the word before the colon is too long: put the text in quotes',
  MISSING_CHAR: 'a sign is missing between two entries: write a comma or a space there',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines: keep it on one',
  MULTIPLE_ANCHORS: 'two & stand before one value: keep one of them',
  MULTIPLE_DOCS: 'a second document begins with ---: take that line away, and what follows it',
  MULTIPLE_TAGS: 'two ! stand before one value: keep one of them',
  NON_STRING_KEY: 'a key must be a word: put it in quotes',
  RESOURCE_EXHAUSTION: 'it is nested too deeply: write it with fewer brackets',
  TAB_AS_INDENT: 'the line is indented with a tab: use spaces',
  TAG_RESOLVE_FAILED: 'a word with ! before it is a tag, and this one is not known: put the text in quotes',
  UNEXPECTED_TOKEN:
    'there is more here than belongs to the value: put the whole text in quotes (a quote within single quotes is written twice), or take the rest away',
};
