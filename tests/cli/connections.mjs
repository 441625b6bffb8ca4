// Loaded before everything else into a process that is watched: writes the host of each connection it opens into a file.
import fs from 'node:fs';
import net from 'node:net';
import process from 'node:process';

const file = process.env.CUTLINE_TEST_CONNECTIONS;
const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function (...given) {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const { host, path } =
    typeof first === 'object' && first !== null
      ? first
      : Number.isNaN(Number(first))
        ? { path: first }
        : { host: typeof second === 'string' ? second : undefined };
  fs.appendFileSync(file, `${path ? 'socket' : (host ?? 'localhost')}\n`);
  return connect.apply(this, given);
};
