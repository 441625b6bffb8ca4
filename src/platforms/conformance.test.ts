import { describePlatform } from './conformance.ts';
import { platforms } from './index.ts';

for (const platform of platforms) describePlatform(platform);
