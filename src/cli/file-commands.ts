// The commands for single files. They share most of their code: loaded as one they leave the bundle in few pieces.

export { writeLiveFile } from '../audio-files/live-file.ts';
export { compare } from './compare-command.ts';
export { generate } from './generate-command.ts';
export { measure } from './measure-command.ts';
