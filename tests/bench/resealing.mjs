/**
 * The same work as the desk's browser has with a case that it seals anew, without server, page and messages: cases a
 * second. Words after the script: the folder of `browser/shared`, and how many cases.
 */

const [folder, cases] = process.argv.slice(2);
const { headOf } = await import(`${folder}/head.js`);
const { rewrap } = await import(`${folder}/rewrap.js`);
const { openSealed } = await import(`${folder}/opening.js`);
const { HybridKey, hybridRecipient } = await import(`${folder}/hybrid.js`);
const { Encrypter, generateHybridIdentity, identityToRecipient } = await import(`${folder}/../node_modules/age-encryption/dist/index.js`);

const [ada, ben, newBen] = await Promise.all([0, 1, 2].map(generateHybridIdentity));
const key = await HybridKey.of(ada);
const [toAda, toBen, toNewBen] = await Promise.all([ada, ben, newBen].map((one) => identityToRecipient(one)));

async function sealed(size, ...recipients) {
  const sealer = new Encrypter();
  for (const one of recipients) sealer.addRecipient(hybridRecipient(one));
  return sealer.encrypt(new Uint8Array(size));
}

const report = await sealed(16384, toAda, toBen);
const parts = [report, await sealed(1024, toAda, toBen), await sealed(1024, toAda, toBen)];
const from = performance.now();
for (let done = 0; done < Number(cases); done += 1) {
  for (const part of parts) {
    await openSealed(part, key);
    await rewrap(headOf(part), key, [toAda, toNewBen], 2);
  }
  await sealed(4096, toAda, toNewBen);
}
console.log(Number(cases) / ((performance.now() - from) / 1000));
