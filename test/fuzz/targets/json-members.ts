// Members and elements as they are written are those that JSON.parse finds.

import { elementsOf, membersOf, objectText } from '../../../src/corpus/lists/json-members.ts';
import { mustEqual } from '../expect.ts';

export const mostBytes = 600;
export const seeds = [
  '{"a":1,"b":[1,{"c":"\\"}"}],"":null}',
  '[ 1 , "a,b]" , {"x":[]} ,[[]],true]',
  '{ "\\u0061" : -1.50e+3 , "a" : { } }',
  '{"__proto__":1,"constructor":"\\\\"}',
  '[]',
  '{}',
].map((text) => Buffer.from(text));

export function run(bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  if (Array.isArray(value)) {
    mustEqual(
      elementsOf(text).map((one) => JSON.parse(one)),
      value,
      'elementsOf()',
    );
  } else if (typeof value === 'object' && value !== null) {
    const members = membersOf(text);
    mustEqual(JSON.parse(objectText(members)), value, 'membersOf()');
  }
}
