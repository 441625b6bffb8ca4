// The whole of Cutline in one process, as `cutline start` brings it to life, with the harness's hand reaching in by messages.
import process from 'node:process';
import { openHand } from './hand.mjs';

const { load } = await import(new URL('bundle/parts.js', process.env.CHAOS_HOME).href);
const [{ bringToLife }, { faultOf }, { loadConfig }, { holdFolder }, { logFile }, { platforms }] =
  await Promise.all([
    load('main/alive'),
    load('main/fault'),
    load('config/config'),
    load('store/folder-lock'),
    load('main/log-file'),
    load('platforms/index'),
  ]);
const config = loadConfig(
  process.env,
  process.cwd(),
  platforms.map(({ id }) => id),
);
// As `cutline` itself does: PostgreSQL within this process gives up when it cannot write its log.
for (const unforeseen of ['uncaughtException', 'unhandledRejection'])
  process.on(unforeseen, (error) => {
    process.stderr.write(faultOf(error, config));
    process.exit(1);
  });
const folder = await holdFolder(config.dataFolder, (socket) => socket.destroy());
if (folder === undefined) throw new Error('The data folder is held by another process');
const alive = await bringToLife(config, { pages: true, logTo: logFile(config), progress: () => {} });
const hand = await openHand(alive.app, load);

process.on('message', (message) => {
  if (message.ask === undefined) return;
  const { ask, name, given } = message;
  void hand[name](...given).then(
    (value) => process.send({ ask, value: value ?? null }),
    (error) => process.send({ ask, error: String(error?.stack ?? error) }),
  );
});
process.send({ ready: true });
