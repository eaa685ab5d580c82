import ts from 'typescript';

/**
 * What of a module's exports has no words to it: exports, members of exported interfaces and classes, and of the object types
 * that exported aliases name.
 *
 * @param paths modules to look at, TypeScript.
 * @returns names such as `WavReader.push`, each once.
 */
export function undocumented(paths: readonly string[], host?: ts.CompilerHost): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const program = ts.createProgram([...paths], options, host);
  const checker = program.getTypeChecker();
  const faults = new Set<string>();
  for (const path of paths) {
    const file = program.getSourceFile(path);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${path} is no module`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      check(exported.name, symbol);
    }
  }
  return [...faults].sort();

  function check(name: string, symbol: ts.Symbol): void {
    if (!hasText(symbol)) faults.add(name);
    for (const member of membersOf(symbol)) {
      if (!hasText(member)) faults.add(`${name}.${member.name}`);
    }
  }

  function hasText(symbol: ts.Symbol): boolean {
    return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== '';
  }

  /** Public members that are written down in this very declaration; what is inherited is documented where it comes from. */
  function membersOf(symbol: ts.Symbol): ts.Symbol[] {
    const members: ts.Symbol[] = [];
    const visit = (node: ts.Node): void => {
      for (const member of elementsOf(node)) {
        if (!member.name || ts.isPrivateIdentifier(member.name)) continue;
        const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
        if (ts.getCombinedModifierFlags(member as ts.Declaration) & hidden) continue;
        const found = checker.getSymbolAtLocation(member.name);
        if (found) members.push(found);
      }
      if (ts.isTypeAliasDeclaration(node)) visit(node.type);
      else if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node))
        node.types.forEach(visit);
      else if (ts.isParenthesizedTypeNode(node)) visit(node.type);
    };
    for (const declaration of symbol.declarations ?? []) visit(declaration);
    return members;
  }
}

function elementsOf(node: ts.Node): readonly (ts.TypeElement | ts.ClassElement)[] {
  return ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeLiteralNode(node)
    ? node.members
    : [];
}
