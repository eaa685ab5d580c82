// Has the program give its temporary files the same names in every run, so that a call can be found again by its file.
const crypto = require('node:crypto');

let drawn = 0;
crypto.randomUUID = () => `00000000-0000-4000-8000-${String(drawn++).padStart(12, '0')}`;
process.hrtime.bigint = () => 1n;
// Not where it says who holds a lock.
if (process.argv[2] !== 'corpus') Object.defineProperty(process, 'pid', { value: 1 });
require('node:module').syncBuiltinESMExports();
