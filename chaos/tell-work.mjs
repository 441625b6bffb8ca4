// What a process that works has in its hands, written into its place of a file that the harness reads, and which publication each
// job is about, for whatever happens within it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { openSync, writeSync } from 'node:fs';
import process from 'node:process';
import { placeBytes } from './work-file.mjs';

const { CHAOS_WORK: file, CHAOS_PLACE: place = '0' } = process.env;
const descriptor = openSync(file, 'r+');
const bytes = Buffer.alloc(placeBytes);
const state = { pid: process.pid, busy: 0, begun: 0, ended: 0 };

/** The id of the publication that the job at hand is about. */
export const aboutPublication = new AsyncLocalStorage();

tell();

/** `Worker`: of that BullMQ which carries the jobs. */
export function watchJobs(Worker) {
  const call = Worker.prototype.callProcessJob;
  Worker.prototype.callProcessJob = async function told(job, ...given) {
    const isBeat = job.name === 'tick';
    const beat = isBeat ? (state.begun += 1) : 0;
    if (!isBeat) state.busy += 1;
    tell();
    try {
      const id = job.data.publicationId ?? job.id;
      return await aboutPublication.run(id, () => call.call(this, job, ...given));
    } finally {
      if (isBeat) state.ended = beat;
      else state.busy -= 1;
      tell();
    }
  };
}

function tell() {
  Object.values(state).forEach((value, i) => bytes.writeInt32LE(value, i * 4));
  writeSync(descriptor, bytes, 0, placeBytes, Number(place) * placeBytes);
}
