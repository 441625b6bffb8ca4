import type { SandboxPost } from './post.ts';

/** The wall of one imitation: what has been published there, as people would see it. */
export function wallPage(name: string, posts: readonly SandboxPost[]) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{name} sandbox</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>{name} sandbox</h1>
        <p class="quiet">Nothing here has left this machine. Newest first.</p>
        {posts.length === 0 ? (
          <p>Nothing has been published yet.</p>
        ) : (
          posts.map((post) => <PostCard post={post} />)
        )}
      </body>
    </html>
  );
}

/** One post with its media, numbers and what the imitation noticed. `when`: the time in words, in UTC when left out. */
export function PostCard({ post, when }: { post: SandboxPost; when?: string }) {
  return (
    <article id={`post-${post.id}`}>
      <header>
        <b>{post.account}</b>{' '}
        <time datetime={post.publishedAt}>
          {when ?? `${post.publishedAt.slice(0, 16).replace('T', ' ')} UTC`}
        </time>
      </header>
      {post.title === undefined ? null : <h2 dir="auto">{post.title}</h2>}
      {post.media.map((medium) =>
        medium.kind === 'picture' ? (
          <img src={medium.url} alt={medium.alt} loading="lazy" />
        ) : (
          <video src={medium.url} aria-label={medium.alt} controls preload="metadata" />
        ),
      )}
      <p class="text" dir="auto">
        {post.text}
      </p>
      {post.replyTo === undefined ? null : <p class="quiet">A reply to {post.replyTo}</p>}
      {post.remarks.map((remark) => (
        <p class="remark">{remark}</p>
      ))}
      <footer>
        {Object.entries(post.numbers)
          .map(([number, value]) => `${number}: ${value}`)
          .join(' · ')}
      </footer>
    </article>
  );
}

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1rem;background:#f4f5f7;color:#1c2430}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:.5rem 0}
article{background:#fff;border:1px solid #dde1e7;border-radius:12px;padding:1rem;margin:0 0 1rem;overflow-wrap:anywhere}
article img,article video{width:100%;max-height:32rem;object-fit:contain;background:#eef0f3;border-radius:8px}
time,.quiet,footer{color:#5b6675;font-size:.875rem}.text{white-space:pre-wrap}.remark{color:#8a4b00}`;
