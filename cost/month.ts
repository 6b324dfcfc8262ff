/** AWS's month. */
export const hours = 730;

export const days = hours / 24;
