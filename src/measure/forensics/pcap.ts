/**
 * Captures as tcpdump writes them on a whole machine, read piece by piece: the libpcap file format, version 2.4, with
 * frames in Linux cooked mode, version 2 (link type 276).
 */

/** A frame as one port of the fabric saw it. */
export interface CapturedFrame {
  /** µs of CLOCK_REALTIME. */
  readonly at: number;
  /** Index of the port's interface. */
  readonly port: number;
  /** The port sent it; otherwise it received it. */
  readonly leaving: boolean;
  /** EtherType. */
  readonly protocol: number;
  /** The packet in it, which may have been cut. Good until the call that brought it returns. */
  readonly packet: Buffer;
}

export interface CaptureReader {
  /** Takes in the next piece of the file. */
  push(piece: Uint8Array): void;
  /** @throws Error where the file ended in the middle of a frame */
  end(): void;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const LINKTYPE_LINUX_SLL2 = 276;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const COOKED_HEADER = 20;
/** What linux/if_packet.h calls PACKET_OUTGOING. */
const OUTGOING = 4;
/** Above what any capture of ours keeps of a frame: a length beyond it means that this is no capture. */
const LONGEST_FRAME = 0x40000;

/**
 * A reader that hands over one frame after the other, and holds no more than the piece it was given and one frame.
 * @throws Error (from `push`) where the bytes are not such a capture
 */
export function readCapture(onFrame: (frame: CapturedFrame) => void): CaptureReader {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  return {
    push: (piece) => {
      const data =
        rest.length === 0
          ? Buffer.from(piece.buffer, piece.byteOffset, piece.length)
          : Buffer.concat([rest, piece]);
      let offset = 0;
      if (!started) {
        if (data.length < FILE_HEADER) {
          rest = Buffer.from(data);
          return;
        }
        checkHeader(data);
        started = true;
        offset = FILE_HEADER;
      }
      while (offset + RECORD_HEADER <= data.length) {
        const length = data.readUInt32LE(offset + 8);
        if (length > LONGEST_FRAME) throw new Error(`a frame of ${length} bytes: the capture is damaged`);
        const next = offset + RECORD_HEADER + length;
        if (next > data.length) break;
        if (length >= COOKED_HEADER) onFrame(frameAt(data, offset, next));
        offset = next;
      }
      // Copied, so that a few bytes do not hold on to a large piece.
      rest = Buffer.from(data.subarray(offset));
    },
    end: () => {
      if (!started || rest.length > 0) throw new Error('the capture ends in the middle of a frame');
    },
  };
}

function checkHeader(data: Buffer): void {
  if (data.readUInt32LE(0) !== MAGIC_MICROSECONDS || data.readUInt32LE(20) !== LINKTYPE_LINUX_SLL2)
    throw new Error('not a little-endian capture in Linux cooked mode 2, in microseconds');
}

function frameAt(data: Buffer, offset: number, end: number): CapturedFrame {
  const frame = offset + RECORD_HEADER;
  return {
    at: data.readUInt32LE(offset) * 1_000_000 + data.readUInt32LE(offset + 4),
    protocol: data.readUInt16BE(frame),
    port: data.readUInt32BE(frame + 4),
    leaving: data[frame + 10] === OUTGOING,
    packet: data.subarray(frame + COOKED_HEADER, end),
  };
}
