// Does with npm's age-encryption what the JSON list on standard input asks for, and prints the answers as a list.
//   {do: "open", sealed, identity | passphrase}          -> base64 of the plaintext, or null when it does not open
//   {do: "seal", plaintext, recipients | passphrase}     -> base64 of the age file
//   {do: "armor", sealed} {do: "dearmor", text}          -> text | base64
import path from "node:path";
import { pathToFileURL } from "node:url";

const age = await import(pathToFileURL(path.join(process.argv[2], "age-encryption", "dist", "index.js")));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const base64 = (data) => Buffer.from(data).toString("base64");

const tasks = {
  async open({ sealed, identity, passphrase }) {
    const decrypter = new age.Decrypter();
    if (identity) decrypter.addIdentity(identity);
    else decrypter.addPassphrase(passphrase);
    try {
      return base64(await decrypter.decrypt(bytes(sealed)));
    } catch {
      return null;
    }
  },
  async seal({ plaintext, recipients, passphrase }) {
    const encrypter = new age.Encrypter();
    if (passphrase) {
      encrypter.setPassphrase(passphrase);
      encrypter.setScryptWorkFactor(10);
    } else for (const recipient of recipients) encrypter.addRecipient(recipient);
    return base64(await encrypter.encrypt(bytes(plaintext)));
  },
  async armor({ sealed }) {
    return age.armor.encode(bytes(sealed));
  },
  async dearmor({ text }) {
    return base64(age.armor.decode(text));
  },
};

let input = "";
for await (const piece of process.stdin) input += piece;
const answers = [];
for (const task of JSON.parse(input)) answers.push(await tasks[task.do](task));
process.stdout.write(JSON.stringify(answers));
