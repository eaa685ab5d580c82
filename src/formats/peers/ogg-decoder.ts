import type { AudioDecoder } from '../audio-decoder.ts';
import { OggLength } from './ogg-length.ts';
import { PeerDecoder } from './peer-decoder.ts';
import { loadPeer, type PackageDecoder, versionOf } from './peer-package.ts';
import { vorbisSpeakers } from './vorbis-channels.ts';

/** A codec in Ogg, and what decodes it. */
interface OggCodec {
  readonly container: string;
  readonly package: string;
  /** Class of the package. */
  readonly className: string;
}

/** A decoder of one codec in Ogg. @throws UnsupportedAudioError where its package is not installed. */
export async function createOggDecoder(codec: OggCodec): Promise<AudioDecoder> {
  const module = await loadPeer<Record<string, new () => PackageDecoder>>(
    codec.package,
    `an ${codec.container} file`,
  );
  const decoder = new module[codec.className]!();
  await decoder.ready;
  return new PeerDecoder({
    decoder,
    container: codec.container,
    version: versionOf(codec.package),
    length: new OggLength(),
    speakers: vorbisSpeakers,
  });
}
