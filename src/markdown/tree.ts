import type { Root } from 'mdast';
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkCjkStrikethrough from 'remark-cjk-friendly-gfm-strikethrough';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** The syntax tree of a post. Never throws for bad Markdown: there is none. */
export function treeOf(markdown: string): Root {
  return processor.parse(markdown);
}

const processor = unified()
  .use(remarkParse)
  // One tilde is a range to those who write opening hours ("9:00~6:30"), never a deletion.
  .use(remarkGfm, { singleTilde: false })
  // Without these `**굵게**는` keeps its asterisks: CommonMark wants a space or punctuation where Korean, Japanese and Chinese have none.
  .use(remarkCjkFriendly)
  .use(remarkCjkStrikethrough, { singleTilde: false })
  .use(remarkFrontmatter, ['yaml'])
  .freeze();
