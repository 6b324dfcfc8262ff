/** How many calls the function of an inventory answers at once. They are set aside of the account's own. */
export const inventoryConcurrency = 20;

/**
 * The throttle of an inventory's stage, in calls a second and calls above them. A function that is out of concurrency makes API
 * Gateway answer 500, so the stage is to answer 429 before: with calls of up to 0.1 s, `burstLimit + 0.1 * rateLimit` run at
 * once at most, which is the function's concurrency.
 */
export const inventoryThrottle = { rateLimit: 100, burstLimit: 10 } as const;
