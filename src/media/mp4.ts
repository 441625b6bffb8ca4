import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { framesPerSecond } from './film-plan.ts';
import type { FilmPacket } from './still.ts';

/** The pictures of an MP4 with one H.264 track, one frame each. */
export async function readPackets(
  file: Uint8Array,
): Promise<{ config: VideoDecoderConfig; packets: FilmPacket[] }> {
  const input = new Input({ formats: [MP4], source: new BufferSource(file) });
  const track = await input.getPrimaryVideoTrack();
  const config = await track?.getDecoderConfig();
  if (!track || !config) throw new Error('The encoder wrote no video track.');
  const packets: FilmPacket[] = [];
  for await (const { data } of new EncodedPacketSink(track).packets()) {
    // The encoder's file calls every picture a key frame; the type of its NAL unit (5: IDR) tells.
    packets.push({ data, key: ((data[4] ?? 0) & 0b1_1111) === 5, lasts: 1 });
  }
  return { config, packets };
}

/** A silent frame of AAC-LC in stereo: 1,024 samples. An encoder for silence is not needed. */
const silentFrame = Uint8Array.of(0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c);
const samplesPerFrame = 1024;
const sampleRate = 44_100;

/** Writes an MP4: pictures marked as BT.709 in limited range, silence beside them, the index first, no edit lists. */
export async function writeFilm(
  config: VideoDecoderConfig,
  packets: readonly FilmPacket[],
): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const pictures = new EncodedVideoPacketSource('avc');
  const sound = new EncodedAudioPacketSource('aac');
  output.addVideoTrack(pictures, { frameRate: framesPerSecond });
  output.addAudioTrack(sound);
  await output.start();

  const colorSpace = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const;
  const videoMeta = { decoderConfig: { ...config, colorSpace } };
  let at = 0;
  for (const { data, key, lasts } of packets) {
    const packet = new EncodedPacket(
      data,
      key ? 'key' : 'delta',
      at / framesPerSecond,
      lasts / framesPerSecond,
    );
    await pictures.add(packet, at === 0 ? videoMeta : undefined);
    at += lasts;
  }

  // Whole frames of sound only, ending with the picture or just before it: else the last two get the same time.
  const frames = Math.floor(((at / framesPerSecond) * sampleRate) / samplesPerFrame);
  for (let index = 0; index < frames; index++) {
    const start = (index * samplesPerFrame) / sampleRate;
    const packet = new EncodedPacket(silentFrame, 'key', start, samplesPerFrame / sampleRate);
    await sound.add(packet, index === 0 ? silenceMeta : undefined);
  }
  await output.finalize();
  if (!target.buffer) throw new Error('The film was not written.');
  return new Uint8Array(target.buffer);
}

// The description is the AudioSpecificConfig of ISO 14496-3: AAC-LC (2), 44,100 Hz (index 4), two channels.
const silenceMeta = {
  decoderConfig: {
    codec: 'mp4a.40.2',
    sampleRate,
    numberOfChannels: 2,
    description: Uint8Array.of(0x12, 0x10),
  },
};
