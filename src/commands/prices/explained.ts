import { InvalidPricesError } from '../../pricing/validate-prices.ts';
import { RetailPricesError } from '../../pricing/retail/retail-items.ts';
import type { LoadedCommand } from '../table.ts';

/** A verb of `prices` for which a failure outside of the program is one line and exit code 1. */
export function explained({ usage, run }: LoadedCommand): LoadedCommand {
  return {
    usage,
    run: async (args, io) => {
      try {
        return await run(args, io);
      } catch (error) {
        if (!(error instanceof Error && isExpected(error))) throw error;
        io.stderr.write(`${error.message}\n`);
        return 1;
      }
    },
  };
}

function isExpected(error: Error): boolean {
  return error instanceof InvalidPricesError || error instanceof RetailPricesError || 'syscall' in error;
}
