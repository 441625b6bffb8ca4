// One imitated platform, alone in a process: `node platform.mjs <id>` prints its address and tokens as one line of JSON.
import process from 'node:process';
import { load } from './ground.mjs';

const [{ platforms }, { startSandbox }] = await Promise.all([load('platforms/index'), load('sandbox/kit')]);
const platform = platforms.find(({ id }) => id === process.argv[2]);
const { url, tokens } = await startSandbox(await platform.sandbox());
process.stdout.write(`${JSON.stringify({ url, tokens })}\n`);
