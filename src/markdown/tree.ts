import type { Root } from 'mdast';
import remarkCjkFriendly from 'remark-cjk-friendly/parseOnly';
import remarkCjkStrikethrough from 'remark-cjk-friendly-gfm-strikethrough/parseOnly';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
import { treeByParts } from './parts.ts';
import { headLength, sparing, syntaxOf, type Syntax } from './sparing.ts';

/** The syntax tree of a post. Never throws for bad Markdown: there is none. */
export function treeOf(markdown: string): Root {
  return treeByParts(markdown, headLength(markdown), (part) => processorFor(syntaxOf(part)).parse(part));
}

/** One parser for each set of syntax that a text can hold; there are few sets, and each is put together once. */
function processorFor(syntax: Syntax): Processor<Root> {
  const key = `${syntax.emails} ${syntax.addresses} ${syntax.tables}`;
  let processor = processors.get(key);
  if (processor === undefined) processors.set(key, (processor = processorOf(syntax)));
  return processor;
}

const processors = new Map<string, Processor<Root>>();

function processorOf(syntax: Syntax): Processor<Root> {
  return (
    unified()
      .use(remarkParse)
      // One tilde is a range to those who write opening hours ("9:00~6:30"), never a deletion.
      .use(remarkGfm, { singleTilde: false })
      // Without these `**굵게**는` keeps its asterisks: CommonMark wants a space or punctuation where Korean, Japanese and Chinese have none.
      .use(remarkCjkFriendly)
      .use(remarkCjkStrikethrough, { singleTilde: false })
      .use(remarkFrontmatter, ['yaml'])
      .use(sparing, syntax)
      .freeze()
  );
}
