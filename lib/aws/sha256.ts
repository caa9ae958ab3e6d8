import { createHash, createHmac } from 'node:crypto';

type HashInput = string | ArrayBuffer | ArrayBufferView;

const bytesOf = (data: HashInput): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

/** What Node's hashes and HMACs have in common. */
interface Digester {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** SHA-256 in the form that the SDK's signer asks for; with a secret, the HMAC. */
export class Sha256 {
  readonly #hash: Digester;

  constructor(secret?: HashInput) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: HashInput): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}
