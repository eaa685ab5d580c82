import { existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AtomicFile } from '../../src/io/atomic-file.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const bytesOf = (text: string) => Buffer.from(text);

const root = temporaryFolder();
let count = 0;

function setUp() {
  const whole = join(root, `file-${count++}`);
  const part = `${whole}.part`;
  return { part, whole, file: new AtomicFile(part) };
}

test('is under its temporary name until it is put, with all that was written, patched and read', async () => {
  const { part, whole, file } = setUp();
  file.write(bytesOf('one '));
  file.writeAllOf([bytesOf('two '), bytesOf('three')]);
  file.patch(0, bytesOf('1'));
  const buffer = Buffer.alloc(3);
  expect(file.read(4, buffer)).toBe(3);
  expect(buffer.toString()).toBe('two');
  await file.sync();
  file.syncNow();
  expect(file.isOpen).toBe(true);
  expect(existsSync(whole)).toBe(false);
  file.put((temporaryPath) => renameSync(temporaryPath, whole));
  expect(file.isOpen).toBe(false);
  expect(existsSync(part)).toBe(false);
  expect(readFileSync(whole, 'utf8')).toBe('1ne two three');
});

test('is gone when it was discarded, and may be discarded again', () => {
  const { part, file } = setUp();
  file.discard();
  expect(existsSync(part)).toBe(false);
  file.discard();
});

test('leaves alone what somebody else put under its temporary name', () => {
  const { part, file } = setUp();
  writeFileSync(`${part}2`, 'theirs');
  renameSync(`${part}2`, part);
  file.discard();
  expect(readFileSync(part, 'utf8')).toBe('theirs');
});

test('never takes a file that is there, unless it is told how it is made', () => {
  const { part, file } = setUp();
  file.write(bytesOf('before'));
  expect(() => new AtomicFile(part)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  const removed: string[] = [];
  const create = (path: string) => openSync(path, 'w+');
  const other = new AtomicFile(part, { create, remove: (path) => removed.push(path) });
  expect(other.read(0, Buffer.alloc(1))).toBe(0);
  other.discard();
  expect(removed).toEqual([part]);
});

test('tells no error of a file that was closed while the system put it on the disk', async () => {
  const { file } = setUp();
  const syncing = file.sync();
  file.close();
  file.close();
  await syncing;
});
