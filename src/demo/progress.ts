import { type Output, paintFor } from '../cli/io.ts';
import type { SentStep } from './traffic.ts';

/** Reports the progress of the traffic. */
export interface Progress {
  sent(step: SentStep): void;
  /** Clears what is left on the line. */
  end(): void;
}

/**
 * Returns the progress for an output: on a terminal one line that changes, elsewhere a line for each call.
 *
 * @param total calls in all; undefined if they go on until Ctrl-C
 */
export function progressOn(output: Output, total: number | undefined): Progress {
  const paint = paintFor(output);
  let count = 0;
  return {
    sent({ step, ending, tookMs }) {
      count += 1;
      const wrong = ending === step.ending ? '' : ` (expected ${step.ending})`;
      const place = total === undefined ? String(count) : `${String(count).padStart(String(total).length)}/${total}`;
      const text = `${step.deployment}: ${step.title} → ${ending}${wrong} in ${(tookMs / 1000).toFixed(1)} s`;
      if (output.isTTY === true)
        output.write(
          `\r\u001b[K${total === undefined ? '' : `${bar(count / total)} `}${place}  ${paint('dim', text.slice(0, 72))}`,
        );
      else output.write(`${place}  ${text}\n`);
    },
    end() {
      if (output.isTTY === true) output.write('\r\u001b[K');
    },
  };
}

function bar(part: number): string {
  const width = 16;
  const done = Math.round(part * width);
  return '━'.repeat(done) + '╌'.repeat(width - done);
}
