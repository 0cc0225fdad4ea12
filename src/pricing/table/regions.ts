/** The six US regions whose regional prices have always been the same. */
export const US: readonly string[] = ['eastus', 'eastus2', 'northcentralus', 'southcentralus', 'westus', 'westus3'];

/** Regions of Azure Government, which has prices of its own. */
export const US_GOVERNMENT: readonly string[] = ['usgovarizona', 'usgovvirginia'];
