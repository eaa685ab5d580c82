/**
 * What tar-stream and the packages below it, which are CommonJS, require of Node: an event emitter, and numbers of `fs`
 * that it has itself, too. Left as they are they would be calls of a `require` that modules do not have.
 */
export const requiredBuiltIns = {
  name: 'required-built-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(events|fs)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'required-built-in' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'required-built-in' }, ({ path }) => ({
      contents: path === 'events' ? "export { EventEmitter } from 'node:events';" : 'export {};',
    }));
  },
};
