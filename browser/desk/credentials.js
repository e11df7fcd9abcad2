/**
 * Passkeys for the Worker. `navigator.credentials` exists in pages only, and the identity must not leave the Worker;
 * so the Worker is lent one that asks the page. What crosses is the passkey's PRF output, never the identity.
 */

/** The passkey was not used: dismissed, timed out, or not able to do this. */
class PasskeyRefused extends Error {
  static kind = "passkey-refused";
}

/** In the Worker: a `navigator.credentials` that asks the page. @param {DedicatedWorkerGlobalScope} scope */
export function lendCredentials(scope) {
  const waiting = new Map();
  let last = 0;

  const ask = (how, publicKey) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      scope.postMessage({ credentials: how, asked: last, publicKey });
    });

  scope.addEventListener("message", ({ data }) => {
    const asker = waiting.get(data.answered);
    waiting.delete(data.answered);
    if (data.credential) asker?.resolve(revive(data.credential));
    else asker?.reject(new PasskeyRefused("the passkey was not used"));
  });

  const value = { create: ({ publicKey }) => ask("create", publicKey), get: ({ publicKey }) => ask("get", publicKey) };
  Object.defineProperty(scope.navigator, "credentials", { value });
}

/** As much of a PublicKeyCredential as `age-encryption` looks at. */
const revive = ({ rawId, transports, extensions }) => ({
  rawId,
  response: { getTransports: () => transports },
  getClientExtensionResults: () => extensions,
});

/** In the page: answer what the Worker asks. @param {Worker} worker */
export function answerCredentials(worker) {
  worker.addEventListener("message", async ({ data }) => {
    if (data.credentials !== "create" && data.credentials !== "get") return;
    try {
      const credential = await navigator.credentials[data.credentials]({ publicKey: data.publicKey });
      worker.postMessage({ answered: data.asked, credential: flatten(credential) });
    } catch {
      worker.postMessage({ answered: data.asked });
    }
  });
}

const flatten = (credential) => ({
  rawId: credential.rawId,
  transports: credential.response.getTransports?.() ?? [],
  extensions: { prf: credential.getClientExtensionResults().prf },
});
