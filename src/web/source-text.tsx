const mostLines = 2000;

/** The post as its author wrote it, line by line, so that a note's line can be looked at. */
export function SourceText({ markdown }: { markdown: string }) {
  const lines = markdown.split(/\r?\n/);
  return (
    <details class="card source" id="source">
      <summary>
        <h2>The source, as it was written</h2>
      </summary>
      <ol>
        {lines.slice(0, mostLines).map((line, i) => (
          <li id={`line-${i + 1}`} dir="auto">
            {line}
          </li>
        ))}
      </ol>
      {lines.length > mostLines ? <p>{lines.length - mostLines} further lines are not shown.</p> : null}
    </details>
  );
}
