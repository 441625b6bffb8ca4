/** What a mistake in a Liquid template comes to, in plain words, from the engine's own message without its place. */
export function templateMistake(message: string): string {
  const [line = ''] = message.split('\n');
  for (const [pattern, words] of plain) if (pattern.test(line)) return line.replace(pattern, words);
  return line === '' ? 'it cannot be read' : line;
}

const plain: readonly (readonly [RegExp, string])[] = [
  [/^undefined filter: (.*)$/, 'there is no filter "$1"'],
  [/^undefined variable: (.*)$/, 'there is no word "$1" to be shown'],
  [/^invalid value expression: .*$/, 'between {{ and }} stands nothing that can be shown'],
  [/^output .* not closed$/, '{{ is not closed by }}'],
  [/^tag (\{%.*%\}) not closed$/, '$1 is not closed by its end'],
  [/^tag "(.*)" not found$/, 'there is no tag "$1"'],
];
