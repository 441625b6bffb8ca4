import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../net/request.ts';
import { places } from '../../tests/harness/living-app.ts';
import { bringUpStill, type StillApp } from '../../tests/harness/still-app.ts';
import { meter, restFromReading } from './meter.ts';

const upload: Exchange = {
  base: 'upload',
  method: 'POST',
  path: '/upload/youtube/v3/videos?uploadType=resumable',
  status: 200,
  headers: {},
};
const reading: Exchange = { base: 'api', method: 'GET', path: '/rest/posts/1', status: 200, headers: {} };

describe.each(places)('limits with $name', (place) => {
  let still: StillApp;
  beforeEach(async () => {
    still = await bringUpStill(place, ['facebook', 'youtube', 'linkedin']);
  });
  afterEach(() => still?.close());
  const platform = (id: string) => still.app.platforms.find((each) => each.id === id)!;

  test('the hundredth upload of a Pacific day makes the channel wait for midnight there', async () => {
    const channel = await still.channel('youtube');
    const { heard, noted } = meter(still.app, platform('youtube'), channel);
    for (let i = 0; i < 99; i += 1) await heard(upload);
    await noted();
    expect((await still.channel('youtube')).throttledUntil).toBeNull();
    await heard(upload);
    await noted();
    const { throttledUntil, throttledReason } = await still.channel('youtube');
    const there = throttledUntil!.toLocaleString('en', {
      timeZone: 'America/Los_Angeles',
      timeStyle: 'medium',
    });
    expect(there).toMatch(/^12:00:00\sAM$/);
    expect(throttledUntil!.getTime() - still.app.now().getTime()).toBeLessThanOrEqual(25 * 3_600_000);
    expect(throttledReason).toMatch(/100 uploads a day/);
    // The next day counts from nothing.
    await still.advance(26 * 3_600_000);
    await heard(upload);
    await noted();
    expect((await still.channel('youtube')).throttledUntil).toEqual(throttledUntil);
  });

  test('four fifths of a day that is not certain stop the reading and not the publishing', async () => {
    const channel = await still.channel('linkedin');
    const { heard } = meter(still.app, platform('linkedin'), channel);
    for (let i = 0; i < 79; i += 1) await heard(reading);
    await still.app.tally.flush();
    expect(await restFromReading(still.app, platform('linkedin'), channel)).toBeUndefined();
    for (let i = 0; i < 40; i += 1) await heard(reading);
    await still.app.tally.flush();
    const rest = await restFromReading(still.app, platform('linkedin'), channel);
    expect(rest?.until.getUTCHours()).toBe(0);
    expect((await still.channel('linkedin')).throttledUntil).toBeNull();
  });

  test('a platform that names a moment years away is believed for a month', async () => {
    const { heard } = meter(still.app, platform('facebook'), await still.channel('facebook'));
    const usage = '{"1":[{"call_count":100,"estimated_time_to_regain_access":9999999}]}';
    await heard({ ...reading, headers: { 'x-business-use-case-usage': usage } });
    const { throttledUntil } = await still.channel('facebook');
    const days = (throttledUntil!.getTime() - still.app.now().getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(32);
  });

  test('a shorter rest never ends a longer one', async () => {
    const { heard } = meter(still.app, platform('facebook'), await still.channel('facebook'));
    const used = (percent: number): Exchange => ({
      ...reading,
      headers: { 'x-app-usage': `{"call_count":${percent}}` },
    });
    await heard(used(79));
    expect((await still.channel('facebook')).throttledUntil).toBeNull();
    await heard(used(99));
    const { throttledUntil } = await still.channel('facebook');
    await heard(used(81));
    expect((await still.channel('facebook')).throttledUntil).toEqual(throttledUntil);
    expect((await still.channel('linkedin')).throttledUntil).toBeNull();
  });
});
