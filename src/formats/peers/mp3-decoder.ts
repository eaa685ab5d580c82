import type { AudioDecoder } from '../audio-decoder.ts';
import { MpegChannels } from './mpeg-channels.ts';
import { PeerDecoder } from './peer-decoder.ts';
import { loadPeer, type PackageDecoder, versionOf } from './peer-package.ts';

const PACKAGE = 'mpg123-decoder';

/** A decoder of MPEG audio. @throws UnsupportedAudioError where its package is not installed. */
export async function createMp3Decoder(): Promise<AudioDecoder> {
  const { MPEGDecoder } = await loadPeer<{ MPEGDecoder: new () => PackageDecoder }>(
    PACKAGE,
    'an MP3 file',
  );
  const decoder = new MPEGDecoder();
  await decoder.ready;
  const channels = new MpegChannels();
  return new PeerDecoder({
    decoder,
    container: 'MP3',
    version: versionOf(PACKAGE),
    // Of one channel the package makes two.
    countChannels: (bytes) => channels.push(bytes),
  });
}
