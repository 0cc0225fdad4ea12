import { createRequire } from 'node:module';
import { FOLDER } from './install.ts';
import { TABLES } from './tables.ts';

/** A query as Microsoft's language service understands it. */
export interface AnalyzedQuery {
  /** Errors of the syntax, and of names and types that do not exist or do not fit. */
  problems: string[];
  /** The columns of the result, such as `usd: real`. */
  columns: string[];
}

/** Loads Microsoft's language service of KQL, which `installExample` installs, and gives it the tables. */
export function loadKusto(): (kql: string) => AnalyzedQuery {
  const require = createRequire(`${FOLDER}node_modules/`);
  // Both are scripts that set globals, the second with the help of the first.
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const { Language } = (globalThis as any).Kusto;
  const { TableSymbol, DatabaseSymbol } = Language.Symbols;
  const tables = Object.entries(TABLES).map(([name, columns]) => {
    const schema = Object.entries(columns).map(([column, type]) => `${column}: ${type}`);
    return new TableSymbol.$ctor7(name, `(${schema.join(', ')})`);
  });
  const globals = Language.GlobalState.Default.WithDatabase(new DatabaseSymbol.ctor('app', tables));
  return (kql) => {
    const code = Language.KustoCode.ParseAndAnalyze(kql, globals);
    return {
      problems: toArray(code.GetDiagnostics()).map(({ Message, Start }) => `${Message} (at ${Start})`),
      columns: toArray(code.ResultType?.Columns).map(({ Name, Type }) => `${Name}: ${Type.Name}`),
    };
  };
}

/** A list of the library, which was compiled from C#. */
function toArray(list: any): any[] {
  return list === null || list === undefined ? [] : (globalThis as any).System.Linq.Enumerable.from(list).ToArray();
}
