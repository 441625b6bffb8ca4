import { describe, expect, it } from 'vitest';
import { reportTable } from './report-table.ts';
import { reportOf, type Counted, type Numbers } from './report.ts';

const now = new Date('2026-12-10T12:00:00Z');
let made = 0;

function published(
  platform: string,
  hashtags: readonly string[],
  metrics: Numbers | null,
  change: Partial<Counted> = {},
): Counted {
  made += 1;
  return {
    publicationId: `p${made}`,
    platform,
    channel: `Clinic on ${platform}`,
    postTitle: 'What prolotherapy does',
    excerptNumber: 1,
    text: 'When a ligament is torn',
    hashtags,
    state: 'published',
    url: `https://example.org/${made}`,
    publishedAt: new Date('2026-12-01T17:00:00Z'),
    metrics,
    ...change,
  };
}

const waiting = (state: Counted['state']): Counted =>
  published('x', ['pain'], null, { state, publishedAt: null, url: null });
const report = (counted: readonly Counted[]) => reportOf({ campaign: null, counted, now });

describe('totals', () => {
  it('sum what the platforms report; what none of them gives is null, not 0', () => {
    const { totals, byPlatform } = report([
      published('x', [], { views: 100, likes: 4, clicks: 0 }),
      published('x', [], { views: 300, likes: 6, clicks: 2 }),
      published('youtube', [], { views: 600, likes: 20, comments: 8, watchSeconds: 4800 }),
    ]);
    expect(totals).toEqual({
      publications: 3,
      published: 3,
      scheduled: 0,
      failed: 0,
      unplanned: 0,
      measured: 3,
      views: 1000,
      reach: null,
      likes: 30,
      comments: 8,
      shares: null,
      saves: null,
      clicks: 2,
      watchSeconds: 4800,
      engagement: 40,
      engagementRate: 0.04,
      viewsPerPublication: 333.3,
    });
    expect(byPlatform).toMatchObject([
      {
        platform: 'x',
        published: 2,
        views: 400,
        comments: null,
        watchSeconds: null,
        clicks: 2,
        engagement: 12,
        engagementRate: 0.03,
        viewsPerPublication: 200,
      },
      { platform: 'youtube', published: 1, views: 600, comments: 8, clicks: null, engagement: 28 },
    ]);
  });

  it('count every state once; a cancelled one is no publication', () => {
    const states = [
      'draft',
      'approved',
      'scheduled',
      'publishing',
      'settling',
      'failed',
      'cancelled',
    ] as const;
    const { totals, byExcerpt } = report([...states.map(waiting), published('x', [], null)]);
    expect(totals).toMatchObject({ publications: 7, published: 1, scheduled: 3, failed: 1, unplanned: 2 });
    expect(byExcerpt.map(({ state }) => state)).not.toContain('cancelled');
  });

  it('take no rate from publications without views, or where nobody looked', () => {
    const { byPlatform } = report([
      published('facebook', [], { likes: 50 }),
      published('facebook', [], { views: 200, likes: 10 }),
      published('linkedin', [], { views: 0, likes: 0 }),
      published('x', [], { views: 70 }),
    ]);
    expect(byPlatform).toMatchObject([
      { platform: 'facebook', likes: 60, engagement: 60, engagementRate: 0.05, viewsPerPublication: 200 },
      { platform: 'linkedin', views: 0, engagement: 0, engagementRate: null, viewsPerPublication: 0 },
      { platform: 'x', views: 70, engagement: null, engagementRate: null },
    ]);
  });
});

describe('figures', () => {
  it.each([
    [[], 'none', 'There are no figures yet: nothing has been published.'],
    [[waiting('scheduled')], 'none', 'There are no figures yet: nothing has been published.'],
    [
      [published('x', [], null), published('x', [], {})],
      'none',
      'There are no figures yet for the 2 published.',
    ],
    [
      [published('x', [], { views: 1 }), published('x', [], null), waiting('failed')],
      'partial',
      'There are figures for 1 of the 2 published so far.',
    ],
    [[published('x', [], { views: 1 }), waiting('failed')], 'all', null],
  ] as const)('%#: say how many there are', (counted, figures, note) => {
    expect(report(counted)).toMatchObject({ figures, note });
  });

  it('of a failed one do not count', () => {
    expect(report([published('x', ['pain'], { views: 9 }, { state: 'failed' })]).totals).toMatchObject({
      measured: 0,
      views: null,
    });
  });
});

describe('hashtags', () => {
  it('are one whatever the letter case, and those of the campaign that nothing carries are there', () => {
    const campaign = {
      name: 'Spring',
      startsOn: null,
      endsOn: null,
      goal: null,
      hashtags: ['Prolotherapy', 'unused'],
    };
    const counted = [
      published('x', ['prolotherapy', '관절'], { views: 10, likes: 1 }),
      published('x', ['PROLOTHERAPY'], { views: 30 }),
      published('x', ['관절'.normalize('NFD')], { views: 110 }),
      waiting('scheduled'),
    ];
    const { byHashtag } = reportOf({ campaign, counted, now });
    expect(
      byHashtag.map(({ hashtag, publications, views, viewsPerPublication }) => [
        hashtag,
        publications,
        views,
        viewsPerPublication,
      ]),
    ).toEqual([
      ['관절', 2, 120, 60],
      ['Prolotherapy', 2, 40, 20],
      ['pain', 1, null, null],
      ['unused', 0, null, null],
    ]);
  });

  const many = (platform: string, hashtags: string[], views: number[]): Counted[] =>
    views.map((seen) => published(platform, hashtags, { views: seen }));
  const comparisonOf = (hashtag: string, counted: readonly Counted[]) =>
    report(counted).byHashtag.find((line) => line.hashtag === hashtag)!.comparison;

  it('are compared with what went out without them', () => {
    expect(
      comparisonOf('a', [...many('x', ['a'], [100, 200, 300]), ...many('x', ['b'], [100, 100, 100, 100])]),
    ).toEqual({
      verdict: 'more',
      percent: 100,
      with: 3,
      without: 4,
      words: '100 % more views than without it (3 with it, 4 without)',
    });
    expect(
      comparisonOf('a', [...many('x', ['a'], [50, 50, 50]), ...many('x', [], [100, 100, 100])]),
    ).toMatchObject({
      verdict: 'less',
      percent: -50,
      words: '50 % fewer views than without it (3 with it, 3 without)',
    });
    expect(
      comparisonOf('a', [...many('x', ['a'], [105, 105, 105]), ...many('x', [], [100, 100, 100])]),
    ).toMatchObject({
      verdict: 'about the same',
      percent: 5,
    });
  });

  it('are compared on the same platforms alone: a film is seen more often anyway', () => {
    const counted = [
      ...many('youtube', ['a'], [1000, 1000, 1000]),
      ...many('youtube', ['b'], [1000, 1000]),
      ...many('x', ['a'], [10]),
      ...many('x', ['b'], [10, 10, 10, 10]),
      ...many('linkedin', ['b'], [5000, 5000, 5000]),
    ];
    expect(comparisonOf('a', counted)).toMatchObject({
      verdict: 'about the same',
      percent: 0,
      with: 4,
      without: 6,
    });
  });

  it.each([
    ['two with it', [...many('x', ['a'], [9, 9]), ...many('x', [], [1, 1, 1])]],
    ['two without it', [...many('x', ['a'], [9, 9, 9]), ...many('x', [], [1, 1])]],
    ['none on the same platform', [...many('x', ['a'], [9, 9, 9]), ...many('youtube', [], [1, 1, 1])]],
    ['no views at all', [...many('x', ['a'], [0, 0, 0]), ...many('x', [], [0, 0, 0])]],
    [
      'no views given',
      [...[1, 2, 3].map(() => published('x', ['a'], { likes: 1 })), ...many('x', [], [1, 1, 1])],
    ],
  ])('are too few to say: %s', (_, counted) => {
    expect(comparisonOf('a', counted)).toMatchObject({
      verdict: 'too few to say',
      percent: null,
      words: 'too few to say',
    });
  });
});

describe('excerpts', () => {
  it('stand with what they brought, most views first, those without figures by day', () => {
    const { byExcerpt } = report([
      waiting('scheduled'),
      published('x', ['pain'], null, { publishedAt: new Date('2026-12-03T00:00:00Z'), excerptNumber: 3 }),
      published('x', ['pain'], null, { publishedAt: new Date('2026-12-02T00:00:00Z'), excerptNumber: 2 }),
      published('x', ['pain'], { views: 5, likes: 1 }, { excerptNumber: 4, publicationId: 'p-4' }),
      published('x', ['pain'], { views: 50 }, { excerptNumber: 5 }),
    ]);
    expect(byExcerpt.map(({ excerpt }) => excerpt)).toEqual([5, 4, 2, 3, 1]);
    expect(byExcerpt[1]).toMatchObject({
      publicationId: 'p-4',
      views: 5,
      likes: 1,
      saves: null,
      engagement: 1,
      engagementRate: 0.2,
      hashtags: ['pain'],
    });
    expect(byExcerpt[1]).not.toHaveProperty('metrics');
  });
});

describe('growth', () => {
  it('adds up the newest snapshot of each publication at every moment', () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 11, 1, hour));
    const history = (...points: [number, Numbers][]) =>
      points.map(([hour, metrics]) => ({ at: at(hour), metrics }));
    const { growth } = report([
      published('x', [], { views: 9 }, { history: history([20, { views: 9 }], [1, { views: 4, likes: 1 }]) }),
      published('x', [], { views: 7 }, { history: history([1, { views: 2 }], [5, { views: 7, likes: 2 }]) }),
      published('x', [], null),
    ]);
    expect(growth).toEqual([
      { at: at(1), views: 6, engagement: 1 },
      { at: at(5), views: 11, engagement: 3 },
      { at: at(20), views: 16, engagement: 3 },
    ]);
  });

  it('says null while nobody has given a number', () => {
    const { growth } = report([
      published('x', [], { likes: 1 }, { history: [{ at: now, metrics: { likes: 1 } }] }),
    ]);
    expect(growth).toEqual([{ at: now, views: null, engagement: 1 }]);
  });
});

describe('campaign and period', () => {
  const campaign = { name: 'Spring', startsOn: '2026-12-01', endsOn: '2026-12-10', goal: null, hashtags: [] };
  const phaseAt = (at: string, timeZone: string) =>
    reportOf({ campaign, counted: [], now: new Date(at), timeZone }).campaign?.phase;

  it('has its days; today is read in the zone', () => {
    expect(phaseAt('2026-12-01T07:59:59Z', 'America/Los_Angeles')).toBe('ahead');
    expect(phaseAt('2026-12-01T08:00:00Z', 'America/Los_Angeles')).toBe('running');
    expect(phaseAt('2026-12-10T14:59:59Z', 'Asia/Seoul')).toBe('running');
    expect(phaseAt('2026-12-10T15:00:00Z', 'Asia/Seoul')).toBe('over');
    expect(reportOf({ campaign, counted: [published('x', [], null)], now }).period).toEqual({
      from: '2026-12-01',
      to: '2026-12-10',
    });
  });

  it('without days is open, and the period is that of what was published', () => {
    const open = { ...campaign, startsOn: null, endsOn: null };
    const counted = ['2026-12-03T01:00:00Z', '2026-12-01T23:00:00Z'].map((at) =>
      published('x', [], null, { publishedAt: new Date(at) }),
    );
    const made = reportOf({ campaign: open, counted, now, timeZone: 'America/Los_Angeles' });
    expect(made.campaign?.phase).toBe('open');
    expect(made.period).toEqual({ from: '2026-12-01', to: '2026-12-02' });
    expect(report([]).period).toEqual({ from: null, to: null });
  });
});

describe('the table', () => {
  it('says everything in plain columns', () => {
    const campaign = {
      name: '봄 캠페인',
      startsOn: '2026-12-01',
      endsOn: '2026-12-31',
      goal: '20 bookings',
      hashtags: ['프롤로주사'],
    };
    const counted = [
      published(
        'x',
        ['pain', '프롤로주사'],
        { views: 1234, likes: 30, clicks: 7 },
        { url: 'https://x.example/1' },
      ),
      published(
        'youtube',
        ['pain'],
        { views: 20, likes: 0, watchSeconds: 61.6 },
        { url: 'https://y.example/2', text: '인대가 늘어나면 관절이 흔들리고 근육이 굳어 통증이 시작됩니다' },
      ),
      published('x', ['pain'], null, { state: 'failed', publishedAt: null, url: null, excerptNumber: 2 }),
    ];
    expect(reportTable(reportOf({ campaign, counted, now })))
      .toBe(`Campaign 봄 캠페인, 2026-12-01 to 2026-12-31 (is running)
Goal: 20 bookings
3 publications: 2 published, 0 scheduled, 1 failed

platform  published  scheduled  failed  views  likes  clicks  watched (s)  engagement   rate
x                 1          0       1  1,234     30       7            –          37  3.0 %
youtube           1          0       0     20      0       –           62           0  0.0 %
all               2          0       1  1,254     30       7           62          37  3.0 %

hashtag      publications  views each  engagement rate  with it
#프롤로주사             1       1,234            3.0 %  too few to say
#pain                   3         627            3.0 %  too few to say

platform  excerpt  text                                     state      views  engagement  address
x               1  When a ligament is torn                  published  1,234          37  https://x.example/1
youtube         1  인대가 늘어나면 관절이 흔들리고 근육이…  published     20           0  https://y.example/2
x               2  When a ligament is torn                  failed         –           –
`);
  });

  it('says that there are no figures yet, and shows no empty columns', () => {
    expect(
      reportTable(report([published('x', ['pain'], null, { url: 'https://x.example/1' }), waiting('draft')])),
    ).toBe(`All publications, 2026-12-01 to 2026-12-01
2 publications: 1 published, 0 scheduled, 0 failed, 1 not planned
There are no figures yet for the 1 published.

platform  published  scheduled  failed
x                 1          0       0
all               1          0       0

hashtag  publications
#pain               2

platform  excerpt  text                     state      address
x               1  When a ligament is torn  published  https://x.example/1
x               1  When a ligament is torn  draft
`);
  });

  it('of nothing is a sentence', () => {
    expect(reportTable(report([]))).toBe(
      'All publications\n0 publications: 0 published, 0 scheduled, 0 failed\nThere are no figures yet: nothing has been published.\n',
    );
  });

  it('lets no text steer the terminal', () => {
    const evil = '\u001b[2J\u202eevil';
    const campaign = { name: evil, startsOn: null, endsOn: null, goal: evil, hashtags: [] };
    const text = reportTable(
      reportOf({ campaign, counted: [published('x', [], null, { text: `a\n${evil}` })], now }),
    );
    for (const steering of ['\u001b', '\u202e']) expect(text).not.toContain(steering);
    expect(text).toContain('a [2Jevil');
  });
});
