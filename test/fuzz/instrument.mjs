// Bundles a target with the sources it uses, every branch of which counts how often it is taken.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SOURCES = join(ROOT, 'src/');

/** Counters of a bundle: a byte for each branch, wrapping. */
export const MOST_COUNTERS = 1 << 15;

/**
 * @param target path of the module.
 * @param outfile where the bundle goes.
 * @returns the number of branches, and the texts and numbers that stand in the sources: what inputs are compared with.
 */
export async function bundleTarget(target, outfile) {
  const found = { branches: 0, texts: new Set(), numbers: new Set() };
  const count = {
    name: 'count',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path.startsWith(SOURCES) && !path.endsWith('kernel-bytes.ts')
          ? { contents: countBranches(readFileSync(path, 'utf8'), path, found), loader: 'js' }
          : undefined,
      );
    },
  };
  await build({
    entryPoints: [target],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: {
      js: `import { createRequire as __cr } from 'node:module'; const require = __cr(${JSON.stringify(import.meta.url)});`,
    },
    plugins: [count],
  });
  if (found.branches > MOST_COUNTERS) throw new Error(`${found.branches} branches are too many`);
  return { branches: found.branches, texts: [...found.texts], numbers: [...found.numbers] };
}

function countBranches(source, fileName, found) {
  const { outputText } = ts.transpileModule(source, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
    transformers: { before: [transformer(found)] },
  });
  return `const __hits = globalThis.__hits;\n${outputText}`;
}

const LOGICAL = [
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
];

function transformer(found) {
  return (context) => {
    const { factory } = context;
    const hit = () =>
      factory.createPostfixIncrement(
        factory.createElementAccessExpression(factory.createIdentifier('__hits'), found.branches++),
      );
    const statement = () => factory.createExpressionStatement(hit());
    const counted = (expression) =>
      factory.createParenthesizedExpression(
        factory.createComma(hit(), factory.createParenthesizedExpression(expression)),
      );
    const blockOf = (body) =>
      ts.isBlock(body)
        ? factory.updateBlock(body, [statement(), ...body.statements])
        : factory.createBlock([statement(), body]);
    const visit = (node) => {
      if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
        return node;
      }
      if (ts.isStringLiteral(node) && node.text.length > 0) found.texts.add(node.text);
      if (ts.isNumericLiteral(node)) found.numbers.add(Number(node.text));
      const seen = ts.visitEachChild(node, visit, context);
      if (ts.isFunctionLike(seen) && seen.body && ts.isBlock(seen.body)) return withBody(seen);
      if (ts.isIfStatement(seen)) {
        return factory.updateIfStatement(
          seen,
          seen.expression,
          blockOf(seen.thenStatement),
          seen.elseStatement ? blockOf(seen.elseStatement) : factory.createBlock([statement()]),
        );
      }
      if (ts.isConditionalExpression(seen)) {
        return factory.updateConditionalExpression(
          seen,
          seen.condition,
          seen.questionToken,
          counted(seen.whenTrue),
          seen.colonToken,
          counted(seen.whenFalse),
        );
      }
      if (ts.isBinaryExpression(seen) && LOGICAL.includes(seen.operatorToken.kind)) {
        return factory.updateBinaryExpression(
          seen,
          seen.left,
          seen.operatorToken,
          counted(seen.right),
        );
      }
      if (ts.isCaseClause(seen)) {
        return factory.updateCaseClause(seen, seen.expression, [statement(), ...seen.statements]);
      }
      if (ts.isIterationStatement(seen, false) && ts.isBlock(seen.statement)) {
        return replaceStatement(seen);
      }
      return seen;
    };
    const withBody = (node) => replace(node, node.body, prependIn(node.body));
    const prependIn = (block) => {
      // Directives and super() stay first: a counter after them does as well.
      const isFirst = (one) =>
        ts.isExpressionStatement(one) &&
        (ts.isStringLiteral(one.expression) ||
          (ts.isCallExpression(one.expression) &&
            one.expression.expression.kind === ts.SyntaxKind.SuperKeyword));
      const at = block.statements.findIndex((one) => !isFirst(one));
      const index = at < 0 ? block.statements.length : at;
      return factory.updateBlock(block, [
        ...block.statements.slice(0, index),
        statement(),
        ...block.statements.slice(index),
      ]);
    };
    const replaceStatement = (node) => replace(node, node.statement, blockOf(node.statement));
    const replace = (node, old, now) =>
      ts.visitEachChild(node, (child) => (child === old ? now : child), context);
    return (file) => ts.visitEachChild(file, visit, context);
  };
}
