import fc from 'fast-check';

// A property that fails need not be shrunk: a mutant is dead all the same, and sooner.
fc.configureGlobal({ endOnFailure: true });
