import fc from 'fast-check';
import { chai } from 'vitest';
import { compareTypedArraysByBytes } from '../tools/typed-array-equality.ts';

// A property that fails need not be shrunk: a mutant is dead all the same, and seconds sooner.
fc.configureGlobal({ endOnFailure: true });

compareTypedArraysByBytes();

// Nobody reads how two arrays of thousands of samples differ, and printing it takes seconds. What the prototype has is not set anew.
Object.assign(chai.AssertionError.prototype, {
  showDiff: false,
  actual: undefined,
  expected: undefined,
});
