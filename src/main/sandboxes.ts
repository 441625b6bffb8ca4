import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Platform } from '../platforms/contract.ts';
import { makeDataFolder } from '../store/data-folder.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../sandbox/kit.ts';

export interface Sandboxes {
  readonly running: readonly RunningSandbox[];
  urlOf(platform: string): string | undefined;
  close(): Promise<void>;
}

/**
 * Starts the imitations, each on a port of its own from `config.sandbox.port` on, so that the addresses of what was
 * published there stay good at the next start. A port that is taken is passed over for any free one. A platform whose
 * address the environment names is somebody else's to imitate.
 */
export async function startSandboxes(config: Config, platforms: readonly Platform[]): Promise<Sandboxes> {
  const running: RunningSandbox[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((sandbox) => sandbox.close()));
  };
  for (const [i, platform] of platforms.entries()) {
    if (config.addressFromEnvironment(platform.id, 'api') !== undefined) continue;
    const port = config.sandbox.port === 0 ? 0 : config.sandbox.port + i;
    const folder = path.join(config.dataFolder, 'sandbox', platform.id);
    try {
      makeDataFolder(folder);
      running.push(await startOn(platform, { host: config.sandbox.host, port, folder }));
    } catch (error) {
      // Those that listen already would keep the process alive after it has said what is wrong.
      await close();
      throw error;
    }
  }
  return {
    running,
    urlOf: (platform) => running.find(({ definition }) => definition.platform === platform)?.url,
    close,
  };
}

async function startOn(platform: Platform, options: SandboxOptions): Promise<RunningSandbox> {
  const definition = await platform.sandbox();
  try {
    return await startSandbox(definition, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startSandbox(definition, { ...options, port: 0 });
  }
}
