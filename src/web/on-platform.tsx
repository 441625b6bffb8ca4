import type { App } from '../app/app.ts';
import type { Excerpt } from '../domain/excerpt.ts';
import type { SourcePost } from '../domain/source-post.ts';
import type { Platform } from '../platforms/contract.ts';
import type { StoredPublication } from '../store/publications.ts';
import { ExcerptView } from './excerpt-view.tsx';
import { count, PlatformBadge, StateBadge } from './parts.tsx';
import { Moment } from './times.tsx';

/** So many excerpts of a platform are shown before a person asks for all: a very long post has thousands. */
const shownAtFirst = 24;
/** A platform with at most so many excerpts stands beside others; a longer series has the whole width to itself. */
const widest = 3;

interface OnPlatformProps {
  readonly app: App;
  readonly post: SourcePost;
  readonly platform: Platform;
  readonly excerpts: readonly Excerpt[];
  readonly all: boolean;
  readonly planned: readonly StoredPublication[];
  readonly channelName: (id: string) => string;
}

/** What one platform gets of a post: each excerpt, and where it goes when. */
export function OnPlatform({ app, post, platform, excerpts, all, planned, channelName }: OnPlatformProps) {
  const shown = all ? excerpts : excerpts.slice(0, shownAtFirst);
  const zone = app.config.timetable.timeZone;
  const isOf =
    (one: Excerpt) =>
    ({ excerpt }: { excerpt: Excerpt }): boolean =>
      excerpt.platform === one.platform && excerpt.excerpt === one.excerpt;
  return (
    <section
      id={platform.id}
      class={`on-platform ${excerpts.length > widest ? 'many' : `span-${excerpts.length}`}`}
      aria-labelledby={`${platform.id}-head`}
    >
      <h2 id={`${platform.id}-head`}>
        <PlatformBadge app={app} id={platform.id} /> {count(excerpts.length, 'excerpt')}
      </h2>
      <div class="excerpts">
        {shown.map((excerpt) => (
          <article class="card" aria-label={`${platform.name}, excerpt ${excerpt.excerpt} of ${excerpt.of}`}>
            <h3 class="place">
              {excerpt.excerpt} <span class="quiet-text">of {excerpt.of}</span>
            </h3>
            <ExcerptView
              app={app}
              excerpt={excerpt}
              mediaPath={`/posts/${post.id}/excerpts/${excerpt.platform}/${excerpt.excerpt}/media`}
            />
            <div class="when">
              {planned.filter(isOf(excerpt)).map((publication) => (
                <p>
                  <StateBadge state={publication.state} />{' '}
                  <a href={`/publications/${publication.id}`}>
                    <Moment at={publication.publishedAt ?? publication.dueAt} zone={zone} />
                  </a>{' '}
                  <span class="quiet-text">on {channelName(publication.channelId)}</span>
                </p>
              ))}
              {planned.some(isOf(excerpt)) ? null : (
                <p>
                  <span class="state proposed">not on the calendar</span>
                </p>
              )}
            </div>
          </article>
        ))}
      </div>
      {shown.length === excerpts.length ? null : (
        <p>
          <a class="button" href={`/posts/${post.id}?all=${platform.id}#${platform.id}`}>
            Show all {excerpts.length}
          </a>
        </p>
      )}
    </section>
  );
}
