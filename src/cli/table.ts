import type { Verb } from './verb.ts';

const json = ['--json', 'JSON Lines instead of a table'] as const;
const drip = ['--drip <span>', 'spread it over a time: 2w, 3m or 12m'] as const;
const anyway = ['--anyway', 'also what the channel says elsewhere, or what lies too near'] as const;
const platform = ['--platform <platform>', 'only for this platform'] as const;

/** Every command there is: help, parsing and the way to the code come from this table alone. */
export const verbs: readonly Verb[] = [
  {
    usage: 'start',
    summary: 'start everything in one process: web, workers, sandbox, embedded database',
    options: [],
    needs: 'process',
  },
  { usage: 'web', summary: 'start the pages alone (needs DATABASE_URL)', options: [], needs: 'process' },
  { usage: 'workers', summary: 'start workers alone (needs DATABASE_URL)', options: [], needs: 'process' },
  {
    usage: 'sandbox',
    summary: 'start the five imitated platforms alone and print their addresses',
    options: [],
    needs: 'process',
  },
  { usage: 'migrate', summary: 'bring the database up to date and end', options: [], needs: 'process' },
  {
    usage: 'syndicate <post>',
    summary: 'the whole way: import a post, cut it, choose hashtags, plan it, and publish',
    options: [
      ['--now', 'let everything go out at once'],
      drip,
      ['--campaign <name>', 'count it under this campaign'],
      anyway,
      platform,
      json,
    ],
    needs: 'alive',
    load: () => import('./syndicate.ts'),
  },
  {
    usage: 'import <files...>',
    summary: 'take posts in, or folders of posts; the same file name again makes a new version',
    options: [
      ['--campaign <name>', 'count them under this campaign'],
      ['--evergreen', 'let them come round again after a cooldown'],
      ['--diff', 'only show what a changed post would change on the calendar'],
      json,
    ],
    needs: 'store',
    load: () => import('./import.ts'),
  },
  {
    usage: 'cut <files...>',
    summary: 'show what each platform would get of a post or of a folder of posts',
    options: [
      platform,
      ['--mode <mode>', 'series, thread or whole'],
      ['--highlights <n>', 'only the n passages that stand best alone'],
      ['--explain', 'say for each cut what it won over, in points: the fewest win'],
      json,
    ],
    needs: 'nothing',
    load: () => import('./cut.ts'),
  },
  {
    usage: 'hashtags',
    summary: 'rank and choose hashtags for texts read from standard input as JSON Lines',
    options: [['--suggest', 'also suggest new hashtags from the words of each text'], json],
    needs: 'nothing',
    load: () => import('./hashtags.ts'),
  },
  {
    usage: 'limits',
    summary: 'what every platform allows, where and when that was read',
    options: [json],
    needs: 'nothing',
    load: () => import('./limits.ts'),
  },
  {
    usage: 'sentences',
    summary: 'divide texts read from standard input as JSON Lines into their sentences',
    options: [json],
    needs: 'nothing',
    load: () => import('./sentences.ts'),
  },
  {
    usage: 'split',
    summary: 'split hashtags read from standard input as JSON Lines into their words',
    options: [json],
    needs: 'nothing',
    load: () => import('./split.ts'),
  },
  {
    usage: 'length',
    summary: 'measure texts read from standard input as a platform counts them',
    options: [platform, json],
    needs: 'nothing',
    load: () => import('./length.ts'),
  },
  {
    usage: 'plan <post>',
    summary:
      'show when each excerpt of an imported post would go out and why; with --queue put them on the calendar',
    options: [['--queue', 'put them on the calendar'], drip, anyway, platform, json],
    // Before the first start of the embedded whole the sandboxes are the only channels there are.
    needs: ({ queue }, { databaseUrl }) => (queue === true || databaseUrl === undefined ? 'alive' : 'store'),
    load: () => import('./plan.ts'),
  },
  {
    usage: 'publications list',
    summary: 'what is planned, under way, published and failed',
    options: [['--state <state>', 'only those in this state'], ['--post <name>', 'only of this post'], json],
    needs: 'store',
    load: () => import('./publications-list.ts'),
  },
  {
    usage: 'publications show <id>',
    summary: 'one publication: its words, its attempts, its address',
    options: [json],
    needs: 'store',
    load: () => import('./publications-show.ts'),
  },
  {
    usage: 'publications move <id> <time>',
    summary: 'give a scheduled publication another time: "2026-12-01 09:30", "tomorrow 9:00", "+2h"',
    options: [anyway],
    needs: 'store',
    load: () => import('./publications-move.ts'),
  },
  {
    usage: 'publications edit <id>',
    summary: 'put other words in the place of a piece that has not gone out',
    options: [
      ['--text-file <file>', 'holds the new words'],
      ['--piece <number>', 'which piece of a thread', '1'],
    ],
    needs: 'store',
    load: () => import('./publications-edit.ts'),
  },
  {
    usage: 'publications cancel <id>',
    summary: 'take a publication off the calendar',
    options: [],
    needs: 'store',
    load: () => import('./publications-cancel.ts'),
  },
  {
    usage: 'publications retry <id>',
    summary: 'try a failed publication once more',
    options: [],
    needs: 'store',
    load: () => import('./publications-retry.ts'),
  },
  {
    usage: 'publications found <id> <address>',
    summary: 'say that a publication whose fate is unknown is there, and where',
    options: [],
    needs: 'store',
    load: () => import('./publications-found.ts'),
  },
  {
    usage: 'publications measure <id>',
    summary: "read a publication's numbers now",
    options: [],
    needs: 'alive',
    load: () => import('./publications-measure.ts'),
  },
  {
    usage: 'pause [what] [id]',
    summary: 'hold back a publication, a channel, a campaign, or everything: "pause channel <id>", "pause"',
    options: [],
    needs: 'store',
    load: () => import('./pause.ts'),
  },
  {
    usage: 'resume [what] [id]',
    summary: 'let go on what was paused',
    options: [],
    needs: 'store',
    load: () => import('./resume.ts'),
  },
  {
    usage: 'campaigns list',
    summary: 'the campaigns there are',
    options: [json],
    needs: 'store',
    load: () => import('./campaigns-list.ts'),
  },
  {
    usage: 'campaigns set <name>',
    summary: 'make or change a campaign',
    options: [
      ['--from <day>', 'first day, YYYY-MM-DD'],
      ['--to <day>', 'last day, YYYY-MM-DD'],
      ['--hashtags <words>', 'its own hashtags, separated by spaces or commas'],
      ['--goal <text>', 'what it is for'],
      ['--evergreen <yes|no>', 'whether its posts come round again after a cooldown'],
      [
        '--late-hours <number>',
        'so many hours late its publications still go out; "default": as the timetable says',
      ],
      [
        '--late-days <number>',
        'later ones move to a free slot within so many days, 0: a person is asked; "default"',
      ],
    ],
    needs: 'store',
    load: () => import('./campaigns-set.ts'),
  },
  {
    usage: 'report [campaign]',
    summary: 'what every hashtag, excerpt and platform brought',
    options: [['--json', 'one JSON object instead of tables']],
    needs: 'store',
    load: () => import('./report.ts'),
  },
  {
    usage: 'channels list',
    summary: 'the accounts there are',
    options: [json],
    needs: 'store',
    load: () => import('./channels-list.ts'),
  },
  {
    usage: 'channels add <platform>',
    summary: 'connect an account with a token file',
    options: [
      ['--token-file <file>', 'JSON; src/platforms/<platform>/README.md says what it holds'],
      ['--name <name>', 'what to call it'],
      json,
    ],
    needs: 'store',
    load: () => import('./channels-add.ts'),
  },
  {
    usage: 'channels remove <id>',
    summary: 'forget an account and its tokens',
    options: [],
    needs: 'store',
    load: () => import('./channels-remove.ts'),
  },
  {
    usage: 'sign-in-link',
    summary: 'print a link that signs in once',
    options: [],
    needs: 'store',
    load: () => import('./sign-in-link.ts'),
  },
  {
    usage: 'backup [file]',
    summary: 'write database, pictures, config and templates into one file, while Cutline runs',
    options: [
      ['--passphrase-file <file>', 'take the secrets of the channels along, sealed with this passphrase'],
      json,
    ],
    needs: 'store',
    load: () => import('./backup.ts'),
  },
  {
    usage: 'restore <file>',
    summary:
      'bring a backup back, while Cutline stands still; what may have gone out since is looked for first',
    options: [
      ['--passphrase-file <file>', 'the passphrase that the backup was made with'],
      ['--without-secrets', 'leave the secrets: the channels are then to be connected again'],
      ['--replace', 'put it in place of what is in the store, which is kept in a backup'],
    ],
    needs: 'process',
  },
  {
    usage: 'doctor',
    summary: 'check Node, config, templates, database, queue, channels, clock and disk, and say what to do',
    options: [json],
    needs: 'store',
    load: () => import('./doctor.ts'),
  },
];

/** Groups of commands, for the help. */
export const groups: Readonly<Record<string, string>> = {
  publications: 'list, show, move, edit, cancel, retry, found, measure what is on the calendar',
  campaigns: 'list and set campaigns',
  channels: 'list, add and remove accounts',
};
