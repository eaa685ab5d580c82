import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { undocumented } from './public-api.ts';
import { temporaryFolder } from './tools/wav-files.ts';

const directory = temporaryFolder();

describe('the public interface', () => {
  test('has words to every export and to every public member', { tags: 'thorough' }, () => {
    const root = resolve(import.meta.dirname, '../src');
    expect(undocumented([join(root, 'index.ts'), join(root, 'browser.ts')])).toEqual([]);
  });
});

describe('the checker', { tags: 'thorough' }, () => {
  const faultsOf = (text: string): string[] => {
    const path = join(directory, `${faults++}.ts`);
    writeFileSync(path, text);
    return undocumented([path]);
  };
  let faults = 0;

  test.each([
    ['a function', 'export function add(): void {}', ['add']],
    ['a constant', 'export const LIMIT = 1;', ['LIMIT']],
    ['a comment of tags alone', '/** @throws never */ export const LIMIT = 1;', ['LIMIT']],
    ['a member', '/** A. */ export interface A { b: number }', ['A.b']],
    ['a method', '/** A. */ export class A { run(): void {} }', ['A.run']],
    ['a getter', '/** A. */ export class A { get b() { return 1; } }', ['A.b']],
    ['a type', 'export type A = 1;', ['A']],
    [
      'a member of a union',
      "/** A. */ export type A = { type: 'b' } | {\n/** C. */\nc: 1 };",
      ['A.type'],
    ],
    ['what is exported again', 'class A {}\nexport { A as B };', ['B']],
  ])('finds %s without words', (_, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });

  test('asks for no words of what is private, or documented where it comes from', () => {
    const text = `
      /** A. */
      export abstract class A {
        /** B. */
        abstract b: number;
        #c = 1;
        private d = 2;
        protected e = 3;
        constructor() {}
      }
      /** F. */
      export class F extends A {
        b = 1;
      }`;
    expect(faultsOf(text)).toEqual([]);
  });
});
