// The commands for corpora, loaded as one: see file-commands.ts.

export { audit } from './audit-command.ts';
export { corpus } from './corpus-command.ts';
