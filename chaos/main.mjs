// `cutline` out of the bundle: the arguments are its own.
import process from 'node:process';

const { load } = await import(new URL('bundle/parts.js', process.env.CHAOS_HOME).href);
await load('main');
