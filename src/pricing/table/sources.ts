/** Where a row's prices stand, and the day on which that was read. Rows spread one of these. */
interface Source {
  readonly source: string;
  readonly checked: string;
}

const API = 'Azure Retail Prices API';

/** Recordings of the API say when a meter took effect; they are of that day or later. */
function recorded(day: string): Source {
  const file = `monthly/partial/${day}.ndjson`;
  return { source: `${API}, meters effective ${day}, recorded in guygregory/modelmeters.com ${file}`, checked: day };
}

export const RETAIL_2024_05: Source = recorded('2024-05-01');
export const RETAIL_2024_06: Source = recorded('2024-06-01');
export const RETAIL_2025_03: Source = recorded('2025-03-01');
export const RETAIL_2025_06: Source = recorded('2025-06-01');
export const RETAIL_2025_11: Source = {
  source: `${API}, meters effective 2025-11-01, quoted in guygregory/modelmeters.com monthly/aisummary/2025-11-01.md`,
  checked: '2025-11-15',
};
export const RETAIL_2025_12: Source = recorded('2025-12-01');
export const RETAIL_2026_01: Source = recorded('2026-01-01');
export const RETAIL_2026_03: Source = recorded('2026-03-01');
export const RETAIL_2026_04: Source = recorded('2026-04-01');
export const RETAIL_2026_05: Source = recorded('2026-05-01');
export const RETAIL_2026_06: Source = recorded('2026-06-01');
export const RETAIL_2026_07: Source = recorded('2026-07-01');
export const RETAIL_2026_08: Source = recorded('2026-08-01');
export const RETAIL_2026_09: Source = recorded('2026-09-01');
export const RETAIL_2026_10: Source = recorded('2026-10-01');

export const RETAIL_2025_08: Source = {
  source: `${API}, recorded in guygregory/modelmeters.com@d4a6410`,
  checked: '2025-08-25',
};
export const RETAIL_2026_07_26: Source = quoted('2026-07-26');
export const RETAIL_2026_09_10: Source = quoted('2026-09-10');
export const RETAIL_2026_09_14: Source = quoted('2026-09-14');
export const RETAIL_2026_09_25: Source = quoted('2026-09-25');
export const RETAIL_2026_09_30: Source = {
  source: `${API}, every region, recorded in microsoft/mosaic-apim@5b94fe7 model_prices.json`,
  checked: '2026-09-30',
};

/** For what no meter was found. Its Azure prices mix deployment types, so it is believed last. */
export const LITELLM_2026_08: Source = {
  source: 'BerriAI/litellm model_prices_and_context_window.json, copy in Prajwalsrinvas/token-tariff@dc2baf9',
  checked: '2026-08-06',
};

/** The page has no numbers without a browser; several public tables quote it. */
export const BING_GROUNDING: Source = {
  source: 'https://www.microsoft.com/bing/apis/grounding-pricing, quoted in the tests of BerriAI/litellm',
  checked: '2026-09-24',
};

/** For models that Azure no longer sells. */
export const ELASTIC_TUTORIAL: Source = {
  source: "Price table of Elastic's tutorial on tracing Azure OpenAI, per 1,000 tokens",
  checked: '2026-11-24',
};

/** A public catalogue quotes the API's answers of a day, meter by meter. */
function quoted(day: string): Source {
  return { source: `${API}, read on ${day} and quoted meter by meter in a public price catalogue`, checked: day };
}
