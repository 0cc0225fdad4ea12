/** A larger share of failed calls is amber. */
export const MANY_FAILED = 0.01;

/** Less left of a limit is amber. */
export const LITTLE_LEFT = 0.2;

/** A smaller share of traced calls is red. */
export const FEW_TRACED = 0.9;
