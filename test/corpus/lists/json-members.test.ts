import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementsOf, membersOf, objectText } from '../../../src/corpus/lists/json-members.ts';
import { timesOf } from '../../tools/depth.ts';

describe('the members of a JSON object', () => {
  test('are as they are written, spaces within them too', () => {
    const text =
      ' { "a" : 1.50 ,"b\\u0062":[ 1, {"x":"},]"} ],\t"c":"\\"\\\\" , "d":{ },"e":null } ';
    expect([...membersOf(text)]).toEqual([
      ['a', '1.50'],
      ['bb', '[ 1, {"x":"},]"} ]'],
      ['c', '"\\"\\\\"'],
      ['d', '{ }'],
      ['e', 'null'],
    ]);
  });

  test('count once where a name is there twice, with the last value', () => {
    expect([...membersOf('{"a":1,"b":2,"a":3}')]).toEqual([
      ['a', '3'],
      ['b', '2'],
    ]);
  });

  test('make the same object again, whatever it is and however it is laid out', () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const members = membersOf(text);
        expect(JSON.parse(objectText(members))).toEqual(JSON.parse(text));
        for (const [name, written] of members) {
          expect(JSON.parse(written)).toEqual(JSON.parse(text)[name]);
        }
      }),
      { seed: 1, numRuns: timesOf(100, 500) },
    );
  });

  test('are none of an empty object', () => {
    expect(membersOf('{ }').size).toBe(0);
  });
});

describe('the elements of a JSON array', () => {
  test('make the same array again', () => {
    const list = fc.array(fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(list, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(elementsOf(text).map((element) => JSON.parse(element))).toEqual(JSON.parse(text));
      }),
      { seed: 1, numRuns: timesOf(100, 500) },
    );
  });
});
