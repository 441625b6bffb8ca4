import type { SandboxPost } from '../../sandbox/kit.ts';
import { PostCard } from '../../sandbox/page.tsx';

/** The address of one post, and of the posts it hangs under. */
export function postPage(thread: readonly SandboxPost[]) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{thread[0]?.account} on X (sandbox)</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>X (sandbox)</h1>
        {thread.map((post) => (
          <PostCard post={post} />
        ))}
        <p>
          <a href="/_sandbox">Everything published here</a>
        </p>
      </body>
    </html>
  );
}

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1rem;background:#f4f5f7;color:#1c2430}
h1{font-size:1.3rem}article{background:#fff;border:1px solid #dde1e7;border-radius:12px;padding:1rem;margin:0 0 1rem;overflow-wrap:anywhere}
time,.quiet,footer{color:#5b6675;font-size:.875rem}.text{white-space:pre-wrap}.remark{color:#8a4b00}`;
