/**
 * Age's post-quantum keys with the browser's own X25519 and with what follows from a key kept: a stanza takes a fifth of
 * the time that it takes `age-encryption`, which has to be enough for thousands of cases (docs/decisions/0022). It still
 * reads and writes the files; these two are handed to it.
 *
 * https://c2sp.org/age, "The hybrid recipient type"; RFC 9180 (HPKE, base mode, one message); X-Wing
 * (draft-connolly-cfrg-xwing-kem). tests/hybrid.test.js holds both halves against `age-encryption`.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { ml_kem768 as mlKem } from "@noble/post-quantum/ml-kem.js";
import { base64nopad, base64urlnopad, bech32 } from "@scure/base";
import { Stanza } from "age-encryption";
import { concat, encode } from "./bytes.js";

const TYPE = "mlkem768x25519";
const [MLKEM_PUBLIC, MLKEM_SHARE, PUBLIC, SHARE, WRAPPED] = [1184, 1088, 1216, 1120, 32]; // bytes
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20); // RFC 8410
const X_WING = encode("\\.//^\\");
const SUITE = concat(encode("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3)); // this KEM, HKDF-SHA256, ChaCha20-Poly1305
const NOTHING = new Uint8Array(0);

const labeledExtract = (salt, label, input) => extract(sha256, concat(encode("HPKE-v1"), SUITE, encode(label), input), salt);
const labeledExpand = (key, label, info, length) =>
  expand(sha256, key, concat(Uint8Array.of(0, length), encode("HPKE-v1"), SUITE, encode(label), info), length);

const CONTEXT = concat(
  Uint8Array.of(0), // base mode
  labeledExtract(undefined, "psk_id_hash", NOTHING),
  labeledExtract(undefined, "info_hash", encode(`age-encryption.org/${TYPE}`)),
);

function cipher(shared) {
  const secret = labeledExtract(shared, "secret", NOTHING);
  return chacha20poly1305(labeledExpand(secret, "key", CONTEXT, 32), labeledExpand(secret, "base_nonce", CONTEXT, 12));
}

/** Throws for a share of low order, as RFC 7748 has it. */
async function agree(privateKey, untrustedShare) {
  const share = await crypto.subtle.importKey("raw", untrustedShare, "X25519", false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: share }, privateKey, 256));
}

const combine = (fromMlKem, fromX25519, share, key) => sha3_256(concat(fromMlKem, fromX25519, share, key, X_WING));

/** An identity, opened out once. */
export class HybridKey {
  /** @param {string} identity bare, upper-case @returns {Promise<HybridKey>} */
  static async of(identity) {
    const { prefix, bytes } = bech32.decodeToBytes(identity);
    if (prefix.toUpperCase() !== "AGE-SECRET-KEY-PQ-" || bytes.length !== 32) throw new Error("invalid identity");
    const seeds = shake256(bytes, { dkLen: 96 });
    const pkcs8 = concat(PKCS8, seeds.subarray(64));
    const { x } = await crypto.subtle.exportKey("jwk", await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", true, ["deriveBits"]));
    const made = new HybridKey();
    made.mlKem = mlKem.keygen(seeds.subarray(0, 64)).secretKey;
    made.x25519 = await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"]);
    made.public = base64urlnopad.decode(x);
    return made;
  }

  /** @param {{args: string[], body: Uint8Array}[]} stanzas @returns {Promise<Uint8Array | null>} */
  async unwrapFileKey(stanzas) {
    for (const { args, body } of stanzas.filter(({ args: [type] }) => type === TYPE)) {
      const share = args.length === 2 ? base64nopad.decode(args[1]) : NOTHING;
      if (share.length !== SHARE || body.length !== WRAPPED) throw new Error(`invalid ${TYPE} stanza`);
      const [pq, classic] = [share.subarray(0, MLKEM_SHARE), share.subarray(MLKEM_SHARE)];
      const shared = combine(mlKem.decapsulate(pq, this.mlKem), await agree(this.x25519, classic), classic, this.public);
      try {
        return cipher(shared).decrypt(body);
      } catch {
        // Another's stanza.
      }
    }
    return null;
  }
}

class HybridRecipient {
  /** @param {string} recipient */
  constructor(recipient) {
    const { prefix, words } = bech32.decode(recipient, false);
    const bytes = bech32.fromWords(words);
    if (prefix !== "age1pq" || bytes.length !== PUBLIC) throw new Error("invalid recipient");
    [this.mlKem, this.x25519] = [bytes.subarray(0, MLKEM_PUBLIC), bytes.subarray(MLKEM_PUBLIC)];
  }

  /** @param {Uint8Array} fileKey @returns {Promise<Stanza[]>} */
  async wrapFileKey(fileKey) {
    const { privateKey, publicKey } = await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
    const share = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
    const { cipherText, sharedSecret } = mlKem.encapsulate(this.mlKem);
    const shared = combine(sharedSecret, await agree(privateKey, this.x25519), share, this.x25519);
    return [new Stanza([TYPE, base64nopad.encode(concat(cipherText, share))], cipher(shared).encrypt(fileKey))];
  }
}

/** @param {string} recipient @returns {HybridRecipient} */
export const hybridRecipient = (recipient) => new HybridRecipient(recipient);
